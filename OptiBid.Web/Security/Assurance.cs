using Microsoft.AspNetCore.Authorization;
using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Web.Security;

/// <summary>A page or endpoint that a session may reach although it still lacks this: where the user supplies it.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
internal sealed class AllowsLackAttribute(SessionLack lack) : Attribute
{
    /// <summary>What may be lacking.</summary>
    public SessionLack Lack { get; } = lack;
}

/// <summary>The session lacks nothing that its organisation asks for.</summary>
internal sealed class AssuranceRequirement : IAuthorizationRequirement;

/// <summary>The session holds a permission now.</summary>
internal sealed record PermissionRequirement(string Permission) : IAuthorizationRequirement;

/// <summary>Says what a session lacks; <see cref="GateAnswers"/> turns it into an answer.</summary>
internal sealed class LackReason(IAuthorizationHandler handler, SessionLack lack) : AuthorizationFailureReason(handler, lack.ToString())
{
    /// <summary>What it lacks.</summary>
    public SessionLack Lack { get; } = lack;
}

/// <summary>Checks <see cref="AssuranceRequirement"/> for requests and inside circuits.</summary>
internal sealed class AssuranceHandler(ISessionAssurance assurance, CircuitSession circuit, IHttpContextAccessor http)
    : AuthorizationHandler<AssuranceRequirement>
{
    /// <inheritdoc/>
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, AssuranceRequirement requirement)
    {
        if (LiveOf(context, circuit, http) is not { } live)
        {
            return Task.CompletedTask;
        }

        var lack = assurance.Check(live);
        if (lack == SessionLack.Nothing || Allowed(context.Resource).Contains(lack))
        {
            context.Succeed(requirement);
        }
        else
        {
            context.Fail(new LackReason(this, lack));
        }

        return Task.CompletedTask;
    }

    /// <summary>The session that an authorisation is about.</summary>
    public static LiveSession? LiveOf(AuthorizationHandlerContext context, CircuitSession circuit, IHttpContextAccessor http) =>
        context.Resource is HttpContext request ? CurrentSession.Of(request)
        : circuit.IsCircuit ? circuit.Live
        : http.HttpContext is { } current ? CurrentSession.Of(current)
        : null;

    private static IEnumerable<SessionLack> Allowed(object? resource) =>
        resource switch
        {
            HttpContext request => request.GetEndpoint()?.Metadata.GetOrderedMetadata<AllowsLackAttribute>().Select(a => a.Lack) ?? [],
            Microsoft.AspNetCore.Components.RouteData route => route
                .PageType.GetCustomAttributes(typeof(AllowsLackAttribute), inherit: true)
                .Cast<AllowsLackAttribute>()
                .Select(a => a.Lack),
            _ => [],
        };
}

/// <summary>Checks <see cref="PermissionRequirement"/>.</summary>
internal sealed class PermissionHandler(CircuitSession circuit, IHttpContextAccessor http) : AuthorizationHandler<PermissionRequirement>
{
    /// <inheritdoc/>
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, PermissionRequirement requirement)
    {
        if (AssuranceHandler.LiveOf(context, circuit, http)?.Access.Permissions.Contains(requirement.Permission) == true)
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
