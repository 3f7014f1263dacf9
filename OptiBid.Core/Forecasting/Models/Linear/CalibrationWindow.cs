namespace OptiBid.Core.Forecasting.Models.Linear;

/// <summary>
/// What a linear model learns from for one day: the rows of inputs of a window that ends the day before, the 24 targets of each, and the inputs of
/// the day itself. Inputs and targets are scaled over the window, by hour and through asinh (Lago et al. 2021, section 4.2) unless asked otherwise;
/// days of the week are 0 or 1.
/// </summary>
public sealed record CalibrationWindow
{
    /// <summary>Days of history below which there is no window: 14 rows and the longest lag.</summary>
    public const int FewestDays = 14 + LearInputs.LongestLag;

    private const int Hours = 24;
    private readonly Scaled _price;

    private CalibrationWindow(double[][] rows, double[][] targets, double[] today, Scaled price) =>
        (Rows, Targets, Today, _price) = (rows, targets, today, price);

    /// <summary>n rows of p inputs, the oldest first.</summary>
    public double[][] Rows { get; }

    /// <summary>For each hour n scaled prices.</summary>
    public double[][] Targets { get; }

    /// <summary>The p inputs of the day to forecast.</summary>
    public double[] Today { get; }

    /// <summary>The window of day <paramref name="day"/> (index into the panel), shrunk to the history there is; null when that is under <see cref="FewestDays"/>.</summary>
    public static CalibrationWindow? Of(DailyPanel panel, int day, int windowDays) =>
        Of(panel, day, windowDays, Scale.HourlyAsinh, Scale.HourlyAsinh);

    /// <summary>The same with prices and exogenous forecasts scaled as asked.</summary>
    internal static CalibrationWindow? Of(DailyPanel panel, int day, int windowDays, Scale prices, Scale exogenous)
    {
        ArgumentNullException.ThrowIfNull(panel);
        var first = Math.Max(0, day - windowDays);
        var count = day - first - LearInputs.LongestLag;
        if (day - first < FewestDays)
        {
            return null;
        }

        var blocks = LearInputs.Blocks(panel.Exogenous.Count);
        Scaled[] scaled =
        [
            Scaled.Of(panel.Prices, first, day, day, prices),
            .. panel.Exogenous.Select(e => Scaled.Of(e, first, day, day + 1, exogenous)),
        ];
        var rows = new double[count][];
        for (var r = 0; r < count; r++)
        {
            rows[r] = Row(first + LearInputs.LongestLag + r);
        }

        var targets = new double[Hours][];
        for (var h = 0; h < Hours; h++)
        {
            targets[h] = new double[count];
            for (var r = 0; r < count; r++)
            {
                targets[h][r] = scaled[0].Values[LearInputs.LongestLag + r][h];
            }
        }

        return new(rows, targets, Row(day), scaled[0]);

        double[] Row(int at)
        {
            var row = new double[(blocks.Length * Hours) + LearInputs.DaysOfWeek];
            for (var b = 0; b < blocks.Length; b++)
            {
                scaled[blocks[b].Series].Values[at - first - blocks[b].LagDays].CopyTo(row, b * Hours);
            }

            row[(blocks.Length * Hours) + (int)panel.FirstDay.AddDays(at).DayOfWeek] = 1;
            return row;
        }
    }

    /// <summary>The price of an hour from its scaled value.</summary>
    public double Price(int hour, double scaled) => _price.FromAsinh(hour, scaled);

    /// <summary>p columns of n.</summary>
    internal double[][] Columns()
    {
        var columns = new double[Today.Length][];
        for (var c = 0; c < columns.Length; c++)
        {
            columns[c] = new double[Rows.Length];
            for (var r = 0; r < Rows.Length; r++)
            {
                columns[c][r] = Rows[r][c];
            }
        }

        return columns;
    }
}
