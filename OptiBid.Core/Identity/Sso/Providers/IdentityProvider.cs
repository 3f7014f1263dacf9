using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OptiBid.Core.Data.Tenancy;

namespace OptiBid.Core.Identity.Sso.Providers;

/// <summary>Kinds of provider that the wizard knows by name. Each speaks OpenID Connect; Entra names its users by tenant and object id.</summary>
public enum ProviderPreset
{
    /// <summary>Microsoft Entra ID.</summary>
    Entra,

    /// <summary>Okta.</summary>
    Okta,

    /// <summary>Google Workspace.</summary>
    Google,

    /// <summary>Auth0.</summary>
    Auth0,

    /// <summary>Any other OpenID provider.</summary>
    Custom,
}

/// <summary>Who can sign in through a provider.</summary>
public enum ProviderState
{
    /// <summary>Nobody; it can be tested and rehearsed.</summary>
    Draft,

    /// <summary>The listed pilot users.</summary>
    Pilot,

    /// <summary>Everybody.</summary>
    Enabled,

    /// <summary>Nobody; its sessions have ended.</summary>
    Disabled,
}

/// <summary>An organisation's OpenID provider.</summary>
internal sealed class IdentityProvider : IOwnedByOrganisation
{
    /// <summary>Id; part of the redirect address.</summary>
    public Guid Id { get; init; }

    /// <inheritdoc/>
    public Guid OrganisationId { get; init; }

    /// <summary>Name for display.</summary>
    public required string Name { get; set; }

    /// <summary>Kind.</summary>
    public ProviderPreset Preset { get; set; }

    /// <summary>The issuer: discovery lies below it and must name it.</summary>
    public required string Authority { get; set; }

    /// <summary>OptiBid's id at the provider.</summary>
    public required string ClientId { get; set; }

    /// <summary>OptiBid's secret at the provider, protected; never shown again.</summary>
    public string? ProtectedSecret { get; set; }

    /// <summary>Scopes, separated by spaces.</summary>
    public required string Scopes { get; set; }

    /// <summary>Claim that lists groups.</summary>
    public required string GroupsClaim { get; set; }

    /// <summary>Who can sign in through it.</summary>
    public ProviderState State { get; set; }

    /// <summary>The provider's second factor counts as ours when <c>amr</c> or <c>acr</c> holds one of <see cref="MfaValues"/>.</summary>
    public bool TrustsMfa { get; set; }

    /// <summary>Values of <c>amr</c> or <c>acr</c> that say a second factor was used.</summary>
    public List<string> MfaValues { get; set; } = [];

    /// <summary>Unknown people of a verified domain become members at their first sign-in.</summary>
    public bool JustInTime { get; set; }

    /// <summary>Role of a new member whom no group rule matches.</summary>
    public required string DefaultRoleKey { get; set; }

    /// <summary>E-mails that may use it while it is in pilot; lower case.</summary>
    public List<string> PilotEmails { get; set; } = [];

    /// <summary>When a rehearsal with these settings ended well; null after a change of them.</summary>
    public DateTime? RehearsedAtUtc { get; set; }

    /// <summary>The last rehearsal as JSON.</summary>
    public string? LastRehearsal { get; set; }

    /// <summary>Grows with each change; other processes look at it.</summary>
    public int Version { get; set; } = 1;

    /// <summary>When it was added.</summary>
    public DateTime CreatedAtUtc { get; init; }

    /// <summary>When it was last changed.</summary>
    public DateTime UpdatedAtUtc { get; set; }

    /// <summary>Marks a change.</summary>
    public void Touch(DateTime nowUtc)
    {
        Version++;
        UpdatedAtUtc = nowUtc;
    }

    /// <summary>The table.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<IdentityProvider>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<IdentityProvider> builder)
        {
            builder.ToTable("identity_providers");
            builder.Property(p => p.Id).ValueGeneratedNever();
            builder.Property(p => p.Name).HasMaxLength(80);
            builder.Property(p => p.Preset).HasConversion<string>().HasMaxLength(20);
            builder.Property(p => p.State).HasConversion<string>().HasMaxLength(20);
            builder.Property(p => p.Authority).HasMaxLength(500);
            builder.Property(p => p.ClientId).HasMaxLength(300);
            builder.Property(p => p.ProtectedSecret).HasMaxLength(4000);
            builder.Property(p => p.Scopes).HasMaxLength(400);
            builder.Property(p => p.GroupsClaim).HasMaxLength(200);
            builder.Property(p => p.DefaultRoleKey).HasMaxLength(40);
            builder.Property(p => p.LastRehearsal).HasMaxLength(20_000);
            builder.Property(p => p.Version).IsConcurrencyToken();
            builder.HasIndex(p => p.OrganisationId);
        }
    }
}
