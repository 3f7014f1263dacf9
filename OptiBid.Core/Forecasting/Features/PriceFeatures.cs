using System.Globalization;
using OptiBid.Core.Common;

namespace OptiBid.Core.Forecasting.Features;

/// <summary>What past prices say.</summary>
internal static class PriceFeatures
{
    private const string Price = "price";
    private static readonly int[] s_lags = [1, 2, 3, 7];
    private static readonly int[] s_spans = [7, 28];

    /// <summary>Prices of one hour on earlier days.</summary>
    public static IEnumerable<Feature> PerHour() =>
        [
            .. s_lags.Select(lag =>
                Feature.PerHour(Named("price-lag-", lag), Price, FeatureKind.PriceLevel, Lagged(lag), (r, d, h) => r.Price(d - lag, h))
            ),
            Feature.PerHour(
                "price-hour-earlier",
                Price,
                FeatureKind.PriceLevel,
                "price of the hour before, on the day before",
                (r, d, h) => h > 0 ? r.Price(d - 1, h - 1) : r.Price(d - 2, 23)
            ),
            Feature.PerHour(
                "price-hour-later",
                Price,
                FeatureKind.PriceLevel,
                "price of the hour after, on the day before",
                (r, d, h) => r.Price(d - 1, Math.Min(23, h + 1))
            ),
            .. s_spans.Select(span =>
                Feature.PerHour(
                    Named("hour-mean-", span),
                    Price,
                    FeatureKind.PriceLevel,
                    $"mean price of the same hour over the {span} days before",
                    (r, d, h) => HourOver(r, d, h, span).Mean
                )
            ),
            .. s_spans.Select(span =>
                Feature.PerHour(
                    Named("hour-volatility-", span),
                    Price,
                    FeatureKind.PriceDifference,
                    $"standard deviation of the price of the same hour over the {span} days before",
                    (r, d, h) => HourOver(r, d, h, span).Deviation
                )
            ),
        ];

    /// <summary>Statistics of whole days.</summary>
    public static IEnumerable<Feature> PerDay() =>
        [
            Feature.PerDay(
                "price-last",
                Price,
                FeatureKind.PriceLevel,
                "price of the last hour of the day before",
                (r, d) => r.Price(d - 1, 23)
            ),
            Feature.PerDay("day-mean", Price, FeatureKind.PriceLevel, "mean price of the day before", (r, d) => Day(r, d - 1).Mean),
            Feature.PerDay("day-min", Price, FeatureKind.PriceLevel, "lowest price of the day before", (r, d) => Day(r, d - 1).Least),
            Feature.PerDay("day-max", Price, FeatureKind.PriceLevel, "highest price of the day before", (r, d) => Day(r, d - 1).Most),
            Feature.PerDay(
                "day-deviation",
                Price,
                FeatureKind.PriceDifference,
                "standard deviation of the prices of the day before",
                (r, d) => Day(r, d - 1).Deviation
            ),
            Feature.PerDay(
                "tb4",
                Price,
                FeatureKind.PriceDifference,
                "four highest less four lowest prices of the day before, means",
                (r, d) => TopBottom(r, d - 1)
            ),
            Feature.PerDay(
                "tb4-mean-7",
                Price,
                FeatureKind.PriceDifference,
                "four highest less four lowest prices of a day, mean over the 7 days before",
                (r, d) => Over(7, k => TopBottom(r, d - k)).Mean
            ),
            Feature.PerDay(
                "day-mean-week-before",
                Price,
                FeatureKind.PriceLevel,
                "mean price of the day a week before",
                (r, d) => Day(r, d - 7).Mean
            ),
            Feature.PerDay(
                "day-mean-change-1",
                Price,
                FeatureKind.PriceDifference,
                "mean price of the day before less that of the day before it",
                (r, d) => Day(r, d - 1).Mean - Day(r, d - 2).Mean
            ),
            Feature.PerDay(
                "day-mean-change-7",
                Price,
                FeatureKind.PriceDifference,
                "mean price of the day before less that of a week before it",
                (r, d) => Day(r, d - 1).Mean - Day(r, d - 8).Mean
            ),
            Feature.PerDay(
                "week-step",
                Price,
                FeatureKind.PriceDifference,
                "how the mean price changed on the same step between two days a week before",
                (r, d) => Day(r, d - 7).Mean - Day(r, d - 8).Mean
            ),
            .. s_spans.Select(span =>
                Feature.PerDay(
                    Named("mean-", span),
                    Price,
                    FeatureKind.PriceLevel,
                    $"mean price over the {span} days before",
                    (r, d) => Days(r, d, span).Mean
                )
            ),
            .. s_spans.Select(span =>
                Feature.PerDay(
                    Named("volatility-", span),
                    Price,
                    FeatureKind.PriceDifference,
                    $"standard deviation of all prices over the {span} days before",
                    (r, d) => Days(r, d, span).Deviation
                )
            ),
        ];

    private static Sentence Lagged(int days) =>
        days == 1 ? Sentence.Of("price of the same hour of the day before") : Sentence.Of($"price of the same hour {days} days before");

    private static string Named(string begin, int number) => string.Create(CultureInfo.InvariantCulture, $"{begin}{number}");

    private static Moments HourOver(PanelReader r, int day, int hour, int span) => Over(span, k => r.Price(day - k, hour));

    private static Moments Day(PanelReader r, int day)
    {
        var moments = new Moments();
        for (var h = 0; h < 24; h++)
        {
            moments.Add(r.Price(day, h));
        }

        return moments;
    }

    private static Moments Days(PanelReader r, int day, int span)
    {
        var moments = new Moments();
        for (var k = span; k >= 1; k--)
        {
            for (var h = 0; h < 24; h++)
            {
                moments.Add(r.Price(day - k, h));
            }
        }

        return moments;
    }

    private static Moments Over(int span, Func<int, double> value)
    {
        var moments = new Moments();
        for (var k = span; k >= 1; k--)
        {
            moments.Add(value(k));
        }

        return moments;
    }

    private static double TopBottom(PanelReader r, int day)
    {
        Span<double> prices = stackalloc double[24];
        for (var h = 0; h < 24; h++)
        {
            prices[h] = r.Price(day, h);
        }

        // NaN sorts first, so a missing hour makes the difference NaN.
        prices.Sort();
        return (prices[20] + prices[21] + prices[22] + prices[23] - prices[0] - prices[1] - prices[2] - prices[3]) / 4;
    }
}
