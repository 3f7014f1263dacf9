using OptiBid.Core.Common;
using OptiBid.Core.Identity;

namespace OptiBid.Core.Audit.Explorer;

/// <summary>Which rows to show; what is null does not limit.</summary>
/// <param name="FromUtc">Not before.</param>
/// <param name="ToUtc">Before.</param>
/// <param name="ActorId">Who acted.</param>
/// <param name="Action">Begin of the action: <c>bids.</c> for every action on bids.</param>
/// <param name="ObjectType">Kind of object.</param>
/// <param name="ObjectId">Id of the object.</param>
/// <param name="Succeeded">Done, or refused.</param>
/// <param name="Text">Text in the action, the object, the reason or the changed fields; personal values are encrypted and not searched.</param>
public sealed record AuditFilter(
    DateTime? FromUtc = null,
    DateTime? ToUtc = null,
    Guid? ActorId = null,
    string? Action = null,
    string? ObjectType = null,
    string? ObjectId = null,
    bool? Succeeded = null,
    string? Text = null
);

/// <summary>One row for a reader: personal values decrypted, or <c>[erased]</c>.</summary>
/// <param name="Id">Id.</param>
/// <param name="AtUtc">When.</param>
/// <param name="ActorId">Who acted; empty for somebody who was not signed in.</param>
/// <param name="Actor">Their name then.</param>
/// <param name="SessionId">Their session.</param>
/// <param name="Address">Where the request came from.</param>
/// <param name="Action">What was done.</param>
/// <param name="ObjectType">To what kind of object.</param>
/// <param name="ObjectId">To which.</param>
/// <param name="Before">The object before, as JSON.</param>
/// <param name="After">The object after, as JSON.</param>
/// <param name="Reason">Why.</param>
/// <param name="Succeeded">False for an attempt that was refused.</param>
/// <param name="Index">Place in the tree, or null until the next checkpoint.</param>
public sealed record AuditRow(
    Guid Id,
    DateTime AtUtc,
    Guid ActorId,
    string Actor,
    Guid? SessionId,
    string? Address,
    string Action,
    string ObjectType,
    string? ObjectId,
    string? Before,
    string? After,
    string? Reason,
    bool Succeeded,
    long? Index
);

/// <summary>Somebody who acted.</summary>
public sealed record AuditActorName(Guid Id, string Name);

/// <summary>What the rows of the organisation can be filtered by.</summary>
public sealed record AuditFacets(IReadOnlyList<AuditActorName> Actors, IReadOnlyList<string> Actions, IReadOnlyList<string> ObjectTypes);

/// <summary>The proof that a row is in the signed log. Hashes are hexadecimal.</summary>
/// <param name="Row">The row.</param>
/// <param name="Record">Canonical text that the leaf is the hash of.</param>
/// <param name="LeafHash">SHA-256 of a zero byte and the record.</param>
/// <param name="IsUnchanged">The content still has the hash that was stored with it.</param>
/// <param name="IsInTree">The inclusion proof leads to the root; null while no checkpoint covers the row.</param>
/// <param name="Size">Rows in the tree of the checkpoint.</param>
/// <param name="Root">Root that the checkpoint signs.</param>
/// <param name="Path">Inclusion proof, from the leaf up.</param>
/// <param name="Checkpoint">Number of the checkpoint.</param>
/// <param name="CheckpointAtUtc">When it was signed.</param>
/// <param name="SignatureProblem">What is wrong with its signatures, or null when both are good.</param>
/// <param name="KeyIds">The keys that signed.</param>
public sealed record AuditProof(
    AuditRow Row,
    string Record,
    string LeafHash,
    bool IsUnchanged,
    bool? IsInTree,
    long? Size,
    string? Root,
    IReadOnlyList<string> Path,
    long? Checkpoint,
    DateTime? CheckpointAtUtc,
    string? SignatureProblem,
    IReadOnlyList<string> KeyIds
);

/// <summary>Lists the audit rows of the organisation, the newest first.</summary>
public interface IListAudit
{
    /// <summary>Longest page.</summary>
    const int LongestPage = 500;

    /// <summary>One page; needs <see cref="Permissions.ReadAudit"/>.</summary>
    Task<Result<Page<AuditRow>>> ExecuteAsync(
        AuditFilter filter,
        string? cursor = null,
        int limit = 50,
        CancellationToken cancellationToken = default
    );
}

/// <summary>Tells what there is to filter by.</summary>
public interface IReadAuditFacets
{
    /// <summary>Actors, actions and kinds of objects of the organisation; needs <see cref="Permissions.ReadAudit"/>.</summary>
    Task<Result<AuditFacets>> ExecuteAsync(CancellationToken cancellationToken = default);
}

/// <summary>Proves a row.</summary>
public interface IProveAuditEntry
{
    /// <summary>The row with its proof against the newest checkpoint; needs <see cref="Permissions.ReadAudit"/>.</summary>
    Task<Result<AuditProof>> ExecuteAsync(Guid id, CancellationToken cancellationToken = default);
}

/// <summary>Takes a person out of the log.</summary>
public interface IEraseAuditSubject
{
    /// <summary>
    /// Destroys the keys of the person's data, everywhere and for good, and records it. Rows, hashes and signatures stay as they are. Answers the number
    /// of keys destroyed; needs <see cref="Permissions.ErasePersonalData"/>.
    /// </summary>
    Task<Result<int>> ExecuteAsync(Guid subjectId, string reason, CancellationToken cancellationToken = default);
}
