using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Bidding.Optimisation;
using OptiBid.Core.Common;
using OptiBid.Core.Markets.Import;
using OptiBid.Core.Series;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Core.Bidding;

/// <summary>Price files for the optimiser: one hourly series, cut into operating days, refused at the first bad row.</summary>
public sealed class PriceWindowsTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"{Guid.CreateVersion7()}.csv");

    [Fact]
    public async Task A_year_of_operating_days_has_days_of_23_and_25_hours()
    {
        var data = await ReadAsync(SharedData.PathOf("ercot/dam_spp_lz_hub_2021.csv.gz"));
        var hub = data.Single(s => s.Definition.Key is { Node: "HB_NORTH", Product: Products.DaLmp });
        var windows = PriceWindows.Of(hub, 24);
        Assert.Equal(365, windows.Count);
        Assert.Equal(8760, windows.Sum(w => w.Count) + PriceWindows.MissingHours(windows));
        Assert.Equal(1095, PriceWindows.Of(hub, 8).Count);
        Assert.Throws<BadInputException>(() => PriceWindows.OnlySeries("file", data));
    }

    [Fact]
    public async Task A_file_of_times_and_prices_is_one_series()
    {
        var series = PriceWindows.OnlySeries(_file, await ReadTextAsync("2024-01-01 00:00,10\n2024-01-01 01:00,-5\n"));
        Assert.Equal([10, -5], series.Points.Select(p => p.Value));
    }

    [Theory]
    [InlineData("2024-01-01 01:00,NaN")]
    [InlineData("2021-02-30 01:00,1")]
    [InlineData("2024-01-01 00:00,11")]
    public async Task A_row_that_cannot_be_used_refuses_the_file_at_its_line(string row)
    {
        var fault = await Assert.ThrowsAsync<BadInputException>(() => ReadTextAsync($"2024-01-01 00:00,10\n{row}\n"));
        Assert.Equal(3, fault.Line);
    }

    public void Dispose() => File.Delete(_file);

    private async Task<IReadOnlyList<FileSeries>> ReadTextAsync(string rows)
    {
        await File.WriteAllTextAsync(_file, "time,price\n" + rows, TestContext.Current.CancellationToken);
        return await ReadAsync(_file);
    }

    private static async Task<IReadOnlyList<FileSeries>> ReadAsync(string path)
    {
        await using var services = new ServiceCollection().AddImport().BuildServiceProvider();
        var mapping = new CsvMapping("M", "time", "UTC", 60, IsIntervalEnding: false, [new("price", "N", Products.DaLmp, "$/MWh")]);
        return await services
            .GetRequiredService<IReadSeriesFiles>()
            .ReadAsync([path], mapping: mapping, cancellationToken: TestContext.Current.CancellationToken);
    }
}
