using Microsoft.Extensions.Options;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Days.Champions;
using OptiBid.Core.Forecasting.Inputs;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Identity;
using OptiBid.Core.Series;

namespace OptiBid.Core.Forecasting.Days.Batches;

/// <inheritdoc cref="IForecastBatch"/>
internal sealed class ForecastBatch(
    ICurrentUser user,
    IForecasterCatalog catalog,
    ITimeSeriesStore store,
    ChampionReader champions,
    ServeChampion serve,
    BatchLanes lanes,
    IOptions<ForecastingOptions> options,
    TimeProvider time
) : IForecastBatch
{
    /// <inheritdoc/>
    public async Task<Result<IReadOnlyList<BatchAnswer>>> ExecuteAsync(IReadOnlyList<BatchItem> items, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(items);
        if (!user.Has(Permissions.RunForecasts))
        {
            return ForecastingFailures.Forbidden(Permissions.RunForecasts);
        }

        if (items.Count is 0 or > BatchLimits.MostItems)
        {
            return new SimpleFailure("forecast.batch", $"a batch has 1 to {BatchLimits.MostItems} forecasts, not {items.Count}")
            {
                Field = "items",
            };
        }

        var answers = new BatchAnswer[items.Count];
        await Parallel.ForEachAsync(
            Work(items, cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = options.Value.Threads, CancellationToken = cancellationToken },
            async (one, cancellation) =>
            {
                var made = await lanes.RunAsync(() => ForecastAsync(one, cancellation), cancellation);
                answers[one.Index] = made.Failure is { } failure ? new(one.Item, null, failure) : new(one.Item, made.Value, null);
            }
        );
        return Result<IReadOnlyList<BatchAnswer>>.Ok(answers);
    }

    /// <summary>The items series by series and day by day. What they share is read by the first and let go with the last.</summary>
    private IEnumerable<OneForecast> Work(IReadOnlyList<BatchItem> items, CancellationToken cancellationToken)
    {
        foreach (var series in items.Select((item, index) => (Item: item, Index: index)).GroupBy(i => i.Item.Target))
        {
            var days = series.GroupBy(i => i.Item.DeliveryDay).OrderBy(d => d.Key).ToList();
            var panels = new StoredPanelReader(StoreOf([.. days.Select(d => d.Key).Where(IsDay)]));
            var champion = new Lazy<Task<Champion>>(() => champions.ReadAsync(series.Key, cancellationToken));
            foreach (var day in days)
            {
                var panel = new Lazy<Task<Result<StoredPanel>>>(() => panels.AsOfGateAsync(series.Key, day.Key, cancellationToken));
                foreach (var (item, index) in day)
                {
                    yield return new(index, item, panel, champion);
                }
            }
        }
    }

    private ITimeSeriesStore StoreOf(List<DateOnly> days)
    {
        if (days.Count < 2)
        {
            return store;
        }

        // A month more on either side than a history needs, whatever the clock of the market.
        var from = days[0].AddDays(-StoredPanelReader.HistoryDays - 32).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        return new OneReadStore(store, from, days[^1].AddDays(3).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc));
    }

    private async Task<Result<DayForecast>> ForecastAsync(OneForecast one, CancellationToken cancellationToken)
    {
        var (_, day, model) = one.Item;
        var forecaster = catalog.Find(model);
        if (forecaster is null && !ServedModels.IsChampion(model))
        {
            return ForecastingFailures.UnknownModel(model, catalog);
        }

        if (forecaster?.Info.Effort is not null)
        {
            return new SimpleFailure("forecast.batch_model", $"{forecaster.Info.Name} takes too long for a batch; ask for it alone")
            {
                Field = "model",
            };
        }

        if (!IsDay(day))
        {
            return ForecastingFailures.NoSuchDay();
        }

        var read = await one.Panel.Value;
        if (read.Failure is { } failure)
        {
            return failure;
        }

        return forecaster is null
            ? (await serve.ExecuteAsync(await one.Champion.Value, read.Value, day, cancellationToken)).Map(served => served.Forecast)
            : PointOfDay.Of(read.Value, new(read.Value.Panel), day, forecaster, time, cancellationToken);
    }

    private static bool IsDay(DateOnly day) => day.Year is >= 1990 and <= 2200;

    /// <summary>One forecast with what it shares with others.</summary>
    /// <param name="Index">Place of the answer.</param>
    /// <param name="Item">What was asked for.</param>
    /// <param name="Panel">What was known at the gate of its day, read once for all models.</param>
    /// <param name="Champion">What is in production for the series, read once.</param>
    private sealed record OneForecast(int Index, BatchItem Item, Lazy<Task<Result<StoredPanel>>> Panel, Lazy<Task<Champion>> Champion);
}
