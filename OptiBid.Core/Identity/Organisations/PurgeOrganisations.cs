using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;

namespace OptiBid.Core.Identity.Organisations;

/// <summary>
/// Deletes by the model: every entity of <see cref="IOwnedByOrganisation"/>, children first, so a new capability is covered the day it is
/// written. The audit log and the organisation's own row (name removed) stay as evidence that the deletion happened.
/// </summary>
internal sealed class PurgeOrganisations(IPlatformContexts contexts, IAuditTrail audit, TimeProvider time) : IPurgeOrganisations
{
    private static readonly MethodInfo s_delete = typeof(PurgeOrganisations).GetMethod(
        nameof(DeleteAsync),
        BindingFlags.Static | BindingFlags.NonPublic
    )!;

    /// <summary>Rows of the audit log outlive what they record.</summary>
    public static bool Stays(IReadOnlyEntityType type) =>
        type.ClrType.Namespace?.StartsWith("OptiBid.Core.Audit", StringComparison.Ordinal) == true;

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<Guid, int>> ExecuteAsync(CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var due = await db.Set<Organisation>()
            .Where(o => o.Status == OrganisationStatus.Deleted && o.PurgeAfterUtc <= now && o.Name != PurgedName)
            .Select(o => o.Id)
            .ToListAsync(cancellationToken);
        var purged = new Dictionary<Guid, int>();
        foreach (var id in due)
        {
            purged[id] = await PurgeAsync(id, cancellationToken);
        }

        return purged;
    }

    /// <summary>Name of an organisation whose rows are gone.</summary>
    public const string PurgedName = "(deleted organisation)";

    /// <summary>Tables of an organisation, those that refer to others first.</summary>
    public static IReadOnlyList<IEntityType> OwnedTables(IModel model) =>
        ChildrenFirst(model.GetEntityTypes().Where(t => typeof(IOwnedByOrganisation).IsAssignableFrom(t.ClrType) && !Stays(t)));

    /// <summary>The tables in an order in which their rows can be deleted.</summary>
    public static IReadOnlyList<IEntityType> ChildrenFirst(IEnumerable<IEntityType> types)
    {
        var left = types.ToList();
        var ordered = new List<IEntityType>(left.Count);
        while (left.Count > 0)
        {
            var free = left.Where(t =>
                    t.GetReferencingForeignKeys().All(k => k.DeclaringEntityType == t || !left.Contains(k.DeclaringEntityType))
                )
                .ToList();
            if (free.Count == 0)
            {
                throw new InvalidOperationException(
                    $"Tables refer to each other in a circle: {string.Join(", ", left.Select(t => t.Name))}"
                );
            }

            ordered.AddRange(free);
            left.RemoveAll(free.Contains);
        }

        return ordered;
    }

    private async Task<int> PurgeAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var rows = 0;
        foreach (var type in OwnedTables(db.Model))
        {
            rows += await (Task<int>)s_delete.MakeGenericMethod(type.ClrType).Invoke(null, [db, id, cancellationToken])!;
        }

        var organisation = await db.Set<Organisation>().SingleAsync(o => o.Id == id, cancellationToken);
        organisation.Name = PurgedName;
        organisation.StatusReason = null;
        organisation.Policy = new();
        audit.Append(db, new("organisations.purged", "organisation", id.ToString(), After: new { Rows = rows }) { OrganisationId = id });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return rows;
    }

    private static Task<int> DeleteAsync<T>(OptiBidDbContext db, Guid id, CancellationToken cancellationToken)
        where T : class, IOwnedByOrganisation
    {
        var row = Expression.Parameter(typeof(T));
        var owner = Expression.Lambda<Func<T, bool>>(
            Expression.Equal(Expression.Property(row, nameof(IOwnedByOrganisation.OrganisationId)), Expression.Constant(id)),
            row
        );
        return db.Set<T>().Where(owner).ExecuteDeleteAsync(cancellationToken);
    }
}

/// <summary>Looks once an hour for organisations whose days of grace are over.</summary>
internal sealed class PurgeWorker(IServiceScopeFactory scopes, TimeProvider time, ILogger<PurgeWorker> log)
    : SystemWorker(scopes, time, log, TimeSpan.FromHours(1))
{
    /// <inheritdoc/>
    protected override async Task RunAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        foreach (var (id, rows) in await services.GetRequiredService<IPurgeOrganisations>().ExecuteAsync(cancellationToken))
        {
            log.LogInformation("Organisation {OrganisationId} was purged: {Rows} rows", id, rows);
        }
    }
}
