using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using OptiBid.Core.Identity.Sso.Providers;
using OptiBid.Core.Identity.Sso.SignIn;

namespace OptiBid.Web.Security.Sso;

/// <summary>Reads what the handler put into the external cookie.</summary>
internal static class SsoTickets
{
    /// <summary>The ticket, or null when it names no provider of the directory.</summary>
    public static ExternalTicket? Read(AuthenticateResult result, ISsoDirectory directory)
    {
        // The scheme is written by the handler that checked the answer, never by the request.
        if (
            result is not { Succeeded: true, Properties: { } trip, Principal: { } person }
            || SsoScheme.ProviderOf(trip.Items.TryGetValue(".AuthScheme", out var scheme) ? scheme : null) is not { } id
            || directory.Find(id) is not { } provider
            || FromToken(trip, "iss") is not { } issuer
            || FromToken(trip, "sub") is not { } subject
        )
        {
            return null;
        }

        var email =
            person.FindFirstValue("email")
            ?? (person.FindFirstValue("preferred_username") is { } name && name.Contains('@', StringComparison.Ordinal) ? name : null);
        return new(
            id,
            issuer,
            subject,
            FromToken(trip, "tid"),
            FromToken(trip, "oid"),
            email,
            bool.TryParse(person.FindFirstValue("email_verified"), out var verified) ? verified : null,
            person.FindFirstValue("name"),
            [.. person.FindAll(provider.GroupsClaim).Select(c => c.Value).Distinct(StringComparer.Ordinal)],
            [.. (FromToken(trip, "amr") ?? "").Split('\n').Append(FromToken(trip, "acr") ?? "").Where(v => v.Length > 0)],
            FromToken(trip, "sid"),
            [.. person.Claims.Select(c => new TicketClaim(c.Type, c.Value))]
        );
    }

    /// <summary>A claim of the ID token.</summary>
    public static string? FromToken(AuthenticationProperties trip, string type) =>
        trip.Items.TryGetValue(SsoTrip.FromToken + type, out var value) && !string.IsNullOrEmpty(value) ? value : null;
}
