using System.Globalization;
using OptiBid.Core.Forecasting.Backtests;
using OptiBid.Core.Forecasting.Metrics;

namespace OptiBid.Core.Forecasting.Comparisons;

/// <summary>Compares what models forecast for the same days.</summary>
public static class ModelComparison
{
    /// <summary>Level of the model confidence set.</summary>
    public const double SetLevel = 0.10;

    /// <summary>Names of the references that stand in each comparison.</summary>
    public static IReadOnlyList<string> References { get; } = ["naive-daily", "naive-weekly", "naive-dow"];

    /// <summary>
    /// The models and the three naive references side by side, over the days that all models scored.
    /// </summary>
    /// <param name="models">At least one, each once.</param>
    /// <exception cref="ArgumentException">No model, one twice, or no day that all have.</exception>
    public static ComparisonReport Of(IReadOnlyList<ComparedForecasts> models)
    {
        ArgumentNullException.ThrowIfNull(models);
        if (models.Count == 0 || models.DistinctBy(m => m.Model).Count() != models.Count)
        {
            throw new ArgumentException("expected at least one model, each once");
        }

        var common = models.Select(m => m.Days.Select(d => d.Day)).Aggregate((a, b) => a.Intersect(b)).Order().ToHashSet();
        if (common.Count == 0)
        {
            throw new ArgumentException("no day was scored by all models");
        }

        var first = DaysOf(models[0], common);
        double[][] actual = [.. first.Select(d => d.Actual)];
        var rows = models
            .Select(m => (m.Model, Forecast: DaysOf(m, common).Select(d => d.Forecast).ToArray()))
            .Concat(
                new (string Model, double[][] Forecast)[]
                {
                    (References[0], [.. first.Select(d => d.NaiveDaily)]),
                    (References[1], [.. first.Select(d => d.NaiveWeekly)]),
                    (References[2], [.. first.Select(d => d.NaiveDayOfWeek)]),
                }
            )
            .DistinctBy(r => r.Model)
            .ToList();
        var losses = rows.Select(r => r.Forecast.Select((f, i) => DayLoss(actual[i], f)).ToArray()).ToArray();
        var confidence = ConfidenceSet.PValues(losses);
        var bands = PriceBands.Of([.. actual.SelectMany(d => d)]);
        var weekly = ForecastErrors.Of(Flat(actual), Flat([.. first.Select(d => d.NaiveWeekly)])).Mae;
        DateOnly[] days = [.. first.Select(d => d.Day)];
        return new(
            days,
            [
                .. rows.Select((r, i) => Score(r.Model, days, actual, r.Forecast, weekly, confidence[i], bands))
                    .OrderBy(m => m.Errors.Mae)
                    .ThenBy(m => m.Model, StringComparer.Ordinal),
            ],
            PairTests.Of([.. rows.Select(r => r.Model)], losses),
            bands,
            actual.Sum(p => SpreadBattery.Value(SpreadBattery.Best(p), p)),
            first.Sum(d => SpreadBattery.Value(SpreadBattery.Best(d.NaiveDaily), d.Actual))
        );
    }

    private static ModelScore Score(
        string model,
        DateOnly[] days,
        double[][] actual,
        double[][] forecast,
        double weekly,
        double confidence,
        IReadOnlyList<PriceBand> bands
    )
    {
        var hours = days.SelectMany(
                (day, d) =>
                    Enumerable.Range(0, 24).Select(h => (Day: day, Hour: h, Price: actual[d][h], Error: forecast[d][h] - actual[d][h]))
            )
            .ToList();
        var errors = ForecastErrors.Of(Flat(actual), Flat(forecast));
        var spreads = actual.Select((a, d) => SpreadBattery.TopBottom(forecast[d]) - SpreadBattery.TopBottom(a)).ToList();
        return new(
            model,
            errors,
            weekly > 0 ? errors.Mae / weekly : null,
            hours.Select(h => Math.Abs(h.Error)).OrderDescending().Take(Math.Max(1, hours.Count / 100)).Average(),
            new(
                actual.Select((a, d) => SpreadBattery.Value(SpreadBattery.Best(forecast[d]), a)).Sum(),
                spreads.Average(Math.Abs),
                spreads.Average()
            ),
            confidence,
            Groups(h => h.Hour, h => string.Create(CultureInfo.InvariantCulture, $"{h.Hour + 1:00}")),
            Groups(h => (h.Day.Year * 12) + h.Day.Month, h => h.Day.ToString("yyyy-MM", CultureInfo.InvariantCulture)),
            Groups(h => ((int)h.Day.DayOfWeek + 6) % 7, h => h.Day.DayOfWeek.ToString()),
            [.. PriceBands.Group(bands, hours, h => h.Price).Select(g => Group(g.Band.Label, g.Hours))]
        );

        IReadOnlyList<GroupError> Groups(
            Func<(DateOnly Day, int Hour, double Price, double Error), int> key,
            Func<(DateOnly Day, int Hour, double Price, double Error), string> label
        ) => [.. hours.GroupBy(key).OrderBy(g => g.Key).Select(g => Group(label(g.First()), [.. g]))];

        static GroupError Group(string label, IReadOnlyList<(DateOnly Day, int Hour, double Price, double Error)> group) =>
            new(label, group.Count, group.Average(h => Math.Abs(h.Error)), group.Average(h => h.Error));
    }

    private static List<BacktestDay> DaysOf(ComparedForecasts model, HashSet<DateOnly> days) =>
        [.. model.Days.Where(d => days.Contains(d.Day)).OrderBy(d => d.Day)];

    private static double DayLoss(double[] actual, double[] forecast) => actual.Zip(forecast, (a, f) => Math.Abs(a - f)).Sum();

    private static double[] Flat(double[][] days) => [.. days.SelectMany(d => d)];
}
