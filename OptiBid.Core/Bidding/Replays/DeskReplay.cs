using System.Collections.Concurrent;
using OptiBid.Core.Bidding.Offers;
using OptiBid.Core.Bidding.Optimisation;
using OptiBid.Core.Bidding.Rules;
using OptiBid.Core.Bidding.Settlement;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Days;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Markets.Import;
using OptiBid.Core.Portfolios.Batteries;
using OptiBid.Core.Series;

namespace OptiBid.Core.Bidding.Replays;

/// <inheritdoc cref="IReplayDesk"/>
internal sealed class DeskReplay(IBatteryOptimiser optimiser, IForecasterCatalog forecasters) : IReplayDesk
{
    /// <inheritdoc/>
    public Result<ReplayReport> Run(
        ReplayRequest request,
        IReadOnlyList<FileSeries> data,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        var found = FindPrices(request, data);
        if (found.Failure is { } missing)
        {
            return missing;
        }

        if (request.Strategy == ReplayStrategy.Forecast && forecasters.Find(request.Model) is null)
        {
            return ServedModels.IsChampion(request.Model)
                ? ServedModels.NotHere()
                : new SimpleFailure(
                    "replay.model",
                    $"no model '{request.Model}'; there are: {string.Join(", ", forecasters.All.Select(m => m.Info.Name))}"
                );
        }

        var history = ReplayHistory.From(found.Value);
        if (request.To < request.From || request.From < history.First || request.To > history.Last)
        {
            return new SimpleFailure(
                "replay.range",
                $"{history.Definition.Key}: prices cover {history.First:yyyy-MM-dd} to {history.Last:yyyy-MM-dd}; asked for {request.From:yyyy-MM-dd} to {request.To:yyyy-MM-dd}"
            );
        }

        var realTime = data.FirstOrDefault(s => s.Definition.Key == history.Definition.Key with { Product = Products.RtLmp });
        return new Pass(request, history, HourlyMeans(realTime), optimiser, forecasters, progress, cancellationToken).Report();
    }

    /// <summary>Real-time prices by hour: the mean of the intervals that are there.</summary>
    private static Dictionary<DateTime, double> HourlyMeans(FileSeries? series) =>
        (series?.Points ?? [])
            .GroupBy(p => new DateTime(p.StartUtc.Ticks - (p.StartUtc.Ticks % TimeSpan.TicksPerHour), DateTimeKind.Utc))
            .ToDictionary(g => g.Key, g => g.Average(p => p.Value));

    private static Result<FileSeries> FindPrices(ReplayRequest request, IReadOnlyList<FileSeries> data)
    {
        var prices = data.Where(s => s.Definition.Key.Product == Products.DaLmp && s.Points.Count > 0).ToList();
        var ofMarket = prices.Where(s => s.Definition.Key.Market.Equals(request.Market, StringComparison.OrdinalIgnoreCase)).ToList();
        var fits = ofMarket
            .Where(s => request.Node is null || s.Definition.Key.Node.Equals(request.Node, StringComparison.OrdinalIgnoreCase))
            .ToList();
        if (fits.Count == 1 && fits[0].Definition.IntervalMinutes == 60)
        {
            return fits[0];
        }

        var held = string.Join(
            ", ",
            (ofMarket.Count > 0 ? ofMarket : prices).Select(s => $"{s.Definition.Key.Market} {s.Definition.Key.Node}")
        );
        return new SimpleFailure(
            "replay.prices",
            fits.Count > 1
                ? Sentence.Of($"the data holds {fits.Count} nodes of {request.Market}; name one: {held}")
                : $"no hourly day-ahead prices of {request.Market} {request.Node}; the data holds: {(held.Length > 0 ? held : "none")}"
        );
    }

    /// <summary>One run: the days share the best schedules, which persistence of the next day needs too.</summary>
    private sealed class Pass(
        ReplayRequest request,
        ReplayHistory history,
        Dictionary<DateTime, double> realTime,
        IBatteryOptimiser optimiser,
        IForecasterCatalog forecasters,
        IProgress<double>? progress,
        CancellationToken cancellationToken
    )
    {
        private readonly ConcurrentDictionary<DateOnly, BatterySchedule> _best = new();
        private readonly BatterySpec _battery = request.Battery;
        private int _done;

        public ReplayReport Report()
        {
            var range = Enumerable.Range(0, request.To.DayNumber - request.From.DayNumber + 1).Select(request.From.AddDays).ToList();
            var usable = range.Where(d => history.Find(d) is { IsUsable: true }).ToList();
            var options = new ParallelOptions { MaxDegreeOfParallelism = request.Threads, CancellationToken = cancellationToken };
            var results = new Settled[usable.Count];
            Parallel.For(
                0,
                usable.Count,
                options,
                i =>
                {
                    results[i] = Replay(history.Find(usable[i])!);
                    progress?.Report((double)Interlocked.Increment(ref _done) / usable.Count);
                }
            );
            var revenue = results.Sum(r => r.Day.RevenueUsd);
            var perfect = results.Sum(r => r.Day.PerfectUsd);
            return new(
                history.Definition.Key.Market,
                history.Definition.Key.Node,
                history.Definition.IsSimulated,
                [.. results.Select(r => r.Day)],
                [.. usable.Where(d => history.Find(d)!.Missing > 0)],
                [.. range.Except(usable).Select(Skipped)],
                new(
                    results.Sum(r => r.Sold),
                    results.Sum(r => r.Bought),
                    results.Sum(r => r.RealTime),
                    results.Sum(r => r.Cost),
                    perfect,
                    perfect - revenue
                ),
                request.Strategy == ReplayStrategy.Forecast ? Leakage(usable) : [],
                _battery.PowerMw,
                _battery.EnergyMwh
            );
        }

        private Settled Replay(PriceDay day)
        {
            var best = Best(day);
            var persistence = Yesterday(day);
            var (award, model) = request.Strategy switch
            {
                ReplayStrategy.Perfect => (best.Hours.Select(h => h.NetMw).ToArray(), null),
                ReplayStrategy.Persistence => (Feasible(persistence), null),
                _ => Forecast(day),
            };
            var delivered = BatteryDispatch.Follow(_battery, award);
            var sold = award.Zip(day.Prices, (mw, p) => Math.Max(0, mw) * p).Sum();
            var bought = award.Zip(day.Prices, (mw, p) => Math.Min(0, mw) * p).Sum();
            var deviation = Enumerable.Range(0, award.Length).Sum(h => (delivered.NetMw[h] - award[h]) * RealTime(day, h));
            var cost = -_battery.VariableCostUsdPerMwh * delivered.DischargedMwh;
            var result = new ReplayDay(
                day.Day,
                day.Hours.Length,
                sold + bought + deviation + cost,
                best.RevenueUsd,
                Value(day, persistence),
                _battery.PowerMw * TopBottomSpread.Of(day.Prices, 4),
                delivered.DischargedMwh,
                model
            );
            return new(result, sold, bought, deviation, cost);
        }

        private double RealTime(PriceDay day, int hour) => realTime.GetValueOrDefault(day.Hours[hour].StartUtc, day.Prices[hour]);

        private double[] Feasible(double[] programme) => [.. BatteryDispatch.Follow(_battery, programme).NetMw];

        private BatterySchedule Best(PriceDay day) =>
            _best.GetOrAdd(day.Day, _ => optimiser.Optimise(_battery, new PriceWindow(day.Prices), cancellationToken));

        private double Value(PriceDay day, double[] programme)
        {
            var delivered = BatteryDispatch.Follow(_battery, programme);
            return delivered.NetMw.Zip(day.Prices, (mw, p) => mw * p).Sum() - (_battery.VariableCostUsdPerMwh * delivered.DischargedMwh);
        }

        /// <summary>Best schedule of the last usable day before, on the hours of this one. Idle where there is no day before.</summary>
        private double[] Yesterday(PriceDay day)
        {
            if (history.UsableBefore(day.Day) is not { } before)
            {
                return new double[day.Hours.Length];
            }

            var byLabel = before
                .Hours.Zip(Best(before).Hours, (h, s) => (h.HourEnding, s.NetMw))
                .GroupBy(h => h.HourEnding)
                .ToDictionary(g => g.Key, g => g.Average(h => h.NetMw));
            return [.. day.Hours.Select(h => byLabel.GetValueOrDefault(h.HourEnding))];
        }

        /// <summary>The award of a day: the schedule for the forecast prices, or what its curves are awarded at the prices that cleared.</summary>
        private (double[] Award, string? Model) Forecast(PriceDay day)
        {
            var index = history.Panel.IndexOf(day.Day);
            foreach (var name in new[] { request.Model, "naive-weekly", "naive-daily" })
            {
                if (forecasters.Find(name)?.Forecast(history.Panel, index, cancellationToken) is { } clock)
                {
                    var prices = day.Hours.Select(h => clock[h.HourEnding - 1]).ToArray();
                    var schedule = optimiser.Optimise(_battery, new PriceWindow(prices), cancellationToken);
                    return (request.Offer == OfferKind.Curve ? Awards(day, schedule) : [.. schedule.Hours.Select(h => h.NetMw)], name);
                }
            }

            return (new double[day.Hours.Length], null);
        }

        private double[] Awards(PriceDay day, BatterySchedule schedule)
        {
            var rules = OfferRules.For(request.Market);
            var offers = OfferBuilder.Curves(
                _battery,
                schedule,
                [.. day.Hours.Select(h => h.StartUtc)],
                rules.PriceFloorUsdPerMwh,
                rules.PriceCapUsdPerMwh
            );
            return [.. offers.Zip(day.Prices, (o, p) => (double)o.AwardAt(Math.Round((decimal)p, 2)))];
        }

        /// <summary>A forecast of a day reads the prices of the days before: they must have been public before the gate closed.</summary>
        private List<string> Leakage(List<DateOnly> days) =>
            [
                .. from day in days
                let before = history.UsableBefore(day)
                where before is not null
                let gate = GateSchedule.InstantUtc(history.Definition.Key.Market, Gate.DayAheadClose, day)
                where before.PublishedUtc >= gate
                select FormattableString.Invariant(
                    $"{day:yyyy-MM-dd}: prices of {before.Day:yyyy-MM-dd} were published {before.PublishedUtc:u}, the gate closed {gate:u}"
                ),
            ];

        private string Skipped(DateOnly day) =>
            history.Find(day) is { } held
                ? FormattableString.Invariant($"{day:yyyy-MM-dd}: {held.Missing} of {held.Missing + held.Hours.Length} hours have no price")
                : FormattableString.Invariant($"{day:yyyy-MM-dd}: no prices");
    }

    /// <summary>One replayed day with its legs, $.</summary>
    private sealed record Settled(ReplayDay Day, double Sold, double Bought, double RealTime, double Cost);
}
