using Microsoft.EntityFrameworkCore;

namespace OptiBid.Core.Data.Tenancy;

/// <summary>Whose rows a context reads and writes.</summary>
/// <param name="OrganisationId">One organisation; empty for none or all.</param>
/// <param name="SeesAll">Every organisation.</param>
internal readonly record struct TenantScope(Guid OrganisationId, bool SeesAll)
{
    /// <summary>Name of the query filter.</summary>
    public const string FilterName = "tenant";

    /// <summary>No row.</summary>
    public static TenantScope Nobody => default;

    /// <summary>Every row.</summary>
    public static TenantScope Everybody => new(Guid.Empty, true);

    /// <summary>The rows of one organisation.</summary>
    public static TenantScope Of(Guid organisationId) => new(organisationId, false);
}

/// <summary>The factory of commands: rows of the scope's organisation only.</summary>
internal sealed class TenantContexts(IPlatformContexts contexts, ITenant tenant) : IDbContextFactory<OptiBidDbContext>
{
    /// <inheritdoc/>
    public OptiBidDbContext CreateDbContext() => contexts.CreateDbContextOf(tenant.OrganisationId ?? Guid.Empty);
}
