using System.Globalization;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Audit.Entries;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Identity;

namespace OptiBid.Core.Audit.Explorer;

/// <inheritdoc cref="IListAudit"/>
internal sealed class ListAudit(IDbContextFactory<OptiBidDbContext> contexts, SubjectKeys keys, ICurrentUser user) : IListAudit
{
    /// <inheritdoc/>
    public async Task<Result<Page<AuditRow>>> ExecuteAsync(
        AuditFilter filter,
        string? cursor = null,
        int limit = 50,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(filter);
        if (!user.Has(Permissions.ReadAudit))
        {
            return AuditFailures.Forbidden(Permissions.ReadAudit);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = db.Set<AuditEntry>().Of(user.OrganisationId, filter);
        var seen = 0;
        if (cursor is not null)
        {
            if (!TryRead(cursor, out var at, out seen))
            {
                return AuditFailures.Cursor();
            }

            rows = rows.Where(e => e.AtUtc <= at);
        }

        limit = Math.Clamp(limit, 1, IListAudit.LongestPage);
        var page = await rows.OrderByDescending(e => e.AtUtc)
            .ThenByDescending(e => e.Id)
            .Skip(seen)
            .Take(limit + 1)
            .ToListAsync(cancellationToken);
        var shown = page.Take(limit).ToList();
        return new Page<AuditRow>([.. shown.Select(e => e.ToRow(keys))], page.Count > limit ? Next(shown, cursor, seen) : null);
    }

    /// <summary>Time of the last row, and how many rows of that time were shown.</summary>
    private static string Next(List<AuditEntry> shown, string? cursor, int seen)
    {
        var last = shown[^1].AtUtc;
        var same = shown.Count(e => e.AtUtc == last);
        var before = same == shown.Count && cursor is not null && TryRead(cursor, out var at, out _) && at == last ? seen : 0;
        return string.Create(CultureInfo.InvariantCulture, $"{last.Ticks}.{before + same}");
    }

    private static bool TryRead(string cursor, out DateTime at, out int seen)
    {
        at = default;
        seen = 0;
        var parts = cursor.Split('.');
        if (
            parts.Length != 2
            || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            || ticks > DateTime.MaxValue.Ticks
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out seen)
        )
        {
            return false;
        }

        at = new(ticks, DateTimeKind.Utc);
        return true;
    }
}

/// <inheritdoc cref="IReadAuditFacets"/>
internal sealed class ReadAuditFacets(IDbContextFactory<OptiBidDbContext> contexts, SubjectKeys keys, ICurrentUser user) : IReadAuditFacets
{
    private const int Most = 500;

    /// <inheritdoc/>
    public async Task<Result<AuditFacets>> ExecuteAsync(CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ReadAudit))
        {
            return AuditFailures.Forbidden(Permissions.ReadAudit);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = db.Set<AuditEntry>().Of(user.OrganisationId, new());
        var actions = await rows.Select(e => e.Action).Distinct().OrderBy(a => a).Take(Most).ToListAsync(cancellationToken);
        var types = await rows.Select(e => e.ObjectType).Distinct().OrderBy(t => t).Take(Most).ToListAsync(cancellationToken);
        var ids = await rows.Select(e => e.ActorId).Distinct().Take(Most).ToListAsync(cancellationToken);
        var actors = new List<AuditActorName>();
        foreach (var id in ids)
        {
            // A person is named as they were called last.
            var last = await rows.Where(e => e.ActorId == id).OrderByDescending(e => e.AtUtc).FirstAsync(cancellationToken);
            actors.Add(new(id, PersonalText.Decrypt(keys, last.Id, last.Actor)));
        }

        return new AuditFacets([.. actors.OrderBy(a => a.Name, StringComparer.OrdinalIgnoreCase)], actions, types);
    }
}
