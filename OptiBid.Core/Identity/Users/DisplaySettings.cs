using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Organisations;

namespace OptiBid.Core.Identity.Users;

/// <summary>How times and figures are written for somebody.</summary>
/// <param name="TimeZoneId">IANA time zone that they chose, or null.</param>
/// <param name="OrganisationTimeZoneId">IANA time zone of their organisation, or null for nobody.</param>
/// <param name="Locale">BCP 47 tag that they chose, or null for the default.</param>
/// <param name="Currency">How they want US dollars written, or null for <c>$</c>.</param>
public sealed record DisplaySettings(string? TimeZoneId, string? OrganisationTimeZoneId, string? Locale, string? Currency = null);

/// <summary>Reads how times and figures are written for the current user. For everybody; an anonymous reader has no settings.</summary>
public interface IReadDisplaySettings
{
    /// <summary>Runs the query.</summary>
    Task<DisplaySettings> ExecuteAsync(CancellationToken cancellationToken = default);
}

/// <inheritdoc cref="IReadDisplaySettings"/>
internal sealed class ReadDisplaySettings(IPlatformContexts contexts, ICurrentUser current) : IReadDisplaySettings
{
    /// <inheritdoc/>
    public async Task<DisplaySettings> ExecuteAsync(CancellationToken cancellationToken = default)
    {
        if (!current.IsAuthenticated)
        {
            return new(null, null, null);
        }

        var (userId, organisationId) = (current.UserId, current.OrganisationId);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var liked = await db.Set<UserPreferences>().AsNoTracking().SingleOrDefaultAsync(p => p.UserId == userId, cancellationToken);
        var zone = await db.Set<Organisation>()
            .Where(o => o.Id == organisationId)
            .Select(o => o.TimeZoneId)
            .SingleOrDefaultAsync(cancellationToken);
        return new(liked?.TimeZoneId, zone, liked?.Locale, liked?.Currency);
    }
}
