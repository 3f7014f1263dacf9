using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OptiBid.Core.Dashboards.Content;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity;

namespace OptiBid.Core.Dashboards.Boards;

/// <summary>A dashboard as the database keeps it.</summary>
internal sealed class Board : IOwnedByOrganisation
{
    /// <summary>How long a deleted dashboard can be brought back.</summary>
    public static readonly TimeSpan KeptAfterDeletion = TimeSpan.FromDays(30);

    /// <summary>Id, created in code.</summary>
    public required Guid Id { get; init; }

    /// <inheritdoc/>
    public required Guid OrganisationId { get; init; }

    /// <summary>Its owner; the dashboard stays when they leave.</summary>
    public required Guid OwnerId { get; init; }

    /// <summary>Name of its owner.</summary>
    public required string OwnedBy { get; set; }

    /// <summary>Heading, for lists.</summary>
    public required string Title { get; set; }

    /// <summary>The dashboard as in its file.</summary>
    public required string ContentJson { get; set; }

    /// <summary>Who sees it.</summary>
    public DashboardSharing Sharing { get; set; }

    /// <summary>Ids and names of its editors.</summary>
    public string EditorsJson { get; set; } = "[]";

    /// <summary>Counts changes; the concurrency token.</summary>
    public int Version { get; set; }

    /// <summary>Last change, UTC.</summary>
    public DateTime UpdatedUtc { get; set; }

    /// <summary>Who made it.</summary>
    public required string UpdatedBy { get; set; }

    /// <summary>When it was deleted, UTC, or null.</summary>
    public DateTime? DeletedUtc { get; set; }

    /// <summary>Its editors; their names are read when it is shown.</summary>
    public IReadOnlyList<Guid> Editors
    {
        get => JsonSerializer.Deserialize<List<Guid>>(EditorsJson)!;
        set => EditorsJson = JsonSerializer.Serialize(value);
    }

    /// <summary>Takes over a valid dashboard.</summary>
    public void Apply(DashboardContent content, string by, DateTime nowUtc)
    {
        Title = content.Title;
        ContentJson = ContentFile.WriteRow(content);
        Touch(by, nowUtc);
    }

    /// <summary>Counts one more change.</summary>
    public void Touch(string by, DateTime nowUtc)
    {
        Version++;
        UpdatedBy = by;
        UpdatedUtc = nowUtc;
    }

    /// <summary>True when a user may change it.</summary>
    public bool CanEdit(ICurrentUser user) =>
        user.Has(Permissions.WriteDashboards)
        && (
            OwnerId == user.UserId
            || (Sharing == DashboardSharing.Organisation && (user.Has(Permissions.ManageDashboards) || Editors.Contains(user.UserId)))
        );

    /// <summary>True when it is the user's own, or shared and they manage those.</summary>
    public bool IsInHandsOf(ICurrentUser user) =>
        OwnerId == user.UserId || (Sharing == DashboardSharing.Organisation && user.Has(Permissions.ManageDashboards));

    /// <summary>As a user sees it.</summary>
    public DashboardView ToView(ICurrentUser user, Guid? home, IReadOnlyList<DashboardMember> editors) =>
        new(Id, ContentFile.Read(ContentJson).Value, Version, Sharing, OwnerId, OwnedBy, UpdatedUtc, UpdatedBy)
        {
            Editors = editors,
            CanEdit = CanEdit(user),
            CanShare = user.Has(Permissions.ShareDashboards) && IsInHandsOf(user),
            CanDelete = user.Has(Permissions.WriteDashboards) && IsInHandsOf(user),
            IsHome = home == Id,
        };

    /// <summary>As in a list.</summary>
    public DashboardSummary ToSummary(ICurrentUser user, Guid? home)
    {
        var content = ContentFile.Read(ContentJson).Value;
        return new(Id, content.Title, content.Description, Sharing, OwnedBy, Version, UpdatedUtc, UpdatedBy)
        {
            IsMine = OwnerId == user.UserId,
            IsHome = home == Id,
            CanEdit = CanEdit(user),
            CanDelete = user.Has(Permissions.WriteDashboards) && IsInHandsOf(user),
            Tiles = content.Layouts.Wide,
        };
    }
}

/// <summary>Unsaved changes of a user.</summary>
internal sealed class BoardDraft : IOwnedByOrganisation
{
    /// <summary>Id.</summary>
    public required Guid Id { get; init; }

    /// <inheritdoc/>
    public required Guid OrganisationId { get; init; }

    /// <summary>Whose changes.</summary>
    public required Guid UserId { get; init; }

    /// <summary>Of what.</summary>
    public required Guid DashboardId { get; init; }

    /// <summary>Version they were made from.</summary>
    public int Version { get; set; }

    /// <summary>The changed dashboard.</summary>
    public required string ContentJson { get; set; }

    /// <summary>The dashboard of that version.</summary>
    public required string OriginJson { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTime SavedUtc { get; set; }
}

/// <summary>The start page of a user in an organisation.</summary>
internal sealed class BoardHome : IOwnedByOrganisation
{
    /// <summary>Id.</summary>
    public required Guid Id { get; init; }

    /// <inheritdoc/>
    public required Guid OrganisationId { get; init; }

    /// <summary>Whose.</summary>
    public required Guid UserId { get; init; }

    /// <summary>The dashboard.</summary>
    public Guid DashboardId { get; set; }
}

/// <summary>Tables <c>dashboards</c>, <c>dashboard_drafts</c> and <c>dashboard_homes</c>.</summary>
internal sealed class BoardConfiguration
    : IEntityTypeConfiguration<Board>,
        IEntityTypeConfiguration<BoardDraft>,
        IEntityTypeConfiguration<BoardHome>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<Board> builder)
    {
        builder.ToTable("dashboards");
        builder.HasKey(b => b.Id);
        builder.Property(b => b.Id).ValueGeneratedNever();
        builder.Ignore(b => b.Editors);
        builder.Property(b => b.Title).HasMaxLength(ContentRules.MaxTitle);
        builder.Property(b => b.OwnedBy).HasMaxLength(256);
        builder.Property(b => b.UpdatedBy).HasMaxLength(256);
        builder.Property(b => b.Sharing).HasConversion<string>().HasMaxLength(16);
        builder.Property(b => b.Version).IsConcurrencyToken();
        builder.HasIndex(b => new { b.OrganisationId, b.OwnerId });
    }

    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<BoardDraft> builder)
    {
        builder.ToTable("dashboard_drafts");
        builder.HasKey(b => b.Id);
        builder.Property(b => b.Id).ValueGeneratedNever();
        builder.HasIndex(b => new { b.UserId, b.DashboardId }).IsUnique();
    }

    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<BoardHome> builder)
    {
        builder.ToTable("dashboard_homes");
        builder.HasKey(b => b.Id);
        builder.Property(b => b.Id).ValueGeneratedNever();
        builder.HasIndex(b => new { b.OrganisationId, b.UserId }).IsUnique();
    }
}
