using System.Globalization;
using Microsoft.Extensions.Options;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Inputs;
using OptiBid.Core.Forecasting.Kept;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Identity;

namespace OptiBid.Core.Forecasting.Backtests;

/// <inheritdoc cref="IBacktestStoredSeries"/>
internal sealed class BacktestStoredSeries(ICurrentUser user, StoredBacktester backtester) : IBacktestStoredSeries
{
    /// <inheritdoc/>
    public async Task<Result<StoredBacktest>> ExecuteAsync(
        StoredBacktestRequest request,
        IProgress<double>? progress,
        CancellationToken cancellationToken
    ) =>
        user.Has(Permissions.RunBacktests)
            ? await backtester.RunAsync(request, progress, cancellationToken)
            : ForecastingFailures.Forbidden(Permissions.RunBacktests);
}

/// <summary>The work of a stored backtest, for callers whose permission has been checked.</summary>
internal sealed class StoredBacktester(
    IForecasterCatalog catalog,
    StoredPanelReader panels,
    IRunBacktest backtest,
    IOptions<ForecastingOptions> options
)
{
    private const int MostNamed = 10;

    public async Task<Result<StoredBacktest>> RunAsync(
        StoredBacktestRequest request,
        IProgress<double>? progress,
        CancellationToken cancellationToken,
        IForecastCache? kept = null
    )
    {
        if (catalog.Find(request.Model) is not { } model)
        {
            return ForecastingFailures.UnknownModel(request.Model, catalog);
        }

        if (request.To < request.From)
        {
            return ForecastingFailures.Range(request.From, request.To);
        }

        var read = await panels.FirstVersionsAsync(request.Target, request.From, request.To, cancellationToken);
        if (read.Failure is { } failure)
        {
            return failure;
        }

        var stored = read.Value;
        var withGaps = stored.DaysWithGaps.Where(d => d <= request.To).ToHashSet();
        var run = new BacktestRequest(stored.Panel, model, request.From, request.To)
        {
            NotScored = withGaps,
            Quantiles = request.Quantiles,
            Threads = options.Value.Threads,
            Progress = progress,
            Kept = kept,
        };
        var result = await Task.Run(() => backtest.Execute(run, cancellationToken), cancellationToken);
        return result.Map(r => new StoredBacktest(
            r,
            stored.Definition,
            stored.Hash(),
            [.. stored.Notes, .. Unscored([.. withGaps.Where(d => d >= request.From)])]
        ));
    }

    private static IEnumerable<Sentence> Unscored(HashSet<DateOnly> days)
    {
        var named = string.Join(", ", days.Order().Take(MostNamed).Select(d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
        if (days.Count > MostNamed)
        {
            yield return $"not scored, hours missing: {named} and {days.Count - MostNamed} more";
        }
        else if (days.Count > 0)
        {
            yield return $"not scored, hours missing: {named}";
        }
    }
}
