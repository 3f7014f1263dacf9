using System.Globalization;

namespace OptiBid.Web.Components.Shared;

/// <summary>
/// The language and format of the reader, for what somebody else's thread starts. A circuit's own events and timers have them; an event of a
/// worker or of another circuit brings the culture of its thread, and what is drawn then would change its language. Capture it in
/// <c>OnInitialized</c>, use it first in the delegate that is given to <c>InvokeAsync</c>. Immutable.
/// </summary>
public sealed class ReaderCulture
{
    private readonly CultureInfo _figures = CultureInfo.CurrentCulture;
    private readonly CultureInfo _texts = CultureInfo.CurrentUICulture;

    /// <summary>The culture of the circuit that calls.</summary>
    public static ReaderCulture Capture() => new();

    /// <summary>What follows in this flow of execution speaks the reader's language.</summary>
    public void Use() => (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (_figures, _texts);
}
