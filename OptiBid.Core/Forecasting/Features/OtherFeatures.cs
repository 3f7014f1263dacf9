using System.Globalization;
using OptiBid.Core.Forecasting.Models;

namespace OptiBid.Core.Forecasting.Features;

/// <summary>What published forecasts, the calendar and neighbouring series say.</summary>
internal static class OtherFeatures
{
    private const string Flag = "0 or 1";
    private const string None = "1";

    /// <summary>Forecasts of load, generation and the like, and the second less the first where there are two.</summary>
    public static IEnumerable<Feature> Exogenous(DailyPanel panel)
    {
        var names = panel.Vintage?.Names;
        for (var k = 0; k < panel.Exogenous.Count; k++)
        {
            var series = k;
            var begin = string.Create(CultureInfo.InvariantCulture, $"forecast-{k + 1}");
            var name = names is null ? begin : names[k + 1];
            yield return Feature.PerHour(
                begin,
                "as published",
                FeatureKind.Quantity,
                $"{name}: forecast for the hour",
                (r, d, h) => r.Exogenous(series, d, h)
            );
            yield return Feature.PerHour(
                begin + "-change-1",
                "as published",
                FeatureKind.Quantity,
                $"{name}: forecast for the hour less that for the day before",
                (r, d, h) => r.Exogenous(series, d, h) - r.Exogenous(series, d - 1, h)
            );
            yield return Feature.PerHour(
                begin + "-change-7",
                "as published",
                FeatureKind.Quantity,
                $"{name}: forecast for the hour less that for a week before",
                (r, d, h) => r.Exogenous(series, d, h) - r.Exogenous(series, d - 7, h)
            );
            yield return Feature.PerHour(
                begin + "-unusual",
                "as published",
                FeatureKind.Quantity,
                $"{name}: forecast for the hour less the mean of the same hour over the 28 days before",
                (r, d, h) =>
                {
                    var moments = new Moments();
                    for (var lag = 28; lag >= 1; lag--)
                    {
                        moments.Add(r.Exogenous(series, d - lag, h));
                    }

                    return r.Exogenous(series, d, h) - moments.Mean;
                }
            );
            yield return Feature.PerDay(
                begin + "-mean",
                "as published",
                FeatureKind.Quantity,
                $"{name}: mean of the forecast for the day",
                (r, d) => Mean(r, series, d)
            );
            yield return Feature.PerDay(
                begin + "-mean-change-1",
                "as published",
                FeatureKind.Quantity,
                $"{name}: mean of the forecast for the day less that for the day before",
                (r, d) => Mean(r, series, d) - Mean(r, series, d - 1)
            );
            yield return Feature.PerDay(
                begin + "-peak",
                "as published",
                FeatureKind.Quantity,
                $"{name}: highest hour of the forecast for the day",
                (r, d) => Enumerable.Range(0, 24).Max(h => r.Exogenous(series, d, h))
            );
        }

        if (panel.Exogenous.Count == 2)
        {
            yield return Feature.PerHour(
                "residual",
                "as published",
                FeatureKind.Quantity,
                "second forecast less the first, for the hour",
                (r, d, h) => r.Exogenous(1, d, h) - r.Exogenous(0, d, h)
            );
            yield return Feature.PerHour(
                "residual-change-1",
                "as published",
                FeatureKind.Quantity,
                "second forecast less the first, change to the day before",
                (r, d, h) => r.Exogenous(1, d, h) - r.Exogenous(0, d, h) - r.Exogenous(1, d - 1, h) + r.Exogenous(0, d - 1, h)
            );
            yield return Feature.PerDay(
                "residual-mean",
                "as published",
                FeatureKind.Quantity,
                "second forecast less the first, mean of the day",
                (r, d) => Mean(r, 1, d) - Mean(r, 0, d)
            );
        }
    }

    /// <summary>Hour, weekday, season and holidays.</summary>
    public static IEnumerable<Feature> Calendar() =>
        [
            Feature.PerHour("hour", "h", FeatureKind.Calendar, "hour of the day, 0 to 23", (_, _, h) => h),
            Feature.PerHour(
                "hour-sin",
                None,
                FeatureKind.Calendar,
                "hour of the day as an angle, sine",
                (_, _, h) => Math.Sin(Math.Tau * h / 24)
            ),
            Feature.PerHour(
                "hour-cos",
                None,
                FeatureKind.Calendar,
                "hour of the day as an angle, cosine",
                (_, _, h) => Math.Cos(Math.Tau * h / 24)
            ),
            Feature.PerDay("weekday", "day", FeatureKind.Calendar, "day of the week, Monday 0 to Sunday 6", (r, d) => Weekday(r, d)),
            Feature.PerDay(
                "weekday-sin",
                None,
                FeatureKind.Calendar,
                "day of the week as an angle, sine",
                (r, d) => Math.Sin(Math.Tau * Weekday(r, d) / 7)
            ),
            Feature.PerDay(
                "weekday-cos",
                None,
                FeatureKind.Calendar,
                "day of the week as an angle, cosine",
                (r, d) => Math.Cos(Math.Tau * Weekday(r, d) / 7)
            ),
            Feature.PerDay(
                "month-sin",
                None,
                FeatureKind.Calendar,
                "month as an angle, sine",
                (r, d) => Math.Sin(Math.Tau * (r.FirstDay.AddDays(d).Month - 1) / 12)
            ),
            Feature.PerDay(
                "month-cos",
                None,
                FeatureKind.Calendar,
                "month as an angle, cosine",
                (r, d) => Math.Cos(Math.Tau * (r.FirstDay.AddDays(d).Month - 1) / 12)
            ),
            Holiday("holiday-us", "federal holiday of the United States", HolidayCalendar.UnitedStates),
            Holiday("holiday-nerc", "off-peak holiday of NERC", HolidayCalendar.Nerc),
            Holiday("holiday-fr", "public holiday of France", HolidayCalendar.France),
            Holiday("holiday-be", "public holiday of Belgium", HolidayCalendar.Belgium),
        ];

    /// <summary>How far the price is from that of neighbours.</summary>
    public static IEnumerable<Feature> Spreads(IReadOnlyList<NeighbourSeries> neighbours) =>
        neighbours.SelectMany<NeighbourSeries, Feature>(
            (neighbour, k) =>
                [
                    Feature.PerHour(
                        string.Create(CultureInfo.InvariantCulture, $"spread-{k + 1}-lag-1"),
                        "price",
                        FeatureKind.PriceDifference,
                        $"price less that of {neighbour.Name}, same hour of the day before",
                        (r, d, h) => r.Price(d - 1, h) - r.Neighbour(k, d - 1, h)
                    ),
                    Feature.PerHour(
                        string.Create(CultureInfo.InvariantCulture, $"spread-{k + 1}-mean-7"),
                        "price",
                        FeatureKind.PriceDifference,
                        $"price less that of {neighbour.Name}, same hour, mean over the 7 days before",
                        (r, d, h) =>
                        {
                            var moments = new Moments();
                            for (var lag = 7; lag >= 1; lag--)
                            {
                                moments.Add(r.Price(d - lag, h) - r.Neighbour(k, d - lag, h));
                            }

                            return moments.Mean;
                        }
                    ),
                ]
        );

    private static Feature Holiday(string name, Common.Sentence about, HolidayCalendar calendar) =>
        Feature.PerDay(name, Flag, FeatureKind.Calendar, about, (r, d) => Holidays.IsHoliday(calendar, r.FirstDay.AddDays(d)) ? 1 : 0);

    private static int Weekday(PanelReader r, int day) => ((int)r.FirstDay.AddDays(day).DayOfWeek + 6) % 7;

    private static double Mean(PanelReader r, int series, int day)
    {
        var moments = new Moments();
        for (var h = 0; h < 24; h++)
        {
            moments.Add(r.Exogenous(series, day, h));
        }

        return moments.Mean;
    }
}
