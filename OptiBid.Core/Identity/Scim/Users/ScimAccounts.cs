using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Data;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Scim.Schema;
using OptiBid.Core.Identity.Sso.Domains;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity.Scim.Users;

/// <summary>The account and the membership behind a user of the provider.</summary>
internal sealed class ScimAccounts(ILookupNormalizer normalizer, TimeProvider time)
{
    /// <summary>The e-mail address of the account: the first of user name, preferred and other addresses that is in a verified domain.</summary>
    /// <exception cref="ScimException">None is.</exception>
    public static async Task<string> EmailAsync(
        OptiBidDbContext db,
        Guid organisationId,
        JsonObject resource,
        CancellationToken cancellationToken
    )
    {
        var candidates = Candidates(resource).Where(c => c.Length <= 256 && DomainName.OfEmail(c) is not null).ToList();
        if (candidates.Count == 0)
        {
            throw new ScimException(ScimErrors.BadValue("Either 'userName' or one of 'emails' has to be an e-mail address."));
        }

        var domains = candidates.Select(c => DomainName.OfEmail(c)!).Distinct(StringComparer.Ordinal).ToList();
        var verified = await db.Set<VerifiedDomain>()
            .Where(d => d.OrganisationId == organisationId && d.VerifiedAtUtc != null && domains.Contains(d.Domain))
            .Select(d => d.Domain)
            .ToListAsync(cancellationToken);
        return candidates.Find(c => verified.Contains(DomainName.OfEmail(c)!))
            ?? throw new ScimException(
                ScimErrors.BadValue($"The domain {domains[0]} is not verified for this organisation; verify it under single sign-on first.")
            );
    }

    /// <summary>The account of an address, new where there is none.</summary>
    /// <exception cref="ScimException">There is one whose owner never showed that the address is theirs.</exception>
    public async Task<User> FindOrCreateAsync(OptiBidDbContext db, string email, JsonObject resource, CancellationToken cancellationToken)
    {
        var key = normalizer.NormalizeEmail(email);
        var account = await db.Set<User>().SingleOrDefaultAsync(u => u.NormalizedEmail == key, cancellationToken);
        if (account is not null)
        {
            // Somebody who registered the address without reading its mail must not get the place that is meant for its owner.
            return account.EmailConfirmed
                ? account
                : throw new ScimException(
                    ScimErrors.Taken($"An account with the address {email} exists whose address was never confirmed.")
                );
        }

        account = new()
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            UserName = email,
            NormalizedUserName = normalizer.NormalizeName(email),
            Email = email,
            NormalizedEmail = key,
            EmailConfirmed = true,
            DisplayName = NameOf(resource),
            LockoutEnabled = true,
            SecurityStamp = Guid.CreateVersion7().ToString("N"),
            ConcurrencyStamp = Guid.CreateVersion7().ToString("N"),
        };
        db.Add(account);
        return account;
    }

    /// <summary>
    /// Carries a changed name or address into the account, where it is this organisation's alone: no other membership, no operator of the
    /// platform, no break-glass owner.
    /// </summary>
    /// <exception cref="ScimException">The address changed and the account is not this organisation's alone.</exception>
    public async Task UpdateAsync(
        OptiBidDbContext db,
        User account,
        string email,
        string displayName,
        Guid organisationId,
        CancellationToken cancellationToken
    )
    {
        var key = normalizer.NormalizeEmail(email);
        var shared =
            account.IsPlatformOperator
            || await db.Set<Membership>()
                .AnyAsync(m => m.UserId == account.Id && (m.OrganisationId != organisationId || m.IsBreakGlass), cancellationToken);
        if (account.NormalizedEmail != key)
        {
            if (shared)
            {
                throw new ScimException(
                    ScimErrors.Mutability("The address of an account that others use too is changed by its owner only.")
                );
            }

            if (await db.Set<User>().AnyAsync(u => u.NormalizedEmail == key, cancellationToken))
            {
                throw new ScimException(ScimErrors.Taken($"There is another account with the address {email}."));
            }

            (account.Email, account.NormalizedEmail) = (email, key);
            (account.UserName, account.NormalizedUserName) = (email, normalizer.NormalizeName(email));
        }

        if (!shared)
        {
            account.DisplayName = displayName;
        }
    }

    /// <summary>The name for display that a resource gives.</summary>
    public static string NameOf(JsonObject resource)
    {
        var name = resource["name"] as JsonObject;
        var parts = string.Join(' ', new[] { (string?)name?["givenName"], (string?)name?["familyName"] }.Where(p => p is not null));
        var text =
            (string?)resource["displayName"] ?? (string?)name?["formatted"] ?? (parts.Length > 0 ? parts : (string)resource["userName"]!);
        return text.Length > 200 ? text[..200] : text;
    }

    private static IEnumerable<string> Candidates(JsonObject resource)
    {
        yield return ((string)resource["userName"]!).Trim();
        var emails = (resource["emails"] as JsonArray ?? []).OfType<JsonObject>().OrderByDescending(ScimDocument.IsPrimary);
        foreach (var email in emails)
        {
            if ((string?)email["value"] is { } value)
            {
                yield return value.Trim();
            }
        }
    }
}
