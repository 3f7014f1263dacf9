using Microsoft.Extensions.DependencyInjection;

namespace OptiBid.Core.Identity.Scim.Tokens;

/// <summary>A SCIM client as the one who acts: of one organisation, without any permission of a person.</summary>
internal sealed class ScimActor(ScimCaller caller) : ICurrentUser
{
    /// <summary>What the token may provision.</summary>
    public IReadOnlyList<string> Scopes => caller.Scopes;

    /// <inheritdoc/>
    public bool IsAuthenticated => true;

    /// <inheritdoc/>
    public Guid UserId => caller.TokenId;

    /// <inheritdoc/>
    public Guid OrganisationId => caller.OrganisationId;

    /// <inheritdoc/>
    public string Name => $"SCIM: {caller.Name}";

    /// <inheritdoc/>
    public bool Has(string permission) => false;
}

/// <summary>Scopes in which a SCIM client acts.</summary>
public static class ScimActing
{
    /// <summary>A scope whose <see cref="ICurrentUser"/> is the client and whose rows are those of its organisation.</summary>
    public static AsyncServiceScope CreateScimScope(this IServiceScopeFactory scopes, ScimCaller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<ScopeActor>().Actor = new ScimActor(caller);
        return scope;
    }

    /// <summary>True for a SCIM client whose token includes the resource type; people provision through the pages, not here.</summary>
    internal static bool MayProvision(this ICurrentUser user, string scope) =>
        user is ScimActor actor && actor.Scopes.Contains(scope, StringComparer.Ordinal);
}
