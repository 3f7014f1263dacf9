using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace OptiBid.Tests.Benchmarks;

/// <summary>Hears the histogram that the live path keeps of the time from a value to its sending.</summary>
internal sealed class SendTimes : IDisposable
{
    private readonly MeterListener _listener = new();
    private ConcurrentBag<double> _times = [];

    public SendTimes()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "optibid.live.update_to_send")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, value, _, _) => _times.Add(value));
        _listener.Start();
    }

    /// <summary>Median, 95th percentile and number since the last look, milliseconds.</summary>
    public (double P50, double P95, long Count) Take()
    {
        var times = Interlocked.Exchange(ref _times, []).Order().ToArray();
        return times.Length == 0
            ? (0, 0, 0)
            : (times[(times.Length - 1) / 2], times[(int)Math.Ceiling(0.95 * times.Length) - 1], times.Length);
    }

    public void Dispose() => _listener.Dispose();
}
