using System.Numerics.Tensors;
using OptiBid.Core.Forecasting.Models.Explained;

namespace OptiBid.Core.Forecasting.Models.Linear;

/// <summary>
/// Ridge regression of the 24 prices of a day on the inputs of LEAR, calibrated on a window that ends the day before; one Cholesky factor serves
/// all 24 hours, in dual form when rows are fewer than inputs.
/// </summary>
internal static class RidgeModel
{
    /// <summary>Forecasts a day for each penalty (times the number of rows). The window shrinks to the history there is; null when that is under 21 days.</summary>
    public static double[][]? Forecast(DailyPanel panel, int day, int windowDays, IReadOnlyList<double> penalties)
    {
        if (CalibrationWindow.Of(panel, day, windowDays) is not { } window)
        {
            return null;
        }

        var scaled = window.Rows.Length < window.Today.Length ? Dual(window, penalties) : Primal(window, penalties);
        return [.. scaled.Select(p => p.Select((v, h) => window.Price(h, v)).ToArray())];
    }

    /// <summary>What makes the forecast of a day; null as <see cref="Forecast"/>.</summary>
    public static DriverTable? Explain(DailyPanel panel, int day, int windowDays, double penalty)
    {
        if (CalibrationWindow.Of(panel, day, windowDays) is not { } window)
        {
            return null;
        }

        // Coefficients are X' (X X' + pI)^-1 y, or (X' X + pI)^-1 X' y: the smaller system is solved, once for all hours.
        var isDual = window.Rows.Length < window.Today.Length;
        var columns = window.Columns();
        var factor = Cholesky.Factor(Gram.Of(isDual ? window.Rows : columns), penalty * window.Rows.Length);
        return DriverTable.Of(
            window,
            panel.Exogenous.Count,
            [
                .. window.Targets.Select(target =>
                    (
                        0.0,
                        window.Today,
                        isDual ? Times(columns, Cholesky.SolveWith(factor, target)) : Cholesky.SolveWith(factor, Times(columns, target))
                    )
                ),
            ]
        );
    }

    /// <summary>The inner product of each vector with a vector.</summary>
    private static double[] Times(double[][] vectors, double[] vector) => [.. vectors.Select(v => TensorPrimitives.Dot<double>(v, vector))];

    private static double[][] Dual(CalibrationWindow window, IReadOnlyList<double> penalties)
    {
        var gram = Gram.Of(window.Rows);
        var kernel = window.Rows.Select(r => TensorPrimitives.Dot<double>(r, window.Today)).ToArray();
        return [.. penalties.Select(p => Cholesky.Solve(gram, p * window.Rows.Length, kernel)).Select(w => Targets(window, w))];
    }

    private static double[][] Primal(CalibrationWindow window, IReadOnlyList<double> penalties)
    {
        // forecast = today' (G + pI)^-1 X'y = y' X w with w = (G + pI)^-1 today: one solve serves all hours.
        var gram = Gram.Of(window.Columns());
        return
        [
            .. penalties
                .Select(p => Cholesky.Solve(gram, p * window.Rows.Length, window.Today))
                .Select(w => window.Rows.Select(r => TensorPrimitives.Dot<double>(r, w)).ToArray())
                .Select(w => Targets(window, w)),
        ];
    }

    private static double[] Targets(CalibrationWindow window, double[] weights) =>
        [.. window.Targets.Select(t => TensorPrimitives.Dot<double>(weights, t))];
}
