using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Forecasting.Features;
using OptiBid.Core.Forecasting.Inputs;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets.Catalogue;
using OptiBid.Core.Series;
using OptiBid.Tests.Core.Forecasting;
using OptiBid.Web.Api;
using OptiBid.Web.Features.Catalogue;

namespace OptiBid.Tests.Web.Catalogue;

/// <summary>The endpoints over HTTP with the real queries and a store in memory; the gate before them is tested with all others.</summary>
public sealed class DataApiTests : IAsyncLifetime
{
    private readonly FakeSeriesStore _store = new();
    private readonly TestUser _user = new();
    private WebApplication? _app;
    private HttpClient? _http;

    private static CancellationToken Token => Xunit.TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        ErcotDesk.Fill(_store, withLoadForecast: true, days: 60);
        _store.RemoveWhere(ErcotDesk.Price, p => p.StartUtc == new DateTime(2024, 1, 10, 12, 0, 0, DateTimeKind.Utc));
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Services.AddOptiBidApi();
        builder.Services.Configure<Microsoft.AspNetCore.Routing.RouteOptions>(o => o.SuppressCheckForUnhandledSecurityMetadata = true);
        builder.Services.AddSingleton<ITimeSeriesStore>(_store);
        builder.Services.AddSingleton<ICurrentUser>(_user);
        builder.Services.AddScoped<IListCatalogue, ListCatalogue>();
        builder.Services.AddScoped<IDescribeSeries, DescribeSeries>();
        builder.Services.AddSingleton<IForecasterCatalog, ForecasterCatalog>();
        builder.Services.AddSingleton<IFeatureStore, FeatureStore>();
        builder.Services.AddSingleton<StoredPanelReader>();
        builder.Services.AddScoped<IListFeatures, ListFeatures>();
        builder.Services.AddScoped<IReadFeatureDay, ReadFeatureDay>();
        _app = builder.Build();
        new DataEndpoints().Map(_app.MapGroup("/api/v1"));
        await _app.StartAsync(Token);
        _http = _app.GetTestClient();
    }

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    [Fact]
    public async Task Series_are_listed_with_their_missing_intervals()
    {
        var series = (await JsonAsync("/api/v1/data/series"))
            .EnumerateArray()
            .Single(s => s.GetProperty("key").GetProperty("product").GetString() == "da_lmp");
        Assert.Equal("MADE_UP_HUB", series.GetProperty("key").GetProperty("node").GetString());
        Assert.Equal(1, series.GetProperty("missing").GetInt64());
        Assert.Equal((60 * 24) - 1, series.GetProperty("count").GetInt64());
        Assert.True(series.GetProperty("isSimulated").GetBoolean());
    }

    [Fact]
    public async Task The_coverage_of_a_series_names_its_gap()
    {
        var coverage = await JsonAsync("/api/v1/data/series/coverage?market=ercot&node=MADE_UP_HUB&product=da_lmp");
        Assert.Equal(1, coverage.GetProperty("gapCount").GetInt32());
        Assert.Equal("2024-01-10T12:00:00Z", coverage.GetProperty("longestGap").GetProperty("from").GetString());
        Assert.Equal(1, coverage.GetProperty("highestVersion").GetInt32());
    }

    [Fact]
    public async Task Features_are_listed_and_read_for_a_day()
    {
        var all = await JsonAsync("/api/v1/data/features");
        var lag = all.GetProperty("features").EnumerateArray().Single(f => f.GetProperty("name").GetString() == "price-lag-2");
        Assert.Equal("price of the same hour 2 days before", lag.GetProperty("about").GetString());
        Assert.Equal("priceLevel", lag.GetProperty("kind").GetString());
        Assert.NotEqual(0, all.GetProperty("models").GetArrayLength());
        var day = await JsonAsync("/api/v1/data/features/day?market=ERCOT&node=MADE_UP_HUB&day=2024-02-20");
        Assert.Equal("2024-02-19T16:00:00Z", day.GetProperty("gateClosureUtc").GetString());
        Assert.All(day.GetProperty("features").EnumerateArray(), f => Assert.Equal(24, f.GetProperty("values").GetArrayLength()));
    }

    [Theory]
    [InlineData("series/coverage?node=A&product=da_lmp", 422)]
    [InlineData("series/coverage?market=ERCOT&node=A&product=da_lmp", 404)]
    [InlineData("features/day?market=ERCOT&node=A&day=2024-02-20", 404)]
    [InlineData("features/day?market=ERCOT&node=A", 422)]
    [InlineData("features/day?market=ERCOT&node=MADE_UP_HUB&day=2023-02-20", 422)]
    public async Task A_bad_question_gets_problem_details(string path, int status)
    {
        var answer = await _http!.GetAsync("/api/v1/data/" + path, Token);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Each_command_asks_for_its_own_permission()
    {
        _user.Held.Clear();
        _user.Held.Add(Permissions.ReadForecasts);
        Assert.Equal(HttpStatusCode.Forbidden, (await _http!.GetAsync("/api/v1/data/series", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _http!.GetAsync("/api/v1/data/features", Token)).StatusCode);
        _user.Held.Clear();
        _user.Held.Add(Permissions.ReadMarkets);
        Assert.Equal(HttpStatusCode.OK, (await _http!.GetAsync("/api/v1/data/series", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await _http!.GetAsync("/api/v1/data/features", Token)).StatusCode);
    }

    private async Task<JsonElement> JsonAsync(string path)
    {
        var answer = await _http!.GetAsync(path, Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
    }
}
