using OptiBid.Core.Common;

namespace OptiBid.Core.Identity.Privacy;

/// <summary>What was asked.</summary>
public enum PrivacyRequestKind
{
    /// <summary>A copy of the data.</summary>
    Export,

    /// <summary>That the data goes.</summary>
    Erasure,
}

/// <summary>Where a request stands.</summary>
public enum PrivacyRequestState
{
    /// <summary>It can be withdrawn until it is done.</summary>
    Waiting,

    /// <summary>It is over time to be done, and something stands in the way.</summary>
    Blocked,

    /// <summary>It was withdrawn.</summary>
    Withdrawn,

    /// <summary>It is done.</summary>
    Done,

    /// <summary>It is done, and traces were found that a person has to look at.</summary>
    DoneWithLeftovers,
}

/// <summary>A request.</summary>
/// <param name="Id">Id.</param>
/// <param name="PersonId">Whose data.</param>
/// <param name="Person">Their name now.</param>
/// <param name="Kind">What was asked.</param>
/// <param name="ByThemselves">The person asked, not the organisation.</param>
/// <param name="ReceivedAtUtc">When.</param>
/// <param name="DueAtUtc">When it has to be done by law.</param>
/// <param name="NotBeforeUtc">Until then it can be withdrawn.</param>
/// <param name="ClosedAtUtc">When it was done or withdrawn.</param>
/// <param name="ClosedBy">Who did it, by name now.</param>
/// <param name="State">Where it stands.</param>
/// <param name="IsOverdue">Open, and due.</param>
/// <param name="Outcome">What was done, or what stands in the way.</param>
public sealed record PrivacyRequestView(
    Guid Id,
    Guid PersonId,
    string Person,
    PrivacyRequestKind Kind,
    bool ByThemselves,
    DateTime ReceivedAtUtc,
    DateTime DueAtUtc,
    DateTime NotBeforeUtc,
    DateTime? ClosedAtUtc,
    string? ClosedBy,
    PrivacyRequestState State,
    bool IsOverdue,
    string? Outcome
);

/// <summary>A zip file with a README and one JSON file for each kind of data.</summary>
/// <param name="FileName">A name for it.</param>
/// <param name="Content">The zip file.</param>
/// <param name="Rows">Rows in it.</param>
public sealed record PersonalDataExport(string FileName, byte[] Content, int Rows);

/// <summary>Exports what is kept about a person.</summary>
public interface IExportPersonalData
{
    /// <summary>
    /// Everything about the user themselves; about somebody else what the organisation holds, which needs <see cref="Permissions.ExportPersonalData"/>.
    /// </summary>
    Task<Result<PersonalDataExport>> ExecuteAsync(Guid? userId = null, CancellationToken cancellationToken = default);
}

/// <summary>Asks for the erasure of a person's data.</summary>
public interface IRequestErasure
{
    /// <summary>Everything about the user themselves; <paramref name="confirm"/> is their e-mail.</summary>
    Task<Result<PrivacyRequestView>> OfMyselfAsync(string confirm, CancellationToken cancellationToken = default);

    /// <summary>Of a former member; needs <see cref="Permissions.ErasePersonalData"/>. The account goes too, unless another organisation uses it.</summary>
    Task<Result<PrivacyRequestView>> OfFormerMemberAsync(Guid userId, string reason, CancellationToken cancellationToken = default);
}

/// <summary>Takes a waiting erasure back.</summary>
public interface IWithdrawErasure
{
    /// <summary>For the person themselves, or with <see cref="Permissions.ErasePersonalData"/> for what the organisation asked.</summary>
    Task<Result<PrivacyRequestView>> ExecuteAsync(Guid requestId, CancellationToken cancellationToken = default);
}

/// <summary>Lists requests, the newest first.</summary>
public interface IListPrivacyRequests
{
    /// <summary>Those of the organisation; needs <see cref="Permissions.ExportPersonalData"/> or <see cref="Permissions.ErasePersonalData"/>.</summary>
    Task<Result<IReadOnlyList<PrivacyRequestView>>> ExecuteAsync(CancellationToken cancellationToken = default);

    /// <summary>The user's own, made anywhere.</summary>
    Task<Result<IReadOnlyList<PrivacyRequestView>>> OfMyselfAsync(CancellationToken cancellationToken = default);
}

/// <summary>Somebody who left, whose data is still there.</summary>
/// <param name="UserId">Id of the user.</param>
/// <param name="Name">Their name.</param>
/// <param name="Email">Their e-mail.</param>
public sealed record FormerMember(Guid UserId, string Name, string? Email);

/// <summary>Finds people whose data can be erased.</summary>
public interface IListFormerMembers
{
    /// <summary>Former members of the organisation; needs <see cref="Permissions.ErasePersonalData"/>.</summary>
    Task<Result<IReadOnlyList<FormerMember>>> ExecuteAsync(CancellationToken cancellationToken = default);
}

/// <summary>Carries out erasures whose time has come. For the worker and the command line.</summary>
public interface IEraseDue
{
    /// <summary>The requests that were looked at.</summary>
    Task<IReadOnlyList<PrivacyRequestView>> ExecuteAsync(CancellationToken cancellationToken = default);
}

/// <summary>What to look for after an erasure.</summary>
/// <param name="UserId">The former user.</param>
/// <param name="Email">Their former e-mail.</param>
/// <param name="Name">Their former name.</param>
/// <param name="Phone">Their former phone number.</param>
public sealed record ErasedPerson(Guid? UserId, string? Email, string? Name, string? Phone);

/// <summary>Where something was found.</summary>
/// <param name="Table">Table.</param>
/// <param name="Column">Column.</param>
/// <param name="What"><c>email</c>, <c>name</c>, <c>phone</c> or <c>id</c>.</param>
/// <param name="Rows">Rows that hold it.</param>
/// <param name="KeptBecause">Why it may stay, or null for a leftover.</param>
public sealed record ErasureTrace(string Table, string Column, string What, int Rows, string? KeptBecause);

/// <summary>What a search of every table found.</summary>
/// <param name="Columns">Columns that were searched.</param>
/// <param name="Traces">What was found.</param>
public sealed record ErasureReport(int Columns, IReadOnlyList<ErasureTrace> Traces)
{
    /// <summary>What should not be there.</summary>
    public IEnumerable<ErasureTrace> Leftovers => Traces.Where(t => t.KeptBecause is null);
}

/// <summary>Checks an erasure: searches every text column of every table.</summary>
public interface IVerifyErasure
{
    /// <summary>Needs <see cref="Permissions.OperatePlatform"/>: the search crosses organisations.</summary>
    Task<Result<ErasureReport>> ExecuteAsync(ErasedPerson person, CancellationToken cancellationToken = default);
}

/// <summary>Finds a person by their e-mail. For the command line.</summary>
public interface IFindPerson
{
    /// <summary>The person; needs <see cref="Permissions.OperatePlatform"/>.</summary>
    Task<Result<DataSubject>> ByEmailAsync(string email, CancellationToken cancellationToken = default);
}
