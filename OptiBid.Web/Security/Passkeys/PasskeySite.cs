using System.Net;
using OptiBid.Core.Common;

namespace OptiBid.Web.Security.Passkeys;

/// <summary>
/// The site that passkeys belong to, from <c>App:PublicUrl</c>; never from the Host header. Without it they belong to <c>localhost</c> on the
/// port of the connection. A passkey needs a host name: an IP address cannot be one, so a page opened by address says where to go instead.
/// </summary>
internal sealed class PasskeySite
{
    /// <summary>The setting.</summary>
    public const string Key = "App:PublicUrl";

    private const string Localhost = "localhost";
    private readonly Uri? _public;

    /// <summary>Reads <c>App:PublicUrl</c>.</summary>
    /// <exception cref="InvalidOperationException">It is no http or https address.</exception>
    public PasskeySite(string? publicUrl)
    {
        if (string.IsNullOrWhiteSpace(publicUrl))
        {
            return;
        }

        if (
            !Uri.TryCreate(publicUrl, UriKind.Absolute, out var url)
            || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps)
        )
        {
            throw new InvalidOperationException($"{Key} is '{publicUrl}'; expected an address such as https://optibid.example.com");
        }

        _public = url.IsLoopback ? new UriBuilder(url) { Host = Localhost }.Uri : url;
    }

    /// <summary>The relying party id of WebAuthn.</summary>
    public string Domain => _public?.IdnHost ?? Localhost;

    /// <summary>Why no passkey can be used at this site, or null.</summary>
    public Sentence? Obstacle =>
        _public is null || _public.IsLoopback ? null
        : IPAddress.TryParse(_public.IdnHost.Trim('[', ']'), out _)
            ? Sentence.Of($"Passkeys need a host name, but {Key} has an IP address.")
        : _public.Scheme != Uri.UriSchemeHttps ? Sentence.Of($"Passkeys need https, but {Key} is plain http.")
        : null;

    /// <summary>True when a browser at <paramref name="origin"/> may use passkeys here.</summary>
    public bool Accepts(string? origin, HttpContext context) =>
        Obstacle is null && string.Equals(origin, OriginFor(context), StringComparison.OrdinalIgnoreCase);

    /// <summary>True when the page of this request stands where passkeys work.</summary>
    public bool IsHere(HttpContext context) => Accepts($"{context.Request.Scheme}://{context.Request.Host}", context);

    /// <summary>Where they work.</summary>
    public string OriginFor(HttpContext context) =>
        (_public ?? new UriBuilder(context.Request.Scheme, Localhost, context.Connection.LocalPort).Uri).GetLeftPart(UriPartial.Authority);
}
