using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OptiBid.Core.Identity.Users;

/// <summary>Somebody who signs in. The user name is the e-mail address.</summary>
internal sealed class User : IdentityUser<Guid>
{
    /// <summary>Name for display and records.</summary>
    public required string DisplayName { get; set; }

    /// <summary>The password was given to them and has to be replaced before anything else.</summary>
    public bool MustChangePassword { get; set; }

    /// <summary>They operate the platform: organisations, not what is in them.</summary>
    public bool IsPlatformOperator { get; set; }

    /// <summary>The table of users.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<User>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<User> builder)
        {
            builder.ToTable("users");
            builder.Property(u => u.Id).ValueGeneratedNever();
            builder.Property(u => u.DisplayName).HasMaxLength(200);
            builder.Property(u => u.UserName).HasMaxLength(256);
            builder.Property(u => u.NormalizedUserName).HasMaxLength(256);
            builder.Property(u => u.Email).HasMaxLength(256);
            builder.Property(u => u.NormalizedEmail).HasMaxLength(256);
            builder.Property(u => u.ConcurrencyStamp).IsConcurrencyToken();
            builder.HasIndex(u => u.NormalizedUserName).IsUnique();
            builder.HasIndex(u => u.NormalizedEmail).IsUnique();
        }
    }

    /// <summary>What the user store of ASP.NET Core Identity keeps beside the user: claims of their own.</summary>
    internal sealed class ClaimConfiguration : IEntityTypeConfiguration<IdentityUserClaim<Guid>>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<IdentityUserClaim<Guid>> builder)
        {
            builder.ToTable("user_claims");
            builder.HasOne<User>().WithMany().HasForeignKey(c => c.UserId).OnDelete(DeleteBehavior.Restrict);
        }
    }

    /// <summary>Accounts at identity providers.</summary>
    internal sealed class LoginConfiguration : IEntityTypeConfiguration<IdentityUserLogin<Guid>>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<IdentityUserLogin<Guid>> builder)
        {
            builder.ToTable("user_logins");
            builder.HasKey(l => new { l.LoginProvider, l.ProviderKey });
            builder.HasOne<User>().WithMany().HasForeignKey(l => l.UserId).OnDelete(DeleteBehavior.Restrict);
        }
    }

    /// <summary>Tokens such as the key of an authenticator.</summary>
    internal sealed class TokenConfiguration : IEntityTypeConfiguration<IdentityUserToken<Guid>>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<IdentityUserToken<Guid>> builder)
        {
            builder.ToTable("user_tokens");
            builder.HasKey(t => new
            {
                t.UserId,
                t.LoginProvider,
                t.Name,
            });
            builder.HasOne<User>().WithMany().HasForeignKey(t => t.UserId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
