using System.Text.Json;
using OptiBid.Core.Common;
using OptiBid.Core.Identity.Sso.SignIn;

namespace OptiBid.Core.Identity.Sso.Providers;

/// <summary>Between the entity and what administrators see.</summary>
internal static class ProviderMapping
{
    /// <summary>The provider without its secret.</summary>
    public static ProviderView ToView(this IdentityProvider row, int people = 0) =>
        new(
            row.Id,
            row.ToDraft(),
            row.ProtectedSecret is not null,
            row.State,
            row.RehearsedAtUtc,
            row.LastRehearsal is { } json ? JsonSerializer.Deserialize<Rehearsal>(json, KeptSentences.Json) : null,
            people,
            row.UpdatedAtUtc,
            row.Version
        );

    /// <summary>The settings without the secret; also what the audit log keeps.</summary>
    public static ProviderDraft ToDraft(this IdentityProvider row) =>
        new(
            row.Name,
            row.Preset,
            row.Authority,
            row.ClientId,
            null,
            row.Scopes,
            row.GroupsClaim,
            row.TrustsMfa,
            row.MfaValues,
            row.JustInTime,
            row.DefaultRoleKey,
            row.PilotEmails
        );
}
