using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using OptiBid.Core.Forecasting.Backtests;

namespace OptiBid.Core.Forecasting.Runs;

/// <summary>A backtest that waits or runs.</summary>
internal sealed class ActiveBacktest(Guid id, Guid organisationId, StoredBacktestRequest request, TimeProvider time)
    : IProgress<double>,
        IDisposable
{
    private readonly CancellationTokenSource _cancel = new();
    private Tuple<long, double>? _first;
    private double _progress;

    public Guid Id => id;
    public Guid OrganisationId => organisationId;
    public StoredBacktestRequest Request => request;
    public CancellationToken Cancelled => _cancel.Token;

    /// <summary>Share done; only grows.</summary>
    public double Progress => Volatile.Read(ref _progress);

    /// <summary>How long it will go on, once that can be said.</summary>
    public TimeSpan? TimeLeft =>
        Volatile.Read(ref _first) is { } first ? RemainingTime.Of(time.GetElapsedTime(first.Item1), first.Item2, Progress) : null;

    public void Report(double value)
    {
        // The first share told, before any thread works, is what was there already.
        _first ??= new(time.GetTimestamp(), value);

        // Threads report out of order.
        var seen = Volatile.Read(ref _progress);
        while (value > seen && Interlocked.CompareExchange(ref _progress, value, seen) is var now && now != seen)
        {
            seen = now;
        }
    }

    public void Cancel() => _cancel.Cancel();

    public void Dispose() => _cancel.Dispose();
}

/// <summary>The backtests that wait or run in this process: bounded, in order of arrival. Safe for many threads at once.</summary>
internal sealed class BacktestQueue
{
    private readonly ConcurrentDictionary<Guid, ActiveBacktest> _active = new();
    private readonly Channel<ActiveBacktest> _waiting;
    private readonly int _mostPerOrganisation;
    private readonly Lock _admission = new();

    private readonly TimeProvider _time;

    public BacktestQueue(IOptions<ForecastingOptions> options, TimeProvider time)
    {
        _time = time;
        _waiting = Channel.CreateBounded<ActiveBacktest>(new BoundedChannelOptions(options.Value.QueueLength));
        _mostPerOrganisation = options.Value.MostActivePerOrganisation;
    }

    /// <summary>Reserves a place; null when the organisation or the server has too many.</summary>
    public ActiveBacktest? Admit(Guid id, Guid organisationId, StoredBacktestRequest request)
    {
        lock (_admission)
        {
            if (_active.Values.Count(a => a.OrganisationId == organisationId) >= _mostPerOrganisation)
            {
                return null;
            }

            var active = new ActiveBacktest(id, organisationId, request, _time);
            _active[id] = active;
            return active;
        }
    }

    /// <summary>Lets the worker have it; false when the queue is full.</summary>
    public bool Enqueue(ActiveBacktest active) => _waiting.Writer.TryWrite(active);

    /// <summary>The active backtest of an id, or null.</summary>
    public ActiveBacktest? Find(Guid id) => _active.GetValueOrDefault(id);

    /// <summary>In order of arrival, for one worker.</summary>
    public IAsyncEnumerable<ActiveBacktest> TakeAsync(CancellationToken cancellationToken) =>
        _waiting.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Frees its place.</summary>
    public void Release(ActiveBacktest active)
    {
        if (_active.TryRemove(active.Id, out _))
        {
            active.Dispose();
        }
    }
}
