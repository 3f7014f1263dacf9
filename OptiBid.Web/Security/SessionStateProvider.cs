using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Web.Security;

/// <summary>The authentication state of a circuit. It follows the session's events; the regular check is the second line.</summary>
internal sealed class SessionStateProvider(ILoggerFactory loggers, IFindLiveSession sessions)
    : RevalidatingServerAuthenticationStateProvider(loggers)
{
    /// <inheritdoc/>
    protected override TimeSpan RevalidationInterval => TimeSpan.FromMinutes(1);

    /// <summary>The principal of the session as of now; anonymous for null.</summary>
    public void Take(LiveSession? live) =>
        SetAuthenticationState(
            Task.FromResult(
                new AuthenticationState(live is null ? new ClaimsPrincipal(new ClaimsIdentity()) : SessionClaims.PrincipalOf(live))
            )
        );

    /// <inheritdoc/>
    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState state, CancellationToken cancellationToken) =>
        SessionClaims.SessionOf(state.User) is { } id && await sessions.ByIdAsync(id, countsAsUse: false, cancellationToken) is not null;
}
