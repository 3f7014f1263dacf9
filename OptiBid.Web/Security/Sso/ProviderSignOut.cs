using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;

namespace OptiBid.Web.Security.Sso;

/// <summary>Sign-out at the provider after the sign-out here (RP-initiated logout).</summary>
internal static class ProviderSignOut
{
    private const string Provider = "provider";

    /// <summary>Keeps the ID token, protected in a cookie of its own, as the hint that providers ask for.</summary>
    public static Task RememberAsync(HttpContext context, Guid providerId, AuthenticationProperties trip)
    {
        var kept = new AuthenticationProperties();
        if (SsoTickets.FromToken(trip, "raw") is { } token)
        {
            kept.StoreTokens([new() { Name = "id_token", Value = token }]);
        }

        var person = new ClaimsPrincipal(new ClaimsIdentity([new(Provider, providerId.ToString())], SsoScheme.AtProvider));
        return context.SignInAsync(SsoScheme.AtProvider, person, kept);
    }

    /// <summary>True when the answer leads to the provider, which ends its own session and comes back to <c>/login</c>.</summary>
    public static async Task<bool> StartAsync(HttpContext context)
    {
        var kept = await context.AuthenticateAsync(SsoScheme.AtProvider);
        if (!kept.Succeeded || !Guid.TryParse(kept.Principal.FindFirstValue(Provider), out var id))
        {
            return false;
        }

        try
        {
            await context.SignOutAsync(SsoScheme.Of(id), new AuthenticationProperties { RedirectUri = "/login?ended=2" });
        }
#pragma warning disable CA1031 // A provider without a sign-out endpoint, or one that is down or gone: the session here has ended all the same.
        catch (Exception) when (!context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
#pragma warning restore CA1031
        {
            return false;
        }
        finally
        {
            await context.SignOutAsync(SsoScheme.AtProvider);
        }

        if (context.Response.Headers.Location.Count == 0)
        {
            return false;
        }

        await SsoAnswers.LeaveByPageAsync(context);
        return true;
    }
}
