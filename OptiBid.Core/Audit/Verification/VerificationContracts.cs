using OptiBid.Core.Common;
using OptiBid.Core.Identity;

namespace OptiBid.Core.Audit.Verification;

/// <summary>What can be wrong with the log. The words are part of the command line's JSON.</summary>
public static class AuditProblemKinds
{
    /// <summary>The content of a row is not what was signed.</summary>
    public const string Edited = "edited";

    /// <summary>Rows inside the log are gone.</summary>
    public const string Missing = "missing";

    /// <summary>Rows at the end of the log are gone.</summary>
    public const string Truncated = "truncated";

    /// <summary>A row stands in another place than was signed.</summary>
    public const string Reordered = "reordered";

    /// <summary>A row that this installation never wrote.</summary>
    public const string Inserted = "inserted";

    /// <summary>Every row of an organisation is gone.</summary>
    public const string OrganisationMissing = "organisation-missing";

    /// <summary>A checkpoint of the database is gone or was changed.</summary>
    public const string BadCheckpoint = "bad-checkpoint";

    /// <summary>A signature is missing, wrong, or by an unknown key.</summary>
    public const string BadSignature = "bad-signature";

    /// <summary>The second place lacks a checkpoint or says something else.</summary>
    public const string SecondPlaceDiffers = "second-place-differs";

    /// <summary>The inclusion proof of an exported row fails.</summary>
    public const string NotInTree = "not-in-tree";

    /// <summary>The rows of a bundle are not those that were exported.</summary>
    public const string BundleChanged = "bundle-changed";
}

/// <summary>One thing that is wrong.</summary>
/// <param name="Row">Index of the (first) row, or null where no row has one.</param>
/// <param name="EntryId">Id of the row, where it is known and belongs to the reader's organisation.</param>
/// <param name="Kind">One of <see cref="AuditProblemKinds"/>.</param>
/// <param name="Detail">One sentence.</param>
public sealed record AuditProblem(long? Row, Guid? EntryId, string Kind, Sentence Detail);

/// <summary>The outcome of a verification.</summary>
/// <param name="Status"><c>valid</c> or <c>broken</c>.</param>
/// <param name="Rows">Rows that were checked.</param>
/// <param name="Checkpoints">Checkpoints that were checked.</param>
/// <param name="Problems">What is wrong, the first broken place first; at most 100.</param>
/// <param name="Waiting">Rows that no checkpoint covers yet.</param>
/// <param name="CoveredUntilUtc">Time of the newest checkpoint.</param>
/// <param name="Root">Root of the tree, hexadecimal.</param>
/// <param name="Keys">Ids of the keys that signed; compare them with those you were given.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record AuditVerification(
    string Status,
    long Rows,
    long Checkpoints,
    IReadOnlyList<AuditProblem> Problems,
    long Waiting,
    DateTime? CoveredUntilUtc,
    string? Root,
    IReadOnlyList<string> Keys,
    double Seconds
)
{
    /// <summary>Most problems that are listed.</summary>
    public const int MostProblems = 100;

    /// <summary>True when nothing is wrong.</summary>
    public bool IsValid => Problems.Count == 0;
}

/// <summary>How far a verification is.</summary>
/// <param name="Rows">Rows checked.</param>
/// <param name="Of">Rows to check.</param>
public sealed record AuditVerifyProgress(long Rows, long Of);

/// <summary>Checks every row and checkpoint of the log against the signatures and the second place.</summary>
public interface IVerifyAudit
{
    /// <summary>The outcome; needs <see cref="Permissions.VerifyAudit"/>.</summary>
    Task<Result<AuditVerification>> ExecuteAsync(
        IProgress<AuditVerifyProgress>? progress = null,
        CancellationToken cancellationToken = default
    );
}
