using Microsoft.EntityFrameworkCore;

namespace OptiBid.Core.Data.Tenancy;

/// <summary>
/// A row of one organisation. Every entity of this kind is filtered by the organisation of the scope (EF filter <c>tenant</c>) and, on
/// PostgreSQL, by a row-level security policy that is made from the model.
/// </summary>
public interface IOwnedByOrganisation
{
    /// <summary>The owner.</summary>
    Guid OrganisationId { get; }
}

/// <summary>Whose rows the contexts of this scope see and write. Scoped.</summary>
public interface ITenant
{
    /// <summary>The organisation; null sees nothing.</summary>
    Guid? OrganisationId { get; }
}

/// <summary>
/// Contexts that see every organisation: sign-in before an organisation is known, audit, workers that look for work. An architecture test
/// names who may use them; everybody else takes <see cref="IDbContextFactory{TContext}"/>, which is scoped to the organisation.
/// </summary>
public interface IPlatformContexts
{
    /// <summary>A context over all organisations.</summary>
    OptiBidDbContext CreateDbContext();

    /// <summary>A context over one organisation, for a worker that does this organisation's work.</summary>
    OptiBidDbContext CreateDbContextOf(Guid organisationId);

    /// <inheritdoc cref="CreateDbContext"/>
    Task<OptiBidDbContext> CreateDbContextAsync(CancellationToken cancellationToken = default) => Task.FromResult(CreateDbContext());
}
