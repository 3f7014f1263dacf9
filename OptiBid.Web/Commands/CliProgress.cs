using System.Globalization;
using OptiBid.Core.Forecasting.Backtests;

namespace OptiBid.Web.Commands;

/// <summary>
/// The share of a job done and the time left, on stderr: a line that is written over on a terminal, one line for each tenth elsewhere. Told from
/// any thread.
/// </summary>
/// <param name="output">Where to.</param>
/// <param name="name">What is being done.</param>
/// <param name="time">The clock.</param>
/// <param name="isTerminal">Whether a line can be written over; by default whether stderr is a terminal.</param>
internal sealed class CliProgress(TextWriter output, string name, TimeProvider time, bool? isTerminal = null)
    : IProgress<double>,
        IDisposable
{
    private const int Bar = 30;
    private readonly bool _isTerminal = isTerminal ?? !Console.IsErrorRedirected;
    private readonly Lock _writing = new();
    private long _began;
    private long _written;
    private double? _first;
    private double _most;
    private int _tenth;

    /// <inheritdoc/>
    public void Report(double value)
    {
        lock (_writing)
        {
            if (_first is null)
            {
                (_first, _most, _tenth) = (value, value, (int)(value * 10));
                _began = _written = time.GetTimestamp();
                return;
            }

            // Threads report out of order.
            _most = Math.Max(_most, value);
            if (_isTerminal && (time.GetElapsedTime(_written) > TimeSpan.FromMilliseconds(200) || _most >= 1))
            {
                _written = time.GetTimestamp();
                var done = (int)(_most * Bar);
                output.Write($"\r{name} [{new string('#', done)}{new string('.', Bar - done)}] {Words()}   ");
            }
            else if (!_isTerminal && (int)(_most * 10) > _tenth)
            {
                _tenth = (int)(_most * 10);
                output.WriteLine($"{name}: {Words()}");
            }
        }
    }

    /// <summary>Ends the line.</summary>
    public void Dispose()
    {
        if (_isTerminal && _written != _began)
        {
            output.WriteLine();
        }
    }

    private string Words()
    {
        var left = RemainingTime.Of(time.GetElapsedTime(_began), _first!.Value, _most);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{100 * _most, 3:F0} %{(left is { } span ? $", {span:h\\:mm\\:ss} left" : "")}"
        );
    }
}
