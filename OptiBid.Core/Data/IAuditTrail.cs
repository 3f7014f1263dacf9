namespace OptiBid.Core.Data;

/// <summary>What happened to an object, for the audit log. The actor, the organisation, the session and the address come from the scope.</summary>
/// <param name="Action">Past tense with its area, such as <c>bids.submitted</c> or <c>users.invited</c>.</param>
/// <param name="ObjectType">Kind of object, such as <c>bid</c>.</param>
/// <param name="ObjectId">Its id, or null when the action has no single object.</param>
/// <param name="Before">The object's audited fields before the action; serialised as JSON. Never secrets.</param>
/// <param name="After">The same fields after it.</param>
/// <param name="Reason">Why, in the words of the actor.</param>
public sealed record AuditEvent(
    string Action,
    string ObjectType,
    string? ObjectId = null,
    object? Before = null,
    object? After = null,
    string? Reason = null
)
{
    /// <summary>The organisation it concerns, where that is not the actor's own.</summary>
    public Guid? OrganisationId { get; init; }

    /// <summary>The user it concerns where the actor is unknown (a failed sign-in) or somebody else.</summary>
    public Guid? SubjectUserId { get; init; }

    /// <summary>False for an attempt that was refused.</summary>
    public bool Succeeded { get; init; } = true;
}

/// <summary>
/// The way into the audit log. A row rides in the transaction of the change that it records: either both are kept or neither is, so an action
/// whose audit row cannot be written fails.
/// </summary>
public interface IAuditTrail
{
    /// <summary>Adds the row to <paramref name="db"/>; it is written when the change is saved.</summary>
    void Append(OptiBidDbContext db, AuditEvent happened);

    /// <summary>Writes the row by itself, for what changes nothing: a refused sign-in, an export. Throws when it cannot.</summary>
    Task RecordAsync(AuditEvent happened, CancellationToken cancellationToken = default);
}
