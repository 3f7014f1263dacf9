using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Organisations;

namespace OptiBid.Core.Identity;

/// <summary>
/// The user of a request or of a circuit. A host with signed-in users registers one; <see cref="ICurrentUser"/> is then this user, except in a
/// scope of <see cref="SystemScopes.CreateSystemScope"/>. Without one (verbs), it is the system everywhere.
/// </summary>
public interface IInteractiveUser : ICurrentUser;

/// <summary>Scopes in which the platform itself acts.</summary>
public static class SystemScopes
{
    /// <summary>
    /// A scope for a worker: its <see cref="ICurrentUser"/> is the system, with every permission of <paramref name="organisationId"/> (the demo
    /// organisation by default).
    /// </summary>
    public static AsyncServiceScope CreateSystemScope(this IServiceScopeFactory scopes, Guid? organisationId = null)
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<ScopeActor>().Actor = new SystemUser(organisationId ?? DemoOrganisation.Id);
        return scope;
    }

    /// <summary>The current user of a scope.</summary>
    internal static ICurrentUser Resolve(IServiceProvider services) =>
        services.GetRequiredService<ScopeActor>().Actor
        ?? services.GetService<IInteractiveUser>()
        ?? (ICurrentUser)new SystemUser(DemoOrganisation.Id);
}

/// <summary>Who acts in a scope.</summary>
internal sealed class ScopeActor
{
    /// <summary>Set in a scope of a worker or of a SCIM client.</summary>
    public ICurrentUser? Actor { get; set; }
}

/// <summary>The organisation of the current user; nobody's for an anonymous request.</summary>
internal sealed class CurrentTenant(ICurrentUser user) : ITenant
{
    /// <inheritdoc/>
    public Guid? OrganisationId => user.IsAuthenticated ? user.OrganisationId : null;
}
