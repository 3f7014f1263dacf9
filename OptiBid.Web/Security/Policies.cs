using Microsoft.AspNetCore.Authorization;
using OptiBid.Core.Identity;

namespace OptiBid.Web.Security;

/// <summary>
/// The one gate: everything needs a live session that lacks nothing, unless it is in <see cref="AnonymousEndpoints"/>; a permission is a policy
/// of the same name.
/// </summary>
internal static class Policies
{
    /// <summary>Adds the policies.</summary>
    public static IServiceCollection AddPolicies(this IServiceCollection services)
    {
        services.AddScoped<IAuthorizationHandler, AssuranceHandler>();
        services.AddScoped<IAuthorizationHandler, PermissionHandler>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, GateAnswers>();
        var gate = new AuthorizationPolicyBuilder(SessionClaims.AnyScheme)
            .RequireAuthenticatedUser()
            .AddRequirements(new AssuranceRequirement())
            .Build();
        var builder = services.AddAuthorizationBuilder().SetDefaultPolicy(gate).SetFallbackPolicy(gate);
        foreach (var permission in Permissions.All)
        {
            builder.AddPolicy(
                permission,
                p =>
                    p.AddAuthenticationSchemes(SessionClaims.AnyScheme)
                        .RequireAuthenticatedUser()
                        .AddRequirements(new AssuranceRequirement(), new PermissionRequirement(permission))
            );
        }

        return services;
    }
}
