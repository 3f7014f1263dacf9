using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using OptiBid.Core.Identity.Passkeys;

namespace OptiBid.Web.Security.Passkeys;

/// <summary>What a ceremony is for; a challenge made for one is refused by the others.</summary>
internal enum PasskeyPurpose
{
    /// <summary>Sign in.</summary>
    SignIn,

    /// <summary>Prove again who the user of the session is.</summary>
    StepUp,

    /// <summary>Add a passkey.</summary>
    Register,
}

/// <summary>
/// Carries the state of a ceremony through the browser, protected: five minutes, one purpose, this browser, and the session where there is one.
/// Nothing is stored for whoever only asks for options; an answered challenge is remembered until its ticket is too old.
/// </summary>
internal sealed class PasskeyTickets(IDataProtectionProvider protection, TimeProvider time)
{
    /// <summary>Life of a challenge.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    private readonly IDataProtector _protector = protection.CreateProtector("OptiBid.Passkeys.Ticket");

    /// <summary>The ticket for a state.</summary>
    public string Issue(HttpContext context, PasskeyPurpose purpose, string state)
    {
        var expires = time.GetUtcNow().UtcDateTime + Life;
        var ticket = new Ticket(
            purpose,
            state,
            BrowserOf(context) ?? NewBrowser(context),
            CurrentSession.Of(context)?.Id,
            // Whole seconds: nothing but the escapes of the random challenge changes the length of a ticket.
            expires.AddTicks(-(expires.Ticks % TimeSpan.TicksPerSecond))
        );
        return Base64Url.EncodeToString(_protector.Protect(JsonSerializer.SerializeToUtf8Bytes(ticket)));
    }

    /// <summary>The state behind a ticket; null when it is for another purpose, browser or session, too old, or no ticket.</summary>
    public (string State, ChallengeTicket Challenge)? Open(HttpContext context, PasskeyPurpose purpose, string text)
    {
        Ticket? ticket;
        try
        {
            ticket = JsonSerializer.Deserialize<Ticket>(_protector.Unprotect(Base64Url.DecodeFromChars(text)));
        }
        catch (Exception fault) when (fault is CryptographicException or FormatException or JsonException)
        {
            return null;
        }

        var session = purpose == PasskeyPurpose.SignIn ? ticket?.SessionId : CurrentSession.Of(context)?.Id;
        return
            ticket is not null
            && ticket.Purpose == purpose
            && ticket.Browser == BrowserOf(context)
            && ticket.SessionId == session
            && ticket.ExpiresAtUtc > time.GetUtcNow().UtcDateTime
            // The state holds the challenge; the ticket's text could be written in more than one way.
            ? (ticket.State, new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ticket.State))), ticket.ExpiresAtUtc))
            : null;
    }

    private static string? BrowserOf(HttpContext context) =>
        context.Request.Cookies[NameOf(context)] is { Length: > 0 } browser ? browser : null;

    private static string NewBrowser(HttpContext context)
    {
        var browser = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        context.Response.Cookies.Append(
            NameOf(context),
            browser,
            new()
            {
                HttpOnly = true,
                Path = "/",
                SameSite = SameSiteMode.Strict,
                Secure = context.Request.IsHttps,
                IsEssential = true,
            }
        );
        return browser;
    }

    private static string NameOf(HttpContext context) => context.Request.IsHttps ? "__Host-optibid-passkey" : "optibid-passkey";

    private sealed record Ticket(PasskeyPurpose Purpose, string State, string Browser, Guid? SessionId, DateTime ExpiresAtUtc);
}
