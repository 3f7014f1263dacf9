using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Forecasting.Inputs;
using OptiBid.Core.Forecasting.Retraining.Plans;
using OptiBid.Core.Identity;
using OptiBid.Core.Series;

namespace OptiBid.Core.Forecasting.Days.Champions;

/// <summary>
/// Forecasts the next day of each series with a plan that is switched on by its champion, once after its data came in or another version went into
/// production, and keeps it: the first who asks does not wait, also for a champion that takes longer than anybody would. Several servers do the same
/// work; what one kept the others find.
/// </summary>
internal sealed class ChampionWarmer(
    IServiceScopeFactory scopes,
    IPlatformContexts contexts,
    ITimeSeriesStore store,
    IOptions<ForecastingOptions> options,
    TimeProvider time,
    ILogger<ChampionWarmer> logger
) : BackgroundService
{
    /// <summary>Champion of a series, and how far its data reached, when it was forecast.</summary>
    private Dictionary<(Guid Organisation, SeriesKey Target), string> _done = [];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (options.Value.WarmSeconds > 0 && !stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromSeconds(options.Value.RetrainPollSeconds), time, stoppingToken);
            try
            {
                await WarmAsync(stoppingToken);
            }
#pragma warning disable CA1031 // The frame of a look: a fault ends this look, not the worker.
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                logger.LogError(
                    fault,
                    "Champions could not be forecast ahead; the next look is in {Seconds} s",
                    options.Value.RetrainPollSeconds
                );
            }
        }
    }

    /// <summary>Looks once; how many series were forecast.</summary>
    internal async Task<int> WarmAsync(CancellationToken cancellationToken)
    {
        List<(Guid Organisation, SeriesKey Target)> wanted;
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            var plans = await db.Set<RetrainPlan>().AsNoTracking().Where(p => p.IsEnabled).ToListAsync(cancellationToken);
            wanted = [.. plans.Select(p => (p.OrganisationId, p.Target)).Distinct()];
        }

        if (wanted.Count == 0)
        {
            return 0;
        }

        var held = await store.ListAsync(cancellationToken);
        var (before, forecast) = (_done, 0);
        _done = [];
        foreach (var one in wanted)
        {
            if (held.FirstOrDefault(s => s.Definition.Key == one.Target) is not { } series)
            {
                continue;
            }

            try
            {
                var (state, made) = await LookAsync(
                    one.Organisation,
                    series,
                    ReachOf(series, held),
                    before.GetValueOrDefault(one),
                    cancellationToken
                );
                _done[one] = state;
                forecast += made ? 1 : 0;
            }
#pragma warning disable CA1031 // The frame of a series: a fault at one does not keep the others waiting.
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                logger.LogError(fault, "The champion of {Series} could not be forecast ahead", one.Target);
            }
        }

        return forecast;
    }

    /// <summary>Forecasts one series when its data or its champion changed; what it was forecast from, and whether it was.</summary>
    private async Task<(string State, bool Made)> LookAsync(
        Guid organisation,
        SeriesSummary series,
        string reach,
        string? before,
        CancellationToken cancellationToken
    )
    {
        await using var scope = scopes.CreateSystemScope(organisation);
        var services = scope.ServiceProvider;
        var target = series.Definition.Key;
        var champion = await services.GetRequiredService<ChampionReader>().ReadAsync(target, cancellationToken);
        var state = string.Create(CultureInfo.InvariantCulture, $"{champion.Registered} {champion.Version}|{reach}");
        if (champion.Forecaster is null || state == before)
        {
            // What stands in for a missing champion is quick.
            return (state, false);
        }

        var day = NewestChampionForecast.DayAfter(series);
        var read = await services.GetRequiredService<StoredPanelReader>().AsOfGateAsync(target, day, cancellationToken);
        if (read.IsSuccess)
        {
            // Not on the lanes of batches: those who wait for an answer do not wait for this.
            await services
                .GetRequiredService<ServeChampion>()
                .ExecuteAsync(champion, read.Value, day, cancellationToken, options.Value.WarmSeconds);
        }

        return (state, true);
    }

    /// <summary>How far the prices and the forecasts of their market reach, in whole hours.</summary>
    private static string ReachOf(SeriesSummary series, IReadOnlyList<SeriesSummary> held) =>
        string.Join(
            '|',
            held.Where(s =>
                    s.Definition.Key.Market == series.Definition.Key.Market
                    && s.Definition.Key.Product.EndsWith("_forecast", StringComparison.Ordinal)
                )
                .Prepend(series)
                .Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Definition.Key} {NewestChampionForecast.HeldTo(s).Ticks}"))
        );
}
