using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Organisations;

namespace OptiBid.Core.Identity.Access;

/// <summary>
/// Holds back changes that hand out <c>roles.manage</c> or <c>sso.enforce</c> until a second administrator approves. With nobody else who could
/// approve there is no second pair of eyes to wait for: the change takes effect and its audit row says so.
/// </summary>
internal sealed class FourEyes(IPlatformContexts contexts, IAuditTrail audit, ICurrentUser user, TimeProvider time)
{
    /// <summary>Reason recorded on a change that one person made because there was no second.</summary>
    public const string SoleAdministrator = "made by the only person who may manage roles";

    /// <summary>Set while an approved change is carried out: it is not held back again.</summary>
    public Guid? Approved { get; set; }

    /// <summary>True when somebody else in the organisation could approve.</summary>
    public async Task<bool> HasSecondPersonAsync(OptiBidDbContext db, Guid? subject, CancellationToken cancellationToken)
    {
        var roles = await RoleDirectory.ReadAsync(db, user.OrganisationId, cancellationToken);
        var keys = roles.Values.Where(r => r.Permissions.Contains(Permissions.ManageRoles)).Select(r => r.Key).ToList();
        return await db.Set<Membership>()
            .AnyAsync(
                m =>
                    m.OrganisationId == user.OrganisationId
                    && m.SuspendedAtUtc == null
                    && m.UserId != user.UserId
                    && m.UserId != subject
                    && keys.Contains(m.RoleKey),
                cancellationToken
            );
    }

    /// <summary>Keeps the change for a second person; its id.</summary>
    public async Task<Guid> HoldAsync(
        PendingChangeKind kind,
        string summary,
        object arguments,
        Guid? subject,
        CancellationToken cancellationToken
    )
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var change = new PendingChange
        {
            Id = Guid.CreateVersion7(),
            OrganisationId = user.OrganisationId,
            Kind = kind,
            Summary = summary,
            Arguments = JsonSerializer.Serialize(arguments, JsonSerializerOptions.Web),
            SubjectUserId = subject,
            Email = (arguments as InviteArguments)?.Email,
            RequestedBy = user.UserId,
            RequestedByName = user.Name,
            RequestedAtUtc = time.GetUtcNow().UtcDateTime,
        };
        db.Add(change);
        audit.Append(
            db,
            new("access.change_requested", "pending_change", change.Id.ToString(), After: new { Kind = kind.ToString(), summary })
            {
                SubjectUserId = subject,
            }
        );
        await db.SaveChangesAsync(cancellationToken);
        return change.Id;
    }
}
