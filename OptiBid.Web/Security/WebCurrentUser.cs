using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Web.Security;

/// <summary>Who acts in this request or in this circuit: the live session with the rights as of now.</summary>
internal sealed class WebCurrentUser(CircuitSession circuit, IHttpContextAccessor http, ISessionAssurance assurance) : IInteractiveUser
{
    // In a circuit the HTTP context, where there is one, is that of a connection which was opened long ago.
    private LiveSession? Live =>
        circuit.IsCircuit ? circuit.Live
        : http.HttpContext is { } context ? CurrentSession.Of(context)
        : null;

    /// <inheritdoc/>
    public bool IsAuthenticated => Live is not null;

    /// <inheritdoc/>
    public Guid UserId => Session.Access.UserId;

    /// <inheritdoc/>
    public Guid OrganisationId => Session.Access.OrganisationId;

    /// <inheritdoc/>
    public string Name => Session.Access.DisplayName;

    /// <inheritdoc/>
    public bool Has(string permission) =>
        Live is { } live && live.Access.Permissions.Contains(permission) && assurance.Check(live) == SessionLack.Nothing;

    private LiveSession Session => Live ?? throw new InvalidOperationException("Nobody is signed in");
}
