using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OptiBid.Core.Identity.Sso.SignIn;

/// <summary>A logout token that was used: its id counts once.</summary>
internal sealed class UsedLogoutToken
{
    /// <summary>The provider.</summary>
    public Guid ProviderId { get; init; }

    /// <summary>The token's <c>jti</c>.</summary>
    public required string TokenId { get; init; }

    /// <summary>After this time the token is refused for its age.</summary>
    public DateTime ForgetAfterUtc { get; init; }

    /// <summary>The table.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<UsedLogoutToken>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<UsedLogoutToken> builder)
        {
            builder.ToTable("used_logout_tokens");
            builder.HasKey(t => new { t.ProviderId, t.TokenId });
            builder.Property(t => t.TokenId).HasMaxLength(200);
        }
    }
}
