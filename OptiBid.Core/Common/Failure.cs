namespace OptiBid.Core.Common;

/// <summary>How a failure is answered: it decides the HTTP status and the exit status of a verb.</summary>
public enum FailureKind
{
    /// <summary>The input breaks a rule (HTTP 422 or 400, exit status 2).</summary>
    Invalid,

    /// <summary>The named object does not exist (HTTP 404, exit status 2).</summary>
    NotFound,

    /// <summary>The object is in a state that does not allow the action (HTTP 409, exit status 2).</summary>
    Conflict,

    /// <summary>The caller may not do this (HTTP 403, exit status 1).</summary>
    Forbidden,

    /// <summary>A component that is needed does not answer (HTTP 503, exit status 1).</summary>
    Unavailable,
}

/// <summary>An expected business outcome that is not success. Each capability declares sealed records beside the command that returns them.</summary>
/// <param name="Code">Stable machine-readable code such as <c>bidding.gate_closed</c>.</param>
/// <param name="Text">One sentence for a person: what is wrong and what was expected. Pages say it in the reader's language.</param>
/// <param name="Kind">How the failure is answered.</param>
public abstract record Failure(string Code, Sentence Text, FailureKind Kind = FailureKind.Invalid)
{
    /// <summary>The sentence in English, for programs, logs and files.</summary>
    public string Message => Text.ToString();

    /// <summary>The field, column or parameter at fault, or null.</summary>
    public string? Field { get; init; }
}

/// <summary>A failure without data of its own.</summary>
public sealed record SimpleFailure(string Code, Sentence Text, FailureKind Kind = FailureKind.Invalid) : Failure(Code, Text, Kind);
