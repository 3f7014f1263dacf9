using System.Globalization;

namespace OptiBid.Web.Components.Shared;

/// <summary>
/// The language and format of the reader, for what somebody else's thread starts: an event of a worker or of another circuit brings the culture of
/// its thread. Immutable.
/// </summary>
public sealed class ReaderCulture
{
    private readonly CultureInfo _figures = CultureInfo.CurrentCulture;
    private readonly CultureInfo _texts = CultureInfo.CurrentUICulture;

    /// <summary>The culture of the circuit that calls.</summary>
    public static ReaderCulture Capture() => new();

    /// <summary>From here on the caller's thread speaks the reader's language: for a component that somebody else draws anew.</summary>
    public void Speak() => (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (_figures, _texts);

    /// <summary>Runs work in the reader's language. Whoever calls keeps its own: an asynchronous method gives it back.</summary>
    public async Task RunAsync(Func<Task> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        Speak();
        await work();
    }
}
