using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Metrics;

namespace OptiBid.Core.Forecasting.Models;

/// <summary>Prices and exogenous forecasts by day and hour, on a clock of 24 hours a day.</summary>
/// <param name="FirstDay">First day.</param>
/// <param name="Prices">Day-ahead prices, one array of 24 per day.</param>
/// <param name="Exogenous">One entry per exogenous series: one array of 24 per day.</param>
public sealed record DailyPanel(DateOnly FirstDay, double[][] Prices, IReadOnlyList<double[][]> Exogenous)
{
    /// <summary>When each value became public; a backtest needs it.</summary>
    public PanelVintage? Vintage { get; init; }

    /// <summary>Number of days.</summary>
    public int Days => Prices.Length;

    /// <summary>
    /// Builds a panel from a table whose first column is the price and whose other columns are exogenous forecasts, published as the EPF
    /// benchmark assumes (<see cref="PanelVintage.Benchmark"/>).
    /// </summary>
    /// <exception cref="BadInputException">The table does not start at midnight or its last day is not complete.</exception>
    public static DailyPanel From(HourlyTable table, string source)
    {
        ArgumentNullException.ThrowIfNull(table);
        var columns = table.Columns.Values.ToList();
        if (table.Start.TimeOfDay != TimeSpan.Zero || columns[0].Length % 24 != 0)
        {
            throw new BadInputException(
                source,
                null,
                $"{columns[0].Length} hours from {table.Start:yyyy-MM-dd HH:mm}; expected whole days of 24 hours from midnight"
            );
        }

        var first = DateOnly.FromDateTime(table.Start);
        return new(first, ByDay(columns[0]), [.. columns.Skip(1).Select(ByDay)])
        {
            Vintage = PanelVintage.Benchmark(first, columns[0].Length / 24, [.. table.Columns.Keys]),
        };
    }

    /// <summary>Index of a day; may lie outside the panel.</summary>
    public int IndexOf(DateOnly day) => day.DayNumber - FirstDay.DayNumber;

    private static double[][] ByDay(double[] hours) => [.. hours.Chunk(24)];
}
