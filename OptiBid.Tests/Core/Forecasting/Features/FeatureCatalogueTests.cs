using OptiBid.Core.Forecasting.Features;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Series;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Core.Forecasting.Features;

public class FeatureCatalogueTests
{
    /// <summary>Files that build rows for no model: the catalogue itself.</summary>
    private static readonly string[] s_own = ["FeatureStore", "ListFeatures", "ReadFeatureDay"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_model_that_builds_rows_is_named_as_a_reader()
    {
        var files = Directory
            .EnumerateFiles(Path.Combine(RepositoryRoot.Path, "OptiBid.Core", "Forecasting"), "*.cs", SearchOption.AllDirectories)
            .Where(f => File.ReadAllText(f).Contains("new FeatureRequest(", StringComparison.Ordinal))
            .Select(f => Path.GetFileNameWithoutExtension(f))
            .Except(s_own, StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
        // boosting, risk, trend: whoever adds one here adds it to FeatureCatalogue.Readers.
        Assert.Equal(["BoostingForecaster", "RiskRows", "TrendModel"], files);
        Assert.Equal(["boosting", "risk", "trend"], FeatureCatalogue.Readers.Select(r => r.Model));
    }

    [Fact]
    public async Task The_features_have_a_meaning_a_rule_and_their_readers_and_models_say_what_they_read()
    {
        await using var desk = new ErcotDesk(days: 0);
        var overview = desk.Get<IListFeatures>().Execute().Value;
        Assert.Equal(overview.Features.Count, overview.Features.Select(f => f.Name).Distinct().Count());
        Assert.All(overview.Features, f => Assert.NotEqual("", f.About.ToString()));
        Assert.Equal("Known for ever.", overview.Features.Single(f => f.Name == "hour").Rule.ToString());
        Assert.Equal(["boosting", "risk"], overview.Features.Single(f => f.Name == "price-lag-1").ReadBy);
        Assert.Equal(["boosting", "risk", "trend"], overview.Features.Single(f => f.Name == "day-mean").ReadBy);
        Assert.All(overview.Features.Where(f => f.Name.StartsWith("spread-", StringComparison.Ordinal)), f => Assert.Empty(f.ReadBy));
        Assert.Equal("price of the same hour of the day before", overview.Features.Single(f => f.Name == "price-lag-1").About.ToString());
        Assert.Equal(
            ["headroom", "headroom-mean-7", "spike-level"],
            overview.Features.Where(f => f.ReadBy is ["risk"]).Select(f => f.Name).Order()
        );
        Assert.Contains(overview.Features, f => f.Name == "forecast-2-peak");
        foreach (var model in overview.Models)
        {
            Assert.Equal(overview.Features.Count(f => f.ReadBy.Contains(model.Model)), model.Features);
            Assert.NotEqual("", model.Reads.ToString());
        }

        Assert.Contains(
            overview.Models,
            m => m is { Model: "lear", Features: 0 } && m.Reads.ToString().Contains("D-7", StringComparison.Ordinal)
        );
        Assert.True(overview.Models.Single(m => m.Model == "trend").Features < overview.Models.Single(m => m.Model == "risk").Features);
        Assert.Equal("the prices of D-1", overview.Models.Single(m => m.Model == "naive-daily").Reads.ToString());
        Assert.DoesNotContain(overview.Models, m => m.Model == "ridge-56");
    }

    [Fact]
    public async Task The_values_of_a_day_are_those_of_the_store_and_were_public_before_its_gate()
    {
        await using var desk = new ErcotDesk(withLoadForecast: true, days: 60);
        var day = ErcotDesk.FirstDay.AddDays(50);
        var read = (await desk.Get<IReadFeatureDay>().ExecuteAsync(ErcotDesk.Price, day, Cancel)).Value;
        Assert.True(read.IsSimulated);
        Assert.Equal(GateSchedule.InstantUtc("ERCOT", Gate.DayAheadClose, day), read.GateClosureUtc);
        Assert.All(read.Features, f => Assert.Equal((24, 24), (f.Values.Count, f.PublishedUtc.Count)));
        Assert.All(read.Features.SelectMany(f => f.PublishedUtc), p => Assert.False(p >= read.GateClosureUtc));

        var yesterday = MarketCalendar.For("ERCOT").DayBounds(day.AddDays(-1));
        var prices = await desk.Store.RangeAsync(ErcotDesk.Price, yesterday.FromUtc, yesterday.ToUtc, cancellationToken: Cancel);
        var lag = read.Features.Single(f => f.Feature.Name == "price-lag-1");
        Assert.Equal(prices.Select(p => (float?)p.Value), lag.Values);
        Assert.Equal(prices.Select(p => (DateTime?)p.PublishedAtUtc), lag.PublishedUtc);
        var hour = read.Features.Single(f => f.Feature.Name == "hour");
        Assert.Equal(Enumerable.Range(0, 24).Select(h => (float?)h), hour.Values);
        Assert.All(hour.PublishedUtc, p => Assert.Null(p));
        Assert.Contains(
            read.Features,
            f =>
                f.Feature.Name == "forecast-1"
                && f.Feature.About.ToString().StartsWith("ERCOT/ERCOT/load_forecast", StringComparison.Ordinal)
        );

        // Nothing behind the gate moves a value.
        desk.Store.Change(ErcotDesk.Price, p => p.PublishedAtUtc >= read.GateClosureUtc ? p with { Value = p.Value * 1000 } : p);
        var again = (await desk.Get<IReadFeatureDay>().ExecuteAsync(ErcotDesk.Price, day, Cancel)).Value;
        Assert.Equal(read.Features.SelectMany(f => f.Values), again.Features.SelectMany(f => f.Values));
    }

    [Fact]
    public async Task What_cannot_be_known_yet_is_no_value_and_a_refusal_says_why()
    {
        await using var desk = new ErcotDesk(days: 10);
        var early = (await desk.Get<IReadFeatureDay>().ExecuteAsync(ErcotDesk.Price, ErcotDesk.FirstDay.AddDays(3), Cancel)).Value;
        var week = early.Features.Single(f => f.Feature.Name == "price-lag-7");
        Assert.All(week.Values, v => Assert.Null(v));
        Assert.All(week.PublishedUtc, p => Assert.Null(p));
        var unknown = new SeriesKey("ERCOT", "NOWHERE", Products.DaLmp);
        Assert.Equal(
            "forecast.series",
            (await desk.Get<IReadFeatureDay>().ExecuteAsync(unknown, ErcotDesk.FirstDay, Cancel)).Failure!.Code
        );
        desk.User.Held.Remove(Permissions.ReadForecasts);
        Assert.Equal(
            "forecast.forbidden",
            (await desk.Get<IReadFeatureDay>().ExecuteAsync(unknown, ErcotDesk.FirstDay, Cancel)).Failure!.Code
        );
        Assert.Equal("forecast.forbidden", desk.Get<IListFeatures>().Execute().Failure!.Code);
    }
}
