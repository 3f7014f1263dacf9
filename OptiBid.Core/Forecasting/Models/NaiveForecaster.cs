using OptiBid.Core.Common;

namespace OptiBid.Core.Forecasting.Models;

/// <summary>A reference that repeats an earlier day.</summary>
internal sealed class NaiveForecaster(string name, Sentence parameters, int longestLag, Func<DayOfWeek, int> lagOf) : IForecaster
{
    /// <summary>The day before.</summary>
    public static NaiveForecaster Daily { get; } = new("naive-daily", "the prices of D-1", 1, _ => 1);

    /// <summary>The same day of the week before.</summary>
    public static NaiveForecaster Weekly { get; } = new("naive-weekly", "the prices of D-7", 7, _ => 7);

    /// <summary>The week before on Monday, Saturday and Sunday, the day before otherwise ("None" of the EPF benchmark).</summary>
    public static NaiveForecaster DayOfWeekAware { get; } =
        new(
            "naive-dow",
            "the prices of D-7 on Monday, Saturday and Sunday, of D-1 otherwise",
            7,
            day => day is DayOfWeek.Monday or DayOfWeek.Saturday or DayOfWeek.Sunday ? 7 : 1
        );

    /// <inheritdoc/>
    public ForecasterInfo Info { get; } = new(name, "naive", parameters, longestLag);

    /// <inheritdoc/>
    public double[]? Forecast(DailyPanel panel, int day, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(panel);
        var source = day - lagOf(panel.FirstDay.AddDays(day).DayOfWeek);
        return day < longestLag || source >= panel.Days ? null : [.. panel.Prices[source]];
    }
}
