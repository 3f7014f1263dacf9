using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Models.Neural;

namespace OptiBid.Tests.Core.Forecasting.Neural.Sequences;

/// <summary>Made prices that a network can learn.</summary>
internal static class PanelOf
{
    /// <summary>Prices that rise with the distance of the load from 100, whose size changes from week to week, and a load that is known a day ahead.</summary>
    public static DailyPanel Days(int days)
    {
        var random = new SeededRandom(77);
        var (load, prices) = (new double[days + 1][], new double[days][]);
        for (var d = 0; d <= days; d++)
        {
            var (level, size) = (random.Uniform(1), 2 + Math.Sin(d / 7));
            load[d] = [.. Enumerable.Range(0, 24).Select(h => 100 + (20 * level) + (4 * Math.Sin(h * Math.PI / 12)) + random.Uniform(1))];
            if (d < days)
            {
                prices[d] =
                [
                    .. load[d]
                        .Select((l, h) => 20 + (0.2 * random.Uniform(1)) + Math.Abs(l - 100) + (size * 3 * Math.Sin(h * Math.PI / 12))),
                ];
            }
        }

        return new(new(2020, 1, 1), prices, [load]);
    }
}
