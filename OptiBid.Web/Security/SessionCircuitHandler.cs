using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Extensions.Options;
using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Web.Security;

/// <summary>
/// Ties a circuit to its session: the rights follow, the end stops it. Every click and every call from JavaScript passes here, so a circuit
/// whose session has ended does nothing more, whatever its page does.
/// </summary>
internal sealed class SessionCircuitHandler(
    CircuitSession circuitSession,
    AuthenticationStateProvider authentication,
    IFindLiveSession sessions,
    ISessionSignals signals,
    IHttpContextAccessor http,
    IOptions<RateLimitOptions> limits
) : CircuitHandler, IDisposable
{
    private readonly RateLimiter? _limiter = RateLimits.Connection(limits.Value.PerCircuit);
    private ISessionWatch? _watch;

    /// <inheritdoc/>
    public override async Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        var origin = RequestOrigin.Of(http.HttpContext);
        var state = await authentication.GetAuthenticationStateAsync();
        var live = SessionClaims.SessionOf(state.User) is { } id
            ? await sessions.ByIdAsync(id, countsAsUse: false, cancellationToken)
            : null;
        circuitSession.Open(live, origin);
        if (live is null)
        {
            circuitSession.End(SessionEnds.Lapsed);
            return;
        }

        var watch = signals.Watch(live, token => sessions.ByIdAsync(live.Id, countsAsUse: false, token));
        _watch = watch;
        watch.Changed += () =>
        {
            circuitSession.Take(watch.Session);
            (authentication as SessionStateProvider)?.Take(watch.Session);
        };
        watch.Ended.Register(() =>
        {
            circuitSession.End(watch.Reason ?? SessionEnds.Lapsed);
            (authentication as SessionStateProvider)?.Take(null);
        });
        // What ended between the look and the watch.
        if (await sessions.ByIdAsync(live.Id, countsAsUse: false, cancellationToken) is null)
        {
            circuitSession.End(SessionEnds.Lapsed);
        }
    }

    /// <inheritdoc/>
    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(
        Func<CircuitInboundActivityContext, Task> next
    ) =>
        async context =>
        {
            if (circuitSession.EndReason is not null)
            {
                return;
            }

            if (circuitSession.Live is { } live && await sessions.ByIdAsync(live.Id, countsAsUse: false) is null)
            {
                circuitSession.End(SessionEnds.Lapsed);
                return;
            }

            using var lease = _limiter?.AttemptAcquire();
            if (lease is not { IsAcquired: false })
            {
                await next(context);
            }
        };

    /// <inheritdoc/>
    public void Dispose()
    {
        _watch?.Dispose();
        _watch = null;
        _limiter?.Dispose();
    }
}
