using OptiBid.Core.Forecasting.Models.Linear;

namespace OptiBid.Core.Forecasting.Models.Explained;

/// <summary>
/// What groups of inputs make of a forecast, in the unit of the price: <c>Level[h]</c> plus the contributions of all groups at h is the forecast of
/// h.
/// </summary>
/// <param name="Groups">Series of the panel by number: 0 the price, k the k-th exogenous forecast; -1 the day of the week.</param>
/// <param name="Level">For each of 24 hours the forecast with every input at its middle of the calibration window.</param>
/// <param name="Contributions">By group, for each of 24 hours.</param>
internal sealed record DriverTable(IReadOnlyList<int> Groups, double[] Level, double[][] Contributions)
{
    /// <summary>The number of the days of the week.</summary>
    public const int Calendar = -1;

    /// <summary>The table of one calibration window of a linear model.</summary>
    /// <param name="window">The window.</param>
    /// <param name="exogenous">Exogenous series.</param>
    /// <param name="hours">For each hour the scaled forecast without inputs, the inputs, and their coefficients.</param>
    public static DriverTable Of(
        CalibrationWindow window,
        int exogenous,
        IReadOnlyList<(double Level, double[] Inputs, double[] Coefficients)> hours
    )
    {
        var blocks = LearInputs.Blocks(exogenous);
        int[] groups = [.. Enumerable.Range(0, exogenous + 1), Calendar];
        var level = new double[hours.Count];
        var contributions = groups.Select(_ => new double[hours.Count]).ToArray();
        for (var h = 0; h < hours.Count; h++)
        {
            var (start, inputs, coefficients) = hours[h];
            var scaled = new double[groups.Length];
            for (var j = 0; j < inputs.Length; j++)
            {
                var block = j / 24;
                scaled[block < blocks.Length ? blocks[block].Series : groups.Length - 1] += inputs[j] * coefficients[j];
            }

            var hour = h;
            level[h] = window.Price(h, start);
            var shares = Shapley.Values(scaled, sum => window.Price(hour, start + sum));
            for (var g = 0; g < groups.Length; g++)
            {
                contributions[g][h] = shares[g];
            }
        }

        return new(groups, level, contributions);
    }

    /// <summary>The mean of tables of the same groups: what the mean of their forecasts is made of.</summary>
    public static DriverTable Mean(IReadOnlyList<DriverTable> tables)
    {
        static double[] Average(IEnumerable<double[]> rows) => [.. rows.Aggregate((a, b) => [.. a.Zip(b, (x, y) => x + y)])];
        return new(
            tables[0].Groups,
            [.. Average(tables.Select(t => t.Level)).Select(v => v / tables.Count)],
            [.. tables[0].Groups.Select((_, g) => Average(tables.Select(t => t.Contributions[g])).Select(v => v / tables.Count).ToArray())]
        );
    }
}

/// <summary>Shares of players in a game (Shapley 1953), here of groups of inputs in a forecast that is a function of their sum.</summary>
internal static class Shapley
{
    /// <summary>
    /// The mean over all orders of what each part adds when it joins; together they are <c>value(sum of all) - value(0)</c>.
    /// </summary>
    public static double[] Values(double[] parts, Func<double, double> value)
    {
        var n = parts.Length;
        var at = new double[1 << n];
        for (var set = 0; set < at.Length; set++)
        {
            var sum = 0.0;
            for (var g = 0; g < n; g++)
            {
                sum += (set & (1 << g)) != 0 ? parts[g] : 0;
            }

            at[set] = value(sum);
        }

        // weight[k]: share of the orders in which exactly a given set of k others came before.
        var weight = new double[n];
        for (var k = 0; k < n; k++)
        {
            weight[k] = Factorial(k) * Factorial(n - k - 1) / Factorial(n);
        }

        var shares = new double[n];
        for (var set = 0; set < at.Length; set++)
        {
            for (var g = 0; g < n; g++)
            {
                if ((set & (1 << g)) == 0)
                {
                    shares[g] += weight[int.PopCount(set)] * (at[set | (1 << g)] - at[set]);
                }
            }
        }

        return shares;
    }

    private static double Factorial(int n) => n < 2 ? 1 : n * Factorial(n - 1);
}

/// <summary>A model that can say what its inputs make of a forecast.</summary>
internal interface IExplainedForecaster : IForecaster
{
    /// <summary>What makes the forecast of a day; null where there is none.</summary>
    DriverTable? Explain(DailyPanel panel, int day, CancellationToken cancellationToken = default);
}
