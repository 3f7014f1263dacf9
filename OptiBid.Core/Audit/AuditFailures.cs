using OptiBid.Core.Common;

namespace OptiBid.Core.Audit;

/// <summary>What audit commands answer when they do not succeed.</summary>
internal static class AuditFailures
{
    /// <summary>A permission is lacking.</summary>
    public static Failure Forbidden(string permission) =>
        new SimpleFailure("audit.forbidden", $"The permission {permission} is needed.", FailureKind.Forbidden);

    /// <summary>There is no such row in the organisation.</summary>
    public static Failure NotFound(Guid id) => new SimpleFailure("audit.not_found", $"There is no audit row {id}.", FailureKind.NotFound);

    /// <summary>A cursor of another list.</summary>
    public static Failure Cursor() => new SimpleFailure("audit.cursor", "The cursor is not one of this list.") { Field = "cursor" };

    /// <summary>Too many rows at once.</summary>
    public static Failure TooMany(int most) =>
        new SimpleFailure("audit.too_many", $"An export holds at most {most:N0} rows; narrow the filter.");
}
