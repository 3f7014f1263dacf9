using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Web.Security;

/// <summary>The request or the circuit behind an action, for the audit log.</summary>
internal sealed class RequestOrigin(CircuitSession circuit, IHttpContextAccessor http) : IRequestOrigin
{
    /// <inheritdoc/>
    public Guid? SessionId
    {
        get
        {
            var live =
                circuit.IsCircuit ? circuit.Live
                : http.HttpContext is { } context ? CurrentSession.Of(context)
                : null;
            return live is not null && !live.Methods.Contains(ApiKeyMethod, StringComparer.Ordinal) ? live.Id : null;
        }
    }

    /// <inheritdoc/>
    public string? Address => Origin.Address;

    /// <inheritdoc/>
    public string? Agent => Origin.Agent;

    /// <summary>The value of <c>amr</c> of a caller with an API key.</summary>
    public const string ApiKeyMethod = "key";

    /// <summary>Where a request comes from.</summary>
    public static SessionOrigin Of(HttpContext? context)
    {
        var agent = context?.Request.Headers.UserAgent.ToString();
        return new(
            context?.Connection.RemoteIpAddress?.ToString(),
            string.IsNullOrEmpty(agent) ? null : new([.. agent.Where(c => !char.IsControl(c)).Take(300)])
        );
    }

    private SessionOrigin Origin => circuit.IsCircuit ? circuit.Origin : Of(http.HttpContext);
}
