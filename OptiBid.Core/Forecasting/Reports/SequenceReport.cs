using System.Diagnostics;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Models;

namespace OptiBid.Core.Forecasting.Reports;

/// <summary>A network over sequences on the test splits of the EPF benchmark: trained at the start and every <see cref="RetrainDays"/> days from there.</summary>
internal abstract class SequenceReport : IModelReporter
{
    /// <summary>Days for which a training answers. The catalogue trains every 28 days; a report that did so would take half an hour for a market.</summary>
    public const int RetrainDays = 364;

    /// <summary>What every page says.</summary>
    protected const string How =
        "Measured over the last 728 days of each market, each day from what was public before its gate. Trained on one thread on the days before the first and again 364 days later; "
        + "as a forecaster it is trained every 28 days, which was not measured. Intervals by block bootstrap over weeks of days. DM over X: one-sided Diebold-Mariano statistic on daily "
        + "absolute errors; above 1.645 the model is better than X at 5 %, below -1.645 it is worse.";

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <summary>Title of the page.</summary>
    protected abstract string Title { get; }

    /// <summary>Its paragraphs.</summary>
    protected abstract IReadOnlyList<string> About { get; }

    /// <inheritdoc/>
    public Task<Result<ModelReport>> RunAsync(ReportRequest request, IProgress<string>? progress, CancellationToken cancellationToken) =>
        Task.Run(() => Run(request, progress, cancellationToken), cancellationToken);

    /// <summary>The tables without rows.</summary>
    protected abstract IReadOnlyList<ReportTable> Tables(Dictionary<string, List<ReportRow>> rows);

    /// <summary>Adds the rows of a market, whose days from <paramref name="first"/> on are measured; the mean seconds of a training.</summary>
    internal abstract double Measure(
        string market,
        DailyPanel panel,
        int first,
        int seed,
        Dictionary<string, List<ReportRow>> rows,
        CancellationToken cancellationToken
    );

    /// <summary>Trains for each part of the days; the network of a day, and the mean seconds of a training.</summary>
    protected static (Func<int, T> Of, double Seconds) Train<T>(DailyPanel panel, int first, Func<int, T?> train)
        where T : class
    {
        var clock = Stopwatch.StartNew();
        var trained = new List<T>();
        for (var day = first; day < panel.Days; day += RetrainDays)
        {
            trained.Add(train(day) ?? throw new InvalidOperationException("the history is too short to train on"));
        }

        return (day => trained[(day - first) / RetrainDays], clock.Elapsed.TotalSeconds / trained.Count);
    }

    private Result<ModelReport> Run(ReportRequest request, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var markets = EpfMarkets.Read(request.DataFolder);
        if (markets.Failure is { } failure)
        {
            return failure;
        }

        var rows = new Dictionary<string, List<ReportRow>>(StringComparer.Ordinal);
        var times = new List<string>();
        foreach (var (name, _, panel) in markets.Value)
        {
            progress?.Report(name);
            var seconds = Measure(name, panel, panel.Days - EpfMarkets.TestDays, request.Seed, rows, cancellationToken);
            times.Add(FormattableString.Invariant($"{name} {seconds:F0} s"));
        }

        return new ModelReport(
            Name,
            Title,
            [.. About, How, $"One training took: {string.Join(", ", times)}."],
            Tables(rows),
            [.. markets.Value.Select(m => EpfMarkets.Source(request.DataFolder, m.File))],
            request.Seed,
            clock.Elapsed.TotalSeconds
        );
    }
}
