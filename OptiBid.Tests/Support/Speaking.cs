using System.Globalization;

namespace OptiBid.Tests.Support;

/// <summary>The language and format of a test, given back at its end.</summary>
internal sealed class Speaking : IDisposable
{
    private readonly (CultureInfo Figures, CultureInfo Texts) _before = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);

    /// <param name="tag">What the language cookie holds, such as <c>de-DE</c> or <c>de-DE~USD</c>.</param>
    public Speaking(string tag) => (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = OptiBid.Web.Languages.Of(tag);

    public void Dispose() => (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = _before;
}
