using OptiBid.Core.Forecasting.Models;

namespace OptiBid.Tests.Core.Forecasting.Kept;

/// <summary>Prices and one load forecast by formula: a daily and weekly shape with slow and quick waves, the same on every machine.</summary>
internal static class MadePanel
{
    public static DateOnly FirstDay { get; } = new(2023, 1, 2);

    public static DailyPanel Of(int days)
    {
        var prices = new double[days][];
        var load = new double[days][];
        for (var d = 0; d < days; d++)
        {
            prices[d] = new double[24];
            load[d] = new double[24];
            for (var h = 0; h < 24; h++)
            {
                var weekend = FirstDay.AddDays(d).DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 1 : 0;
                var hour = (24.0 * d) + h;
                load[d][h] =
                    40 + (9 * Math.Sin((h - 8) * Math.PI / 12)) - (5 * weekend) + (4 * Math.Sin(hour / 171)) + Math.Sin(hour * 0.37);
                prices[d][h] =
                    (0.9 * load[d][h])
                    + (6 * Math.Cos((h - 19) * Math.PI / 6))
                    + (3 * Math.Sin((hour * 0.83) + (hour * hour * 1e-4)))
                    + (2 * Math.Cos(hour / 53));
            }
        }

        return new(FirstDay, prices, [load]) { Vintage = PanelVintage.Benchmark(FirstDay, days, ["price", "load"]) };
    }
}
