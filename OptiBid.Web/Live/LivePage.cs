using System.Diagnostics.Metrics;
using Microsoft.JSInterop;
using OptiBid.Core.Series;

namespace OptiBid.Web.Live;

/// <summary>
/// What is live on the page of one circuit, charts and watch list: one subscription, and one binary message per tick for all of it. The browser confirms each message; one that
/// is not confirmed is sent again with the next, so a lost connection loses no point. Used from the circuit's own thread.
/// </summary>
public sealed class LivePage : IAsyncDisposable
{
    /// <summary>Most points that a series keeps in the browser.</summary>
    public const int MostPoints = 50_000;

    private static readonly Meter s_meter = new("OptiBid.Live");
    private static readonly Histogram<double> s_updateToSend = s_meter.CreateHistogram<double>(
        "optibid.live.update_to_send",
        "ms",
        "Age of the newest value when its message was handed to the connection"
    );
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private readonly List<LiveSlot> _slots = [];
    private readonly List<ILiveView> _views = [];
    private readonly ILiveValues _values;
    private readonly ILiveEntries _entries;
    private readonly IJSRuntime _js;
    private readonly TimeProvider _time;
    private Task<IJSObjectReference>? _module;
    private IDisposable? _subscription;
    private int _nextSlot;
    private bool _disposed;

    /// <summary>The live views of a circuit.</summary>
    internal LivePage(ILiveValues values, ILiveEntries entries, IJSRuntime js, TimeProvider time) =>
        (_values, _entries, _js, _time) = (values, entries, js, time);

    /// <summary>The update rates offered, updates a second.</summary>
    public static IReadOnlyList<double> Rates { get; } = [0.5, 1, 2, 5, 10];

    /// <summary>Updates a second at most, one of <see cref="Rates"/>; 1 at the start.</summary>
    public double Rate { get; private set; } = 1;

    /// <summary>True while nothing is sent; what came meanwhile is drawn afterwards.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>
    /// Least time between two updates: a tenth shorter than the rate says, so that a feed of the same rate is not always just missed.
    /// </summary>
    public TimeSpan Every => TimeSpan.FromSeconds(Math.Max(0.1, 0.9 / Rate));

    /// <summary>Raised when rate or pause change.</summary>
    public event EventHandler? Changed;

    /// <summary>Sets the rate.</summary>
    public async Task SetRateAsync(double perSecond)
    {
        Rate = Rates.Contains(perSecond) ? perSecond : throw new ArgumentOutOfRangeException(nameof(perSecond));
        Follow();
        Changed?.Invoke(this, EventArgs.Empty);
        await SendAsync();
    }

    /// <summary>Pauses or goes on.</summary>
    public async Task PauseAsync(bool paused)
    {
        IsPaused = paused;
        Follow();
        Changed?.Invoke(this, EventArgs.Empty);
        await CallAsync("pause", paused);
        if (!paused)
        {
            await SendAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        _subscription?.Dispose();
        if (_module is { IsCompletedSuccessfully: true })
        {
            try
            {
                await (await _module).DisposeAsync();
            }
            catch (JSDisconnectedException)
            {
                // The browser is gone.
            }
        }
    }

    /// <summary>The drawing module, loaded when the first view appears.</summary>
    internal Task<IJSObjectReference> ModuleAsync() =>
        _module ??= _js.InvokeAsync<IJSObjectReference>("import", "./js/live-charts.js").AsTask();

    /// <summary>Gives the series their numbers; what comes from now on is sent once the view has joined.</summary>
    internal IReadOnlyList<LiveSlot> Reserve(IEnumerable<SeriesKey> keys) =>
        [.. keys.Select(k => new LiveSlot(_nextSlot++, _entries.Entry(k)))];

    /// <summary>The view has its history and is drawn: it takes part from now on, beginning with what came while the history was read.</summary>
    internal async Task JoinAsync(ILiveView view)
    {
        _views.Add(view);
        _slots.AddRange(view.Slots);
        Follow();
        await SendAsync();
    }

    /// <summary>The view is gone.</summary>
    internal void Leave(ILiveView view)
    {
        if (_views.Remove(view))
        {
            _slots.RemoveAll(view.Slots.Contains);
            Follow();
        }
    }

    /// <summary>Calls the drawing module; false when the browser did not answer.</summary>
    internal Task<bool> CallAsync(string name, params object?[] arguments) => CallAsync(name, arguments, sent: null);

    private async Task<bool> CallAsync(string name, object?[] arguments, Action? sent)
    {
        try
        {
            var module = await ModuleAsync();
            var answer = module.InvokeVoidAsync(name, s_patience, arguments);
            sent?.Invoke();
            await answer;
            return true;
        }
        catch (Exception fault) when (fault is JSDisconnectedException or TaskCanceledException or ObjectDisposedException)
        {
            // No browser, or one that is reconnecting.
            return false;
        }
    }

    private void Follow()
    {
        _subscription?.Dispose();
        _subscription =
            IsPaused || _disposed || _slots.Count == 0
                ? null
                : _values.Subscribe([.. _slots.Select(s => s.Entry.Key).Distinct()], Every, _ => OnCircuitAsync());
    }

    private Task OnCircuitAsync() => _views is [var view, ..] ? view.InvokeAsync(SendAsync) : Task.CompletedTask;

    private async Task SendAsync()
    {
        if (_disposed || IsPaused || _slots.Count == 0)
        {
            return;
        }

        foreach (var view in _views.Where(v => v.Slots.Any(HasLost)).ToList())
        {
            await view.ReloadAsync();
        }

        LiveSlot[] slots = [.. _slots];
        var positions = new long[slots.Length];
        if (LiveMessage.Since(slots, positions) is { } message && await CallAsync("push", [message], () => Measure(slots)))
        {
            for (var i = 0; i < slots.Length; i++)
            {
                slots[i].Position = Math.Max(slots[i].Position, positions[i]);
            }

            foreach (var view in _views)
            {
                view.Pushed();
            }
        }
    }

    private void Measure(LiveSlot[] slots)
    {
        if (s_updateToSend.Enabled && slots.Max(s => s.Entry.Newest?.AtUtc) is { } newest)
        {
            s_updateToSend.Record((_time.GetUtcNow().UtcDateTime - newest).TotalMilliseconds);
        }
    }

    private static bool HasLost(LiveSlot slot)
    {
        slot.Entry.CountSince(slot.Position, out var lost);
        return lost;
    }
}

/// <summary>A live chart or list, as its page knows it.</summary>
internal interface ILiveView
{
    /// <summary>Its series.</summary>
    IReadOnlyList<LiveSlot> Slots { get; }

    /// <summary>Runs on the circuit's thread.</summary>
    Task InvokeAsync(Func<Task> work);

    /// <summary>Too much was missed: the view begins anew.</summary>
    Task ReloadAsync();

    /// <summary>The browser has what came.</summary>
    void Pushed();
}
