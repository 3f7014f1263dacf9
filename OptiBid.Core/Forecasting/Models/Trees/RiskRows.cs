using OptiBid.Core.Forecasting.Features;

namespace OptiBid.Core.Forecasting.Models.Trees;

/// <summary>What risk may happen in an hour.</summary>
public enum RiskEvent
{
    /// <summary>The price is above its spike level.</summary>
    Spike,

    /// <summary>The price is below zero.</summary>
    Negative,
}

/// <summary>Hourly features with the spike level of the hour and how far recent prices are below it.</summary>
internal sealed class RiskRows
{
    private readonly DailyPanel _panel;
    private readonly double[][] _levels;

    private RiskRows(DailyPanel panel, double[][] levels, FeatureTable table) => (_panel, _levels, Table) = (panel, levels, table);

    /// <summary>What the rows have besides the features of the store.</summary>
    public static IEnumerable<FeatureInfo> OwnFeatures => Own([]).Select(f => f.Info);

    /// <summary>The rows.</summary>
    public FeatureTable Table { get; }

    /// <summary>First day.</summary>
    public int FirstDay => Table.FirstDay;

    /// <summary>Day after the last.</summary>
    public int EndDay => FirstDay + (Table.Rows / 24);

    /// <summary>Rows of a range of days.</summary>
    public static RiskRows Of(DailyPanel panel, int firstDay, int days)
    {
        var levels = SpikeLevels.Of(panel, firstDay + days - 1);
        var request = new FeatureRequest(panel, firstDay, days, true);
        var built = FeatureStore.Build(request, [.. FeatureStore.Of(request), .. Own(levels)]);
        return built.Failure is { } failure ? throw new InvalidOperationException(failure.Message) : new(panel, levels, built.Value);
    }

    /// <summary>Values of a range of days, row by row.</summary>
    public ReadOnlySpan<float> Values(int firstDay, int endDay) =>
        Table.Values.AsSpan((firstDay - FirstDay) * 24 * Table.Width, (endDay - firstDay) * 24 * Table.Width);

    /// <summary>The row of an hour.</summary>
    public ReadOnlySpan<float> Row(int day, int hour) => Table.Row(((day - FirstDay) * 24) + hour);

    /// <summary>The level of an hour.</summary>
    public double Level(int day, int hour) => _levels[day][hour / SpikeLevels.SetHours];

    /// <summary>What happened, 1 or 0, by hour of a range of days.</summary>
    public float[] Happened(RiskEvent risk, int firstDay, int endDay)
    {
        var happened = new float[(endDay - firstDay) * 24];
        for (var i = 0; i < happened.Length; i++)
        {
            var (day, hour) = (firstDay + (i / 24), i % 24);
            var price = _panel.Prices[day][hour];
            happened[i] = (risk == RiskEvent.Spike ? price > Level(day, hour) : price < 0) ? 1 : 0;
        }

        return happened;
    }

    private static IEnumerable<Feature> Own(double[][] levels) =>
        [
            Feature.PerHour(
                "spike-level",
                "price",
                FeatureKind.PriceLevel,
                "95th percentile of the prices of the set of hours over the 364 days before",
                (r, d, h) => Read(r, d, h, levels, 0)
            ),
            Feature.PerHour(
                "headroom",
                "price",
                FeatureKind.PriceDifference,
                "spike level less the price of the same hour of the day before",
                (r, d, h) => Read(r, d, h, levels, 1)
            ),
            Feature.PerHour(
                "headroom-mean-7",
                "price",
                FeatureKind.PriceDifference,
                "spike level less the mean price of the same hour over the 7 days before",
                (r, d, h) => levels[d][h / SpikeLevels.SetHours] - Enumerable.Range(1, 7).Average(k => r.Price(d - k, h))
            ),
        ];

    /// <summary>A level is as new as the last price in it.</summary>
    private static double Read(PanelReader r, int day, int hour, double[][] levels, double times)
    {
        var last = r.Price(day - 1, hour);
        return levels[day][hour / SpikeLevels.SetHours] - (times * last);
    }
}
