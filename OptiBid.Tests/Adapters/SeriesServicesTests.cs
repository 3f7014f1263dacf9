using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Series;

namespace OptiBid.Tests.Adapters;

public class SeriesServicesTests
{
    [Theory]
    [InlineData(null, null, "DuckDb")]
    [InlineData("duckdb", null, "DuckDb")]
    [InlineData("Postgres", "Series", "Postgres")]
    [InlineData("Postgres", "Postgres", "Postgres")]
    public async Task The_provider_chooses_the_adapter(string? provider, string? connection, string adapter)
    {
        await using var services = Build(provider, connection);
        Assert.Equal(adapter, services.GetRequiredService<ITimeSeriesStore>().AdapterName);
    }

    [Fact]
    public void An_unknown_provider_names_the_key_and_what_is_allowed()
    {
        var fault = Assert.Throws<InvalidOperationException>(() => Build("Oracle", null));
        Assert.Equal("Series:Provider is 'Oracle'; allowed: DuckDb, Postgres", fault.Message);
    }

    [Fact]
    public void Postgres_without_a_connection_string_names_the_keys()
    {
        var fault = Assert.Throws<InvalidOperationException>(() => Build("Postgres", null));
        Assert.Contains("ConnectionStrings:Series", fault.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Build(string? provider, string? connection)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Series:Provider"] = provider };
        if (connection is not null)
        {
            settings[$"ConnectionStrings:{connection}"] = "Host=127.0.0.1;Database=none";
        }

        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Where(s => s.Value is not null)).Build();
        return new ServiceCollection().AddSeries(configuration, Path.GetTempPath()).BuildServiceProvider();
    }
}
