using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Forecasting.Backtests;
using OptiBid.Core.Forecasting.Inputs;
using OptiBid.Core.Forecasting.Kept;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Runs;
using OptiBid.Core.Identity;

namespace OptiBid.Core.Forecasting.Days.Champions;

/// <summary>A forecast with the forecaster that made it.</summary>
/// <param name="Forecaster">The champion's, or the one that stood in.</param>
/// <param name="Forecast">The forecast; it says who made it and why.</param>
internal sealed record ServedDay(IForecaster Forecaster, DayForecast Forecast);

/// <summary>
/// Forecasts a day with the champion of its series. When there is none, it gives no forecast, fails or takes too long, the next of
/// <see cref="ServedModels.Fallbacks"/> answers and the forecast says so. Forecasts are kept, so that the same one is not made twice. Callers have
/// checked permissions.
/// </summary>
internal sealed class ServeChampion(
    ICurrentUser user,
    ChampionReader champions,
    IForecasterCatalog catalog,
    IDbContextFactory<OptiBidDbContext> contexts,
    IOptions<ForecastingOptions> options,
    TimeProvider time,
    ILogger<ServeChampion> logger
)
{
    /// <summary>The forecast; a failure when what all models need is missing.</summary>
    public async Task<Result<ServedDay>> ExecuteAsync(StoredPanel stored, DateOnly day, CancellationToken cancellationToken)
    {
        var champion = await champions.ReadAsync(stored.Definition.Key, cancellationToken);
        return await ExecuteAsync(champion, stored, day, cancellationToken);
    }

    /// <summary>The forecast by a champion that was read before; <paramref name="seconds"/> for each model, those of the options where null.</summary>
    public async Task<Result<ServedDay>> ExecuteAsync(
        Champion champion,
        StoredPanel stored,
        DateOnly day,
        CancellationToken cancellationToken,
        int? seconds = null
    )
    {
        var cache = new DatabaseForecastCache(contexts.CreateDbContext, user.OrganisationId, time);
        var served = await Task.Run(
            () => Serve(champion, stored, day, seconds ?? options.Value.ChampionSeconds, cache, cancellationToken),
            cancellationToken
        );
        if (cache.HasKept)
        {
            await cache.TrimAsync(options.Value.MostKeptForecasts, cancellationToken);
        }

        return served;
    }

    private Result<ServedDay> Serve(
        Champion champion,
        StoredPanel stored,
        DateOnly day,
        int seconds,
        DatabaseForecastCache cache,
        CancellationToken cancellationToken
    )
    {
        var guard = new LeakageGuard(stored.Panel);
        var keys = new Lazy<ForecastKeys>(() => new(stored.Panel));
        List<Sentence> reasons = champion.Missing is { } missing ? [missing] : [];
        Failure? last = null;
        foreach (var forecaster in Chain(champion.Forecaster))
        {
            var memory = forecaster is NaiveForecaster ? null : new DayMemory(cache, keys.Value, forecaster.Info, settledOn: null);
            var made = Try(stored, guard, day, forecaster, seconds, memory, cancellationToken);
            if (made.Failure is not { } failure)
            {
                return new ServedDay(forecaster, made.Value with { Served = By(champion, forecaster, reasons) });
            }

            last = failure;
            reasons.Add(failure.Text);
        }

        return last!;
    }

    /// <summary>The champion, then those that stand in.</summary>
    private IEnumerable<IForecaster> Chain(IForecaster? champion)
    {
        if (champion is not null)
        {
            yield return champion;
        }

        foreach (var other in ServedModels.Fallbacks.Select(catalog.Find).OfType<IForecaster>())
        {
            if (other.Info.Name != champion?.Info.Name)
            {
                yield return other;
            }
        }
    }

    private static ServedForecast By(Champion champion, IForecaster forecaster, List<Sentence> reasons) =>
        ReferenceEquals(forecaster, champion.Forecaster)
            ? new(ServedModels.Champion, forecaster.Info.Name, champion.Registered, champion.Version, null)
            : new(ServedModels.Champion, forecaster.Info.Name, champion.Registered, null, Sentence.List("; ", reasons));

    private Result<DayForecast> Try(
        StoredPanel stored,
        LeakageGuard guard,
        DateOnly day,
        IForecaster forecaster,
        int seconds,
        DayMemory? memory,
        CancellationToken cancellationToken
    )
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var made = PointOfDay.Of(stored, guard, day, forecaster, time, either.Token, memory);
            return made.IsSuccess && !made.Value.Values.All(double.IsFinite) ? Failed(forecaster) : made;
        }
#pragma warning disable CA1031 // The frame of a model: whatever it throws, another one answers.
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            logger.LogWarning(fault, "{Model} gave no forecast of {Series} for {Day}", forecaster.Info.Name, stored.Definition.Key, day);
            return limit.IsCancellationRequested
                ? new SimpleFailure("forecast.slow", $"{forecaster.Info.Name} took longer than {seconds} s", FailureKind.Unavailable)
                : Failed(forecaster);
        }
    }

    private static SimpleFailure Failed(IForecaster forecaster) =>
        new("forecast.failed", $"{forecaster.Info.Name} failed", FailureKind.Unavailable);
}
