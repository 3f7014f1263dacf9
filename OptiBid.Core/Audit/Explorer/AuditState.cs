using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Audit.Checkpoints;
using OptiBid.Core.Audit.Entries;
using OptiBid.Core.Common;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity;

namespace OptiBid.Core.Audit.Explorer;

/// <summary>How far the log is signed.</summary>
/// <param name="Checkpoint">Number of the last checkpoint; 0 before the first.</param>
/// <param name="Covered">Rows of the log that it covers.</param>
/// <param name="AtUtc">When it was signed, or null before the first.</param>
/// <param name="Waiting">Rows of the reader's organisation that no checkpoint covers yet.</param>
/// <param name="InSecondPlace">Number of the last checkpoint in the second place; null when its file is missing.</param>
public sealed record AuditState(long Checkpoint, long Covered, DateTime? AtUtc, long Waiting, long? InSecondPlace);

/// <summary>Tells how far the log is signed, for the overview of administration.</summary>
public interface IReadAuditState
{
    /// <summary>The state now; needs <see cref="Permissions.ReadUsers"/>.</summary>
    Task<Result<AuditState>> ExecuteAsync(CancellationToken cancellationToken = default);
}

/// <inheritdoc cref="IReadAuditState"/>
internal sealed class ReadAuditState(IPlatformContexts contexts, SecondPlace secondPlace, ICurrentUser user) : IReadAuditState
{
    /// <inheritdoc/>
    public async Task<Result<AuditState>> ExecuteAsync(CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ReadUsers))
        {
            return AuditFailures.Forbidden(Permissions.ReadUsers);
        }

        var organisation = user.OrganisationId;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var last = await db.Set<AuditCheckpoint>()
            .OrderByDescending(c => c.Number)
            .Select(c => new
            {
                c.Number,
                c.Size,
                c.AtUtc,
            })
            .FirstOrDefaultAsync(cancellationToken);
        var waiting = await db.Set<AuditEntry>()
            .LongCountAsync(e => e.OrganisationId == organisation && e.TreeIndex == null, cancellationToken);
        return new AuditState(
            last?.Number ?? 0,
            last?.Size ?? 0,
            last?.AtUtc,
            waiting,
            await secondPlace.LastNumberAsync(cancellationToken)
        );
    }
}
