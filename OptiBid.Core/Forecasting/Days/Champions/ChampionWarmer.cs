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
/// Forecasts the next day of each series with a plan that is switched on by its champion, once after its data came in, and keeps it: the first who
/// asks does not wait, also for a champion that takes longer than anybody would. Several servers do the same work; what one kept the others find.
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
    /// <summary>How far the data of a series reached when it was forecast.</summary>
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

            var reach = ReachOf(series, held);
            if (before.GetValueOrDefault(one) != reach)
            {
                await ForecastAsync(one.Organisation, series, cancellationToken);
                forecast++;
            }

            _done[one] = reach;
        }

        return forecast;
    }

    private async Task ForecastAsync(Guid organisation, SeriesSummary series, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateSystemScope(organisation);
        var services = scope.ServiceProvider;
        var target = series.Definition.Key;
        var champion = await services.GetRequiredService<ChampionReader>().ReadAsync(target, cancellationToken);
        if (champion.Forecaster is null)
        {
            // What stands in is quick.
            return;
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
