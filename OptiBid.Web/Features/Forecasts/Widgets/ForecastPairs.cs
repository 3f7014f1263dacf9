using OptiBid.Core.Forecasting.Metrics;

namespace OptiBid.Web.Features.Forecasts.Widgets;

/// <summary>A market day of a forecast beside what cleared; NaN where a value is missing.</summary>
/// <param name="Day">Market day.</param>
/// <param name="StartUtc">Start of each of its hours: 23, 24 or 25.</param>
/// <param name="Actual">What cleared.</param>
/// <param name="Forecast">What was forecast.</param>
/// <param name="NaiveWeekly">The same hours of the week before: the reference.</param>
public sealed record ForecastPairDay(
    DateOnly Day,
    IReadOnlyList<DateTime> StartUtc,
    IReadOnlyList<double> Actual,
    IReadOnlyList<double> Forecast,
    IReadOnlyList<double> NaiveWeekly
);

/// <summary>A forecast beside what cleared.</summary>
/// <param name="Model">Model.</param>
/// <param name="IsBacktest">True when a kept backtest made it, false when it was made for this view.</param>
/// <param name="IsSimulated">True when the prices are generated.</param>
/// <param name="Unit">Unit of the values.</param>
/// <param name="Days">The days, in order.</param>
public sealed record ForecastPairs(string Model, bool IsBacktest, bool IsSimulated, string Unit, IReadOnlyList<ForecastPairDay> Days)
{
    /// <summary>Every hour that has both values.</summary>
    public IEnumerable<(DateTime StartUtc, double Actual, double Forecast, double NaiveWeekly)> Scored =>
        Days.SelectMany(d => d.StartUtc.Select((t, i) => (t, d.Actual[i], d.Forecast[i], d.NaiveWeekly[i])))
            .Where(h => double.IsFinite(h.Item2) && double.IsFinite(h.Item3));
}

/// <summary>Errors of some hours.</summary>
/// <param name="Hours">How many.</param>
/// <param name="Mae">Mean absolute error.</param>
/// <param name="Rmse">Root mean square error.</param>
/// <param name="NaiveMae">Mean absolute error of the week before over the hours that have it; NaN where none has.</param>
/// <param name="Rmae"><paramref name="Mae"/> over that of the reference, on the hours that both have; NaN where there are none.</param>
public sealed record PairErrors(int Hours, double Mae, double Rmse, double NaiveMae, double Rmae)
{
    /// <summary>Errors of these hours, or null when there are none.</summary>
    public static PairErrors? Of(IEnumerable<(DateTime StartUtc, double Actual, double Forecast, double NaiveWeekly)> hours)
    {
        var all = hours.ToList();
        if (all.Count == 0)
        {
            return null;
        }

        var errors = ForecastErrors.Of([.. all.Select(h => h.Actual)], [.. all.Select(h => h.Forecast)]);
        var both = all.Where(h => double.IsFinite(h.NaiveWeekly)).ToList();
        var naive = both.Count == 0 ? double.NaN : both.Average(h => Math.Abs(h.Actual - h.NaiveWeekly));
        var own = both.Count == 0 ? double.NaN : both.Average(h => Math.Abs(h.Actual - h.Forecast));
        return new(errors.N, errors.Mae, errors.Rmse, naive, naive > 0 ? own / naive : double.NaN);
    }
}
