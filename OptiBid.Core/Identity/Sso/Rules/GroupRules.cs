using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;

namespace OptiBid.Core.Identity.Sso.Rules;

/// <summary>A rule as it is written: whoever is in the group gets the role.</summary>
/// <param name="Group">Name or id of the group, exactly as the provider writes it.</param>
/// <param name="RoleKey">Built-in role or id of a custom role.</param>
public sealed record GroupRuleDraft(string Group, string RoleKey);

/// <summary>The group rules of the organisation, in order.</summary>
public interface IListGroupRules
{
    /// <summary>The first that matches decides.</summary>
    Task<Result<IReadOnlyList<GroupRuleDraft>>> ExecuteAsync(CancellationToken cancellationToken = default);
}

/// <summary>Replaces the group rules; they apply at each person's next sign-in and to SCIM groups at once.</summary>
public interface ISaveGroupRules
{
    /// <summary>At most 200 rules, one for each group, no role above one's own.</summary>
    Task<Result<IReadOnlyList<GroupRuleDraft>>> ExecuteAsync(
        IReadOnlyList<GroupRuleDraft> rules,
        CancellationToken cancellationToken = default
    );
}

/// <inheritdoc cref="IListGroupRules"/>
internal sealed class ListGroupRules(IDbContextFactory<OptiBidDbContext> contexts, ICurrentUser user) : IListGroupRules
{
    /// <inheritdoc/>
    public async Task<Result<IReadOnlyList<GroupRuleDraft>>> ExecuteAsync(CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ReadSso))
        {
            return SsoFailures.Forbidden(Permissions.ReadSso);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await ReadAsync(db, cancellationToken);
    }

    /// <summary>The rules of a context's organisation.</summary>
    public static async Task<List<GroupRuleDraft>> ReadAsync(OptiBidDbContext db, CancellationToken cancellationToken) =>
        await db.Set<GroupRule>()
            .AsNoTracking()
            .OrderBy(r => r.Order)
            .Select(r => new GroupRuleDraft(r.Group, r.RoleKey))
            .ToListAsync(cancellationToken);
}

/// <inheritdoc cref="ISaveGroupRules"/>
internal sealed class SaveGroupRules(
    IDbContextFactory<OptiBidDbContext> contexts,
    ICurrentUser user,
    IAuditTrail audit,
    IEnumerable<IProvisionedMembers> provisioned,
    TimeProvider time
) : ISaveGroupRules
{
    private const int Most = 200;

    /// <inheritdoc/>
    public async Task<Result<IReadOnlyList<GroupRuleDraft>>> ExecuteAsync(
        IReadOnlyList<GroupRuleDraft> rules,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(rules);
        if (!user.Has(Permissions.ManageSso))
        {
            return SsoFailures.Forbidden(Permissions.ManageSso);
        }

        var clean = rules.Select(r => r with { Group = r.Group.Trim() }).ToList();
        if (clean.Count > Most)
        {
            return SsoFailures.Invalid("rules", $"At most {Most} rules.");
        }

        if (clean.Find(r => r.Group.Length is 0 or > 200) is not null)
        {
            return SsoFailures.Invalid("group", "A group has a name of 1 to 200 characters.");
        }

        if (clean.GroupBy(r => r.Group, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            return SsoFailures.Invalid("group", $"There are two rules for {twice.Key}.");
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        foreach (var rule in clean)
        {
            if (await AssignableRole.CheckAsync(db, user, "roleKey", rule.RoleKey, cancellationToken) is { } fault)
            {
                return fault;
            }
        }

        var before = await ListGroupRules.ReadAsync(db, cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Set<GroupRule>().ExecuteDeleteAsync(cancellationToken);
        db.AddRange(
            clean.Select(
                (r, i) =>
                    new GroupRule
                    {
                        Id = Guid.CreateVersion7(time.GetUtcNow()),
                        OrganisationId = user.OrganisationId,
                        Order = i,
                        Group = r.Group,
                        RoleKey = r.RoleKey,
                    }
            )
        );
        audit.Append(db, new("sso.group_rules_changed", "group_rules", null, before, clean));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        foreach (var source in provisioned)
        {
            await source.GroupRulesChangedAsync(user.OrganisationId, cancellationToken);
        }

        return clean;
    }
}
