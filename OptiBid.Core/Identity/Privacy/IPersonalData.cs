using OptiBid.Core.Data;

namespace OptiBid.Core.Identity.Privacy;

/// <summary>A person whose data is exported or erased, as the account stands before it.</summary>
/// <param name="Id">Id of the user.</param>
/// <param name="Email">Their e-mail.</param>
/// <param name="Name">Their name for display and records.</param>
/// <param name="Phone">Their phone number.</param>
public sealed record DataSubject(Guid Id, string? Email, string Name, string? Phone)
{
    /// <summary>What stands in their place afterwards, such as <c>Erased user 7f3a</c>.</summary>
    public string Pseudonym => $"Erased user {Id.ToString("N")[^4..]}";
}

/// <summary>Whose data, and how much of it.</summary>
/// <param name="Subject">The person.</param>
/// <param name="OrganisationId">What this organisation holds about them; null for everything.</param>
/// <param name="NameIsTheirsIn">Organisations in which rows with their name are theirs: they worked there, and no namesake does.</param>
public sealed record PersonalDataScope(DataSubject Subject, Guid? OrganisationId, IReadOnlySet<Guid> NameIsTheirsIn);

/// <summary>
/// A part of the platform that keeps data about people. Rows with a <c>UserId</c>, an e-mail column or a name of who did it need none: they are found
/// by the model. A part registers one for what is kept otherwise, or for what has to stay.
/// </summary>
public interface IPersonalData
{
    /// <summary>Name of its file in an export, such as <c>audit</c>.</summary>
    string Name { get; }

    /// <summary>Tables whose rows it answers for, so that they are neither exported nor deleted by the model.</summary>
    IReadOnlyCollection<string> Tables { get; }

    /// <summary>What is kept about the person, without secrets; serialised as JSON.</summary>
    Task<IReadOnlyList<object>> ExportAsync(OptiBidDbContext db, PersonalDataScope scope, CancellationToken cancellationToken);

    /// <summary>Removes or anonymises it, in the caller's transaction; the number of rows.</summary>
    Task<int> EraseAsync(OptiBidDbContext db, PersonalDataScope scope, CancellationToken cancellationToken);

    /// <summary>Organisations in which it knows the person.</summary>
    Task<IReadOnlyCollection<Guid>> SearchAsync(OptiBidDbContext db, Guid userId, CancellationToken cancellationToken);
}

/// <summary>Makes the audit log forget a person: destroys the key that their values in it are encrypted with.</summary>
public interface IForgetSubject
{
    /// <summary>Destroys the keys in the caller's transaction; their number.</summary>
    Task<int> ForgetAsync(OptiBidDbContext db, Guid userId, CancellationToken cancellationToken);

    /// <summary>Called after the commit: drops what this process remembers.</summary>
    void Committed();
}
