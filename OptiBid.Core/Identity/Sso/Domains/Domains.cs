using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Sso.Providers;

namespace OptiBid.Core.Identity.Sso.Domains;

/// <summary>A claimed domain and what to put into the DNS.</summary>
/// <param name="Id">Id.</param>
/// <param name="Domain">The domain.</param>
/// <param name="RecordName">Name of the TXT record.</param>
/// <param name="RecordValue">Its value.</param>
/// <param name="ClaimedAtUtc">When it was claimed.</param>
/// <param name="VerifiedAtUtc">When it was verified.</param>
/// <param name="Proof">How.</param>
public sealed record DomainView(
    Guid Id,
    string Domain,
    string RecordName,
    string RecordValue,
    DateTime ClaimedAtUtc,
    DateTime? VerifiedAtUtc,
    DomainProof? Proof
);

/// <summary>Asks the DNS for TXT records.</summary>
public interface ITxtResolver
{
    /// <summary>The texts of a name; empty when it has none.</summary>
    /// <exception cref="TxtLookupException">No name server answered.</exception>
    Task<IReadOnlyList<string>> FindAsync(string name, CancellationToken cancellationToken = default);
}

/// <summary>The DNS did not answer.</summary>
public sealed class TxtLookupException : Exception
{
    /// <summary>A failed look-up.</summary>
    public TxtLookupException(string message, Exception? inner = null)
        : base(message, inner) { }
}

/// <summary>The e-mail domains of the organisation.</summary>
public interface IListDomains
{
    /// <summary>By name.</summary>
    Task<Result<IReadOnlyList<DomainView>>> ExecuteAsync(CancellationToken cancellationToken = default);
}

/// <summary>Claims a domain; it counts once it is verified. A sub-domain is a domain of its own.</summary>
public interface IClaimDomain
{
    /// <summary>With the record to put into the DNS. Several organisations may claim one domain.</summary>
    Task<Result<DomainView>> ExecuteAsync(string domain, CancellationToken cancellationToken = default);
}

/// <summary>Verifies a claimed domain. The first organisation that shows the proof has it.</summary>
public interface IVerifyDomain
{
    /// <summary>By the TXT record.</summary>
    Task<Result<DomainView>> ExecuteAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>By the word of an operator of the platform, who says why; for their own organisation's claim or another's.</summary>
    Task<Result<DomainView>> ByOperatorAsync(
        Guid organisationId,
        string domain,
        string reason,
        CancellationToken cancellationToken = default
    );
}

/// <summary>Gives a domain up; people of it stay members, no new ones come.</summary>
public interface IRemoveDomain
{
    /// <summary>Takes effect with the next sign-in.</summary>
    Task<Result<Done>> ExecuteAsync(Guid id, CancellationToken cancellationToken = default);
}

/// <summary>The commands about domains share their lookup and their audit form.</summary>
internal sealed class DomainCommands(
    IDbContextFactory<OptiBidDbContext> contexts,
    IPlatformContexts platform,
    ICurrentUser user,
    IAuditTrail audit,
    ITxtResolver dns,
    ISsoDirectory directory,
    TimeProvider time
) : IListDomains, IClaimDomain, IVerifyDomain, IRemoveDomain
{
    private const int MostDomains = 100;
    private const string RecordPrefix = "_optibid-challenge.";

    /// <inheritdoc/>
    async Task<Result<IReadOnlyList<DomainView>>> IListDomains.ExecuteAsync(CancellationToken cancellationToken)
    {
        if (!user.Has(Permissions.ReadSso))
        {
            return SsoFailures.Forbidden(Permissions.ReadSso);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await db.Set<VerifiedDomain>().AsNoTracking().OrderBy(d => d.Domain).ToListAsync(cancellationToken);
        return rows.Select(ViewOf).ToList();
    }

    /// <inheritdoc/>
    public async Task<Result<DomainView>> ExecuteAsync(string domain, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ManageDomains))
        {
            return SsoFailures.Forbidden(Permissions.ManageDomains);
        }

        if (DomainName.Normalise(domain) is not { } name)
        {
            return SsoFailures.Invalid("domain", "A domain looks like example.com.");
        }

        if (DomainName.IsShared(name))
        {
            return SsoFailures.Invalid("domain", $"{name} belongs to a public mail service; its users are not yours.");
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.Set<VerifiedDomain>().SingleOrDefaultAsync(d => d.Domain == name, cancellationToken) is { } there)
        {
            return ViewOf(there);
        }

        if (await db.Set<VerifiedDomain>().CountAsync(cancellationToken) >= MostDomains)
        {
            return SsoFailures.Conflict("sso.too_many", $"An organisation has at most {MostDomains} domains.");
        }

        var row = new VerifiedDomain
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            OrganisationId = user.OrganisationId,
            Domain = name,
            Token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20)),
            ClaimedAtUtc = time.GetUtcNow().UtcDateTime,
        };
        db.Add(row);
        audit.Append(db, new("sso.domain_claimed", "domain", row.Id.ToString(), null, new { row.Domain }));
        await db.SaveChangesAsync(cancellationToken);
        return ViewOf(row);
    }

    /// <inheritdoc/>
    async Task<Result<DomainView>> IVerifyDomain.ExecuteAsync(Guid id, CancellationToken cancellationToken)
    {
        if (!user.Has(Permissions.ManageDomains))
        {
            return SsoFailures.Forbidden(Permissions.ManageDomains);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await db.Set<VerifiedDomain>().SingleOrDefaultAsync(d => d.Id == id, cancellationToken);
        if (row is null)
        {
            return SsoFailures.NotFound("domain");
        }

        if (row.VerifiedAtUtc is not null)
        {
            return ViewOf(row);
        }

        var wanted = ViewOf(row);
        IReadOnlyList<string> texts;
        try
        {
            texts = await dns.FindAsync(wanted.RecordName, cancellationToken);
        }
        catch (TxtLookupException fault)
        {
            return new SimpleFailure("sso.dns_unavailable", $"The DNS did not answer: {fault.Message}", FailureKind.Unavailable);
        }

        return texts.Contains(wanted.RecordValue, StringComparer.Ordinal)
            ? await VerifyAsync(db, row, DomainProof.Dns, null, cancellationToken)
            : SsoFailures.Conflict(
                "sso.record_missing",
                $"{wanted.RecordName} has {(texts.Count == 0 ? Sentence.Of("no TXT record") : "other TXT records")} yet; a change can take an hour to show."
            );
    }

    /// <inheritdoc/>
    public async Task<Result<DomainView>> ByOperatorAsync(
        Guid organisationId,
        string domain,
        string reason,
        CancellationToken cancellationToken = default
    )
    {
        if (!user.Has(Permissions.OperateOrganisations))
        {
            return SsoFailures.Forbidden(Permissions.OperateOrganisations);
        }

        if (reason.Trim().Length < 5)
        {
            return SsoFailures.Invalid("reason", "Say what proof you saw.");
        }

        var name = DomainName.Normalise(domain);
        await using var db = platform.CreateDbContextOf(organisationId);
        var row = await db.Set<VerifiedDomain>().SingleOrDefaultAsync(d => d.Domain == name, cancellationToken);
        return row is null ? SsoFailures.NotFound("claim of this domain")
            : row.VerifiedAtUtc is not null ? ViewOf(row)
            : await VerifyAsync(db, row, DomainProof.Operator, reason.Trim(), cancellationToken);
    }

    /// <inheritdoc/>
    async Task<Result<Done>> IRemoveDomain.ExecuteAsync(Guid id, CancellationToken cancellationToken)
    {
        if (!user.Has(Permissions.ManageDomains))
        {
            return SsoFailures.Forbidden(Permissions.ManageDomains);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await db.Set<VerifiedDomain>().SingleOrDefaultAsync(d => d.Id == id, cancellationToken);
        if (row is null)
        {
            return SsoFailures.NotFound("domain");
        }

        db.Remove(row);
        audit.Append(db, new("sso.domain_removed", "domain", id.ToString(), new { row.Domain, row.VerifiedAtUtc }));
        await db.SaveChangesAsync(cancellationToken);
        await directory.RefreshAsync(cancellationToken);
        return Done.Instance;
    }

    private async Task<Result<DomainView>> VerifyAsync(
        OptiBidDbContext db,
        VerifiedDomain row,
        DomainProof proof,
        string? reason,
        CancellationToken cancellationToken
    )
    {
        row.VerifiedAtUtc = time.GetUtcNow().UtcDateTime;
        row.Proof = proof;
        audit.Append(
            db,
            new("sso.domain_verified", "domain", row.Id.ToString(), null, new { row.Domain, row.Proof }, reason)
            {
                OrganisationId = row.OrganisationId,
            }
        );
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException) when (!cancellationToken.IsCancellationRequested)
        {
            await using var all = await platform.CreateDbContextAsync(cancellationToken);
            if (!await all.Set<VerifiedDomain>().AnyAsync(d => d.Domain == row.Domain && d.VerifiedAtUtc != null, cancellationToken))
            {
                throw;
            }

            // Says nothing about who the other organisation is.
            return SsoFailures.Conflict(
                "sso.domain_taken",
                $"{row.Domain} is verified by another organisation; ask support when it is yours."
            );
        }

        await directory.RefreshAsync(cancellationToken);
        return ViewOf(row);
    }

    private static DomainView ViewOf(VerifiedDomain row) =>
        new(row.Id, row.Domain, RecordPrefix + row.Domain, "optibid-domain=" + row.Token, row.ClaimedAtUtc, row.VerifiedAtUtc, row.Proof);
}
