namespace OptiBid.Core.Forecasting.Comparisons;

/// <summary>
/// The battery that forecasts are weighed with: 1 MW, 4 MWh, 85 % on charge, empty at both ends of the day, no cost of use. Its best schedule is
/// found exactly: full hours move the store by 0.85 or by 1 MWh and its bounds are multiples of 0.05, so a best schedule on that grid is one of
/// the best of all.
/// </summary>
internal static class SpreadBattery
{
    private const int Hours = 24;
    private const double Step = 0.05;
    private const double Efficiency = 0.85;
    private const int Full = 80;
    private const int MostIn = 17;
    private const int MostOut = 20;
    private const int SpreadHours = 4;

    /// <summary>The four dearest hours minus the four cheapest.</summary>
    public static double TopBottom(double[] prices)
    {
        var sorted = prices.Order().ToArray();
        return sorted[^SpreadHours..].Sum() - sorted[..SpreadHours].Sum();
    }

    /// <summary>Net output of each hour, MW, of the schedule that earns most at these prices.</summary>
    public static double[] Best(double[] prices)
    {
        // best[s] is what can still be earned from an hour on with s steps in store; the last hour must end empty.
        var best = new double[Full + 1];
        Array.Fill(best, double.NegativeInfinity, 1, Full);
        var moves = new int[Hours][];
        for (var h = Hours - 1; h >= 0; h--)
        {
            var from = new double[Full + 1];
            moves[h] = new int[Full + 1];
            for (var s = 0; s <= Full; s++)
            {
                (from[s], moves[h][s]) = (double.NegativeInfinity, 0);
                for (var move = -Math.Min(MostOut, s); move <= Math.Min(MostIn, Full - s); move++)
                {
                    var value = best[s + move] + (prices[h] * Output(move));

                    // A hair for rest, so that equal prices move nothing and the answer does not hang on rounding.
                    if (value > from[s] + 1e-9 || (move == 0 && value >= from[s] - 1e-9))
                    {
                        (from[s], moves[h][s]) = (value, move);
                    }
                }
            }

            best = from;
        }

        var schedule = new double[Hours];
        var stored = 0;
        for (var h = 0; h < Hours; h++)
        {
            schedule[h] = Output(moves[h][stored]);
            stored += moves[h][stored];
        }

        return schedule;
    }

    /// <summary>What a schedule earns at prices.</summary>
    public static double Value(double[] schedule, double[] prices) => schedule.Zip(prices, (mw, price) => mw * price).Sum();

    private static double Output(int move) => move > 0 ? -move * Step / Efficiency : -move * Step;
}
