using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Audit.Entries;

namespace OptiBid.Core.Audit.Explorer;

/// <summary>Rows for readers.</summary>
internal static class AuditRows
{
    /// <summary>The rows of an organisation that a filter leaves.</summary>
    public static IQueryable<AuditEntry> Of(this IQueryable<AuditEntry> entries, Guid organisation, AuditFilter filter)
    {
        var rows = entries.AsNoTracking().Where(e => e.OrganisationId == organisation);
        if (filter.FromUtc is { } from)
        {
            rows = rows.Where(e => e.AtUtc >= from);
        }

        if (filter.ToUtc is { } to)
        {
            rows = rows.Where(e => e.AtUtc < to);
        }

        if (filter.ActorId is { } actor)
        {
            rows = rows.Where(e => e.ActorId == actor);
        }

        if (!string.IsNullOrWhiteSpace(filter.Action))
        {
            rows = rows.Where(e => e.Action.StartsWith(filter.Action));
        }

        if (!string.IsNullOrWhiteSpace(filter.ObjectType))
        {
            rows = rows.Where(e => e.ObjectType == filter.ObjectType);
        }

        if (!string.IsNullOrWhiteSpace(filter.ObjectId))
        {
            rows = rows.Where(e => e.ObjectId == filter.ObjectId);
        }

        if (filter.Succeeded is { } succeeded)
        {
            rows = rows.Where(e => e.Succeeded == succeeded);
        }

#pragma warning disable CA1304, CA1311, CA1862, MA0011 // Translated to SQL.
        if (!string.IsNullOrWhiteSpace(filter.Text))
        {
            var text = filter.Text.Trim().ToLowerInvariant();
            rows = rows.Where(e =>
                e.Action.ToLower().Contains(text)
                || e.ObjectType.ToLower().Contains(text)
                || e.ObjectId!.ToLower().Contains(text)
                || e.Reason!.ToLower().Contains(text)
                || e.Before!.ToLower().Contains(text)
                || e.After!.ToLower().Contains(text)
            );
        }
#pragma warning restore CA1304, CA1311, CA1862, MA0011

        return rows;
    }

    /// <summary>The row with its personal values decrypted.</summary>
    public static AuditRow ToRow(this AuditEntry entry, SubjectKeys keys)
    {
        string Open(string stored) => PersonalText.Decrypt(keys, entry.Id, stored);
        string? Json(string? stored) => stored is null ? null : CanonicalJson.Map(stored, (_, text) => Open(text));
        return new(
            entry.Id,
            entry.AtUtc,
            entry.ActorId,
            Open(entry.Actor),
            entry.SessionId,
            entry.Address is { } address ? Open(address) : null,
            entry.Action,
            entry.ObjectType,
            entry.ObjectId,
            Json(entry.Before),
            Json(entry.After),
            entry.Reason,
            entry.Succeeded,
            entry.TreeIndex
        );
    }
}
