using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;

namespace OptiBid.Core.Identity.Users;

/// <summary>How a user likes the app. No row: the defaults.</summary>
internal sealed class UserPreferences
{
    /// <summary>The user.</summary>
    public required Guid UserId { get; init; }

    /// <summary>IANA time zone; null follows the organisation.</summary>
    public string? TimeZoneId { get; set; }

    /// <summary><c>light</c>, <c>dark</c>, or null for the system's.</summary>
    public string? Theme { get; set; }

    /// <summary>BCP 47 tag for numbers and dates; null for the default.</summary>
    public string? Locale { get; set; }

    /// <summary>How US dollars are written; null for <c>$</c>.</summary>
    public string? Currency { get; set; }

    /// <summary>The table.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<UserPreferences>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<UserPreferences> builder)
        {
            builder.ToTable("user_preferences");
            builder.HasKey(p => p.UserId);
            builder.Property(p => p.UserId).ValueGeneratedNever();
            builder.Property(p => p.TimeZoneId).HasMaxLength(64);
            builder.Property(p => p.Theme).HasMaxLength(10);
            builder.Property(p => p.Locale).HasMaxLength(20);
            builder.Property(p => p.Currency).HasMaxLength(10);
            builder.HasOne<User>().WithOne().HasForeignKey<UserPreferences>(p => p.UserId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}

/// <summary>One's own account.</summary>
/// <param name="Email">E-mail, which is the user name.</param>
/// <param name="EmailConfirmed">Whether it was verified.</param>
/// <param name="DisplayName">Name for display and records.</param>
/// <param name="TimeZoneId">IANA time zone; null follows the organisation.</param>
/// <param name="Theme"><c>light</c>, <c>dark</c>, or null for the system's.</param>
/// <param name="Locale">BCP 47 tag; null for the default.</param>
/// <param name="Currency">How US dollars are written, one of <see cref="IManageProfile.Currencies"/>; null for <c>$</c>.</param>
public sealed record Profile(
    string Email,
    bool EmailConfirmed,
    string DisplayName,
    string? TimeZoneId,
    string? Theme,
    string? Locale,
    string? Currency = null
);

/// <summary>Reads and changes one's own account.</summary>
public interface IManageProfile
{
    /// <summary>Locales that can be chosen.</summary>
    static IReadOnlyList<string> Locales { get; } = ["en-US", "en-GB", "de-DE", "fr-FR", "es-ES"];

    /// <summary>Ways to write US dollars, the currency of every amount here. None is ever converted.</summary>
    static IReadOnlyList<string> Currencies { get; } = ["$", "US$", "USD"];

    /// <summary>The account.</summary>
    Task<Profile> ReadAsync(CancellationToken cancellationToken = default);

    /// <summary>Saves the name and the preferences.</summary>
    Task<Result<Done>> SaveAsync(
        string displayName,
        string? timeZoneId,
        string? theme,
        string? locale,
        string? currency,
        CancellationToken cancellationToken = default
    );
}

/// <inheritdoc cref="IManageProfile"/>
internal sealed class ManageProfile(IPlatformContexts contexts, ICurrentUser current, IAuditTrail audit) : IManageProfile
{
    /// <inheritdoc/>
    public async Task<Profile> ReadAsync(CancellationToken cancellationToken = default)
    {
        var userId = current.UserId;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var user = await db.Set<User>().AsNoTracking().SingleAsync(u => u.Id == userId, cancellationToken);
        var liked = await db.Set<UserPreferences>().AsNoTracking().SingleOrDefaultAsync(p => p.UserId == userId, cancellationToken);
        return new(user.Email!, user.EmailConfirmed, user.DisplayName, liked?.TimeZoneId, liked?.Theme, liked?.Locale, liked?.Currency);
    }

    /// <inheritdoc/>
    public async Task<Result<Done>> SaveAsync(
        string displayName,
        string? timeZoneId,
        string? theme,
        string? locale,
        string? currency,
        CancellationToken cancellationToken = default
    )
    {
        var name = (displayName ?? "").Trim();
        if (name.Length is 0 or > 200 || name.Any(char.IsControl))
        {
            return Bad("DisplayName", "The name needs 1 to 200 characters.");
        }

        if (timeZoneId is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(timeZoneId, out _))
        {
            return Bad("TimeZone", $"There is no time zone '{timeZoneId}'.");
        }

        if (
            theme is not (null or "light" or "dark")
            || (locale is not null && !IManageProfile.Locales.Contains(locale, StringComparer.Ordinal))
            || (currency is not null && !IManageProfile.Currencies.Contains(currency, StringComparer.Ordinal))
        )
        {
            return Bad("Theme", "The theme or the format is none of those offered.");
        }

        var userId = current.UserId;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var user = await db.Set<User>().SingleAsync(u => u.Id == userId, cancellationToken);
        var liked = await db.Set<UserPreferences>().SingleOrDefaultAsync(p => p.UserId == userId, cancellationToken);
        if (liked is null)
        {
            liked = new UserPreferences { UserId = userId };
            db.Add(liked);
        }

        var before = new { user.DisplayName, liked.TimeZoneId };
        user.DisplayName = name;
        user.Changed();
        (liked.TimeZoneId, liked.Theme, liked.Locale, liked.Currency) = (timeZoneId, theme, locale, currency);
        audit.Append(
            db,
            new("profile.changed", "user", userId.ToString(), before, new { user.DisplayName, liked.TimeZoneId }) { SubjectUserId = userId }
        );
        await db.SaveChangesAsync(cancellationToken);
        return Done.Instance;
    }

    private static SimpleFailure Bad(string field, Sentence message) => new("identity.bad_profile", message) { Field = field };
}
