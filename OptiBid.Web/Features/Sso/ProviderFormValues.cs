using OptiBid.Core.Identity.Sso.Providers;

namespace OptiBid.Web.Features.Sso;

/// <summary>The settings of a provider while they are edited; lists as text.</summary>
public sealed class ProviderFormValues
{
    private static readonly char[] s_separators = [' ', ',', ';', '\n', '\r', '\t'];

    /// <summary>Kind.</summary>
    public ProviderPreset Preset { get; set; } = ProviderPreset.Custom;

    /// <summary>Name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Issuer.</summary>
    public string Authority { get; set; } = "";

    /// <summary>Client id.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>New secret; empty keeps the stored one.</summary>
    public string ClientSecret { get; set; } = "";

    /// <summary>Scopes.</summary>
    public string Scopes { get; set; } = "";

    /// <summary>Claim of groups.</summary>
    public string GroupsClaim { get; set; } = "";

    /// <summary>The provider's second factor counts.</summary>
    public bool TrustsMfa { get; set; }

    /// <summary>Values that show one.</summary>
    public string MfaValues { get; set; } = "";

    /// <summary>New people become members.</summary>
    public bool JustInTime { get; set; }

    /// <summary>Default role.</summary>
    public string? DefaultRoleKey { get; set; }

    /// <summary>Pilot users.</summary>
    public string PilotEmails { get; set; } = "";

    /// <summary>The values of settings.</summary>
    public static ProviderFormValues Of(ProviderDraft draft) =>
        new()
        {
            Preset = draft.Preset,
            Name = draft.Name,
            Authority = draft.Authority,
            ClientId = draft.ClientId,
            Scopes = draft.Scopes,
            GroupsClaim = draft.GroupsClaim,
            TrustsMfa = draft.TrustsMfa,
            MfaValues = string.Join(' ', draft.MfaValues),
            JustInTime = draft.JustInTime,
            DefaultRoleKey = draft.DefaultRoleKey,
            PilotEmails = string.Join('\n', draft.PilotEmails),
        };

    /// <summary>What is saved.</summary>
    public ProviderDraft ToDraft() =>
        new(
            Name,
            Preset,
            Authority,
            ClientId,
            ClientSecret.Length == 0 ? null : ClientSecret,
            Scopes,
            GroupsClaim,
            TrustsMfa,
            MfaValues.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            JustInTime,
            DefaultRoleKey ?? Core.Identity.Roles.Viewer,
            PilotEmails.Split(s_separators, StringSplitOptions.RemoveEmptyEntries)
        );
}
