using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Identity.Sso.Domains;
using OptiBid.Core.Identity.Sso.Rules;
using OptiBid.Core.Network;

namespace OptiBid.Core.Identity.Sso.Providers;

/// <inheritdoc cref="ISaveProvider"/>
internal sealed class SaveProvider(
    IDbContextFactory<OptiBidDbContext> contexts,
    ICurrentUser user,
    IAuditTrail audit,
    ISsoSecrets secrets,
    ISsoDirectory directory,
    ISafeHttp http,
    TimeProvider time
) : ISaveProvider
{
    private const int MostProviders = 20;
    private const int MostPilots = 200;

    /// <inheritdoc/>
    public async Task<Result<ProviderView>> ExecuteAsync(
        Guid? id,
        ProviderDraft draft,
        int? version = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(draft);
        if (!user.Has(Permissions.ManageSso))
        {
            return SsoFailures.Forbidden(Permissions.ManageSso);
        }

        var clean = Normalise(draft);
        if (Check(clean) is { } fault)
        {
            return fault;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await AssignableRole.CheckAsync(db, user, "defaultRoleKey", clean.DefaultRoleKey, cancellationToken) is { } noRole)
        {
            return noRole;
        }

        var now = time.GetUtcNow().UtcDateTime;
        var row = id is null ? null : await db.Set<IdentityProvider>().SingleOrDefaultAsync(p => p.Id == id, cancellationToken);
        if (id is not null && row is null)
        {
            return SsoFailures.NotFound("identity provider");
        }

        if (row is not null && version is not null && row.Version != version)
        {
            return SsoFailures.Changed();
        }

        var before = row?.ToDraft();
        if (row is null)
        {
            if (await db.Set<IdentityProvider>().CountAsync(cancellationToken) >= MostProviders)
            {
                return SsoFailures.Conflict("sso.too_many", $"An organisation has at most {MostProviders} providers.");
            }

            row = new()
            {
                Id = Guid.CreateVersion7(time.GetUtcNow()),
                OrganisationId = user.OrganisationId,
                Name = clean.Name,
                Authority = clean.Authority,
                ClientId = clean.ClientId,
                Scopes = clean.Scopes,
                GroupsClaim = clean.GroupsClaim,
                DefaultRoleKey = clean.DefaultRoleKey,
                CreatedAtUtc = now,
            };
            db.Add(row);
        }
        else if (row.State is ProviderState.Pilot or ProviderState.Enabled && ChangesTrust(row, clean))
        {
            return SsoFailures.Conflict(
                "sso.in_use",
                "The issuer, the client id and the secret of a provider that people use cannot change; disable it first, or add another one."
            );
        }

        Apply(row, clean);
        row.Touch(now);
        audit.Append(
            db,
            new(
                before is null ? "sso.provider_added" : "sso.provider_changed",
                "identity_provider",
                row.Id.ToString(),
                before,
                row.ToDraft()
            )
        );
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return SsoFailures.Changed();
        }

        await directory.RefreshAsync(cancellationToken);
        return row.ToView();
    }

    private void Apply(IdentityProvider row, ProviderDraft draft)
    {
        if (ChangesTrust(row, draft) || row.Scopes != draft.Scopes || row.GroupsClaim != draft.GroupsClaim)
        {
            row.RehearsedAtUtc = null;
        }

        row.Name = draft.Name;
        row.Preset = draft.Preset;
        row.Authority = draft.Authority;
        row.ClientId = draft.ClientId;
        row.Scopes = draft.Scopes;
        row.GroupsClaim = draft.GroupsClaim;
        row.TrustsMfa = draft.TrustsMfa;
        row.MfaValues = [.. draft.MfaValues];
        row.JustInTime = draft.JustInTime;
        row.DefaultRoleKey = draft.DefaultRoleKey;
        row.PilotEmails = [.. draft.PilotEmails];
        if (draft.ClientSecret is { } secret)
        {
            row.ProtectedSecret = secrets.Protect(row.OrganisationId, secret);
        }
    }

    private static bool ChangesTrust(IdentityProvider row, ProviderDraft draft) =>
        row.Authority != draft.Authority || row.ClientId != draft.ClientId || row.Preset != draft.Preset || draft.ClientSecret is not null;

    private static ProviderDraft Normalise(ProviderDraft draft) =>
        draft with
        {
            Name = draft.Name.Trim(),
            Authority = draft.Authority.Trim(),
            ClientId = draft.ClientId.Trim(),
            ClientSecret = string.IsNullOrWhiteSpace(draft.ClientSecret) ? null : draft.ClientSecret.Trim(),
            Scopes = string.Join(
                ' ',
                draft
                    .Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                    .Distinct(StringComparer.Ordinal)
            ),
            GroupsClaim = draft.GroupsClaim.Trim(),
            MfaValues = [.. draft.MfaValues.Select(v => v.Trim()).Where(v => v.Length > 0).Distinct(StringComparer.Ordinal)],
            PilotEmails =
            [
                .. draft.PilotEmails.Select(e => e.Trim().ToLowerInvariant()).Where(e => e.Length > 0).Distinct(StringComparer.Ordinal),
            ],
        };

    private Failure? Check(ProviderDraft draft)
    {
        if (draft.Name.Length is 0 or > 80)
        {
            return SsoFailures.Invalid("name", "A name has 1 to 80 characters.");
        }

        if (
            !Uri.TryCreate(draft.Authority, UriKind.Absolute, out var authority)
            || authority.Query.Length > 0
            || authority.Fragment.Length > 0
        )
        {
            return SsoFailures.Invalid("authority", "The issuer is an address such as https://login.example.com, without '?' and '#'.");
        }

        if (http.Refuses(authority) is { } reason)
        {
            return SsoFailures.Invalid("authority", $"This issuer cannot be called: {reason}.");
        }

        if (draft.Preset == ProviderPreset.Entra && !IsOneTenant(authority))
        {
            return SsoFailures.Invalid(
                "authority",
                "For Entra the issuer is https://login.microsoftonline.com/TENANT-ID/v2.0 with the directory's id, never common or organizations."
            );
        }

        if (draft.ClientId.Length is 0 or > 300 || draft.ClientSecret is { Length: > 1000 })
        {
            return SsoFailures.Invalid("clientId", "The client id has 1 to 300 characters, the secret at most 1,000.");
        }

        if (!draft.Scopes.Split(' ').Contains("openid", StringComparer.Ordinal) || draft.Scopes.Length > 400)
        {
            return SsoFailures.Invalid("scopes", "The scopes contain openid and have at most 400 characters.");
        }

        if (draft.GroupsClaim.Length is 0 or > 200)
        {
            return SsoFailures.Invalid("groupsClaim", "Name the claim that lists groups, such as groups.");
        }

        if (draft.TrustsMfa && draft.MfaValues.Count == 0)
        {
            return SsoFailures.Invalid("mfaValues", "Say which amr or acr values show a second factor, such as mfa.");
        }

        return draft.PilotEmails.Count > MostPilots || draft.PilotEmails.Any(e => DomainName.OfEmail(e) is null)
            ? SsoFailures.Invalid("pilotEmails", $"Pilot users are e-mail addresses, at most {MostPilots}.")
            : null;
    }

    private static bool IsOneTenant(Uri authority) =>
        authority.Segments is ["/", var tenant, "v2.0" or "v2.0/"] && Guid.TryParse(tenant.TrimEnd('/'), out _);
}
