using OptiBid.Core.Common;
using OptiBid.Core.Data;

namespace OptiBid.Core.Notifications.Inbox;

/// <summary>What notifications tell of. Pages have a sentence for each, with the subject in it.</summary>
public static class InboxKinds
{
    /// <summary>An import came to its end.</summary>
    public const string ImportDone = "import.done";

    /// <summary>An import was stopped by a fault.</summary>
    public const string ImportFailed = "import.failed";

    /// <summary>The day-ahead results of a bid are there.</summary>
    public const string BidAwarded = "bid.awarded";

    /// <summary>A bid was settled.</summary>
    public const string BidSettled = "bid.settled";

    /// <summary>A backtest is done.</summary>
    public const string BacktestDone = "backtest.done";

    /// <summary>A backtest was stopped by a fault.</summary>
    public const string BacktestFailed = "backtest.failed";

    /// <summary>The inputs or the error of a model have drifted.</summary>
    public const string ModelDrifts = "model.drifts";

    /// <summary>The data is not fit to train a model on.</summary>
    public const string RetrainingRefused = "model.data_refused";

    /// <summary>The retraining of a model was stopped by a fault.</summary>
    public const string RetrainingFailed = "model.retraining_failed";

    /// <summary>A better version of a model waits for approval.</summary>
    public const string PromotionWaits = "model.promotion_waits";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        ImportDone,
        ImportFailed,
        BidAwarded,
        BidSettled,
        BacktestDone,
        BacktestFailed,
        ModelDrifts,
        RetrainingRefused,
        RetrainingFailed,
        PromotionWaits,
    ];
}

/// <summary>A notification to be kept.</summary>
/// <param name="OrganisationId">Whose it is.</param>
/// <param name="Kind">One of <see cref="InboxKinds"/>.</param>
/// <param name="Subject">What it is about, such as a file or an asset with its day; no text of its own.</param>
public sealed record InboxDraft(Guid OrganisationId, string Kind, string Subject)
{
    /// <summary>The one who gets it; null: everybody who has <see cref="Permission"/>.</summary>
    public Guid? UserId { get; init; }

    /// <summary>Who sees it when no user is named.</summary>
    public string? Permission { get; init; }

    /// <summary>One more line, such as the reason of a failure.</summary>
    public Sentence? Detail { get; init; }

    /// <summary>Path of the page that shows more.</summary>
    public string? Link { get; init; }

    /// <summary>Somebody has to do something.</summary>
    public bool IsProblem { get; init; }
}

/// <summary>A notification as its reader sees it.</summary>
/// <param name="Id">Id, in order of time.</param>
/// <param name="Kind">One of <see cref="InboxKinds"/>.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Detail">One more line, or null.</param>
/// <param name="Link">Path of the page that shows more, or null.</param>
/// <param name="IsProblem">Somebody has to do something.</param>
/// <param name="AtUtc">When it happened, UTC.</param>
/// <param name="IsRead">This reader has marked it.</param>
public sealed record InboxItem(
    Guid Id,
    string Kind,
    string Subject,
    Sentence? Detail,
    string? Link,
    bool IsProblem,
    DateTime AtUtc,
    bool IsRead
);

/// <summary>The newest notifications of a reader.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Unread">How many are not read, also of those that are not listed.</param>
public sealed record InboxPage(IReadOnlyList<InboxItem> Items, int Unread);

/// <summary>Where capabilities leave notifications. Kept for <see cref="InboxRules.KeptDays"/> days.</summary>
public interface IInbox
{
    /// <summary>Adds it to the transaction of <paramref name="db"/>: it exists when what it tells of does.</summary>
    void Append(OptiBidDbContext db, InboxDraft draft);

    /// <summary>Keeps it at once.</summary>
    Task AddAsync(InboxDraft draft, CancellationToken cancellationToken = default);
}

/// <summary>Tells pages of this process that an organisation has a new notification. Safe for many threads.</summary>
public interface IInboxSignal
{
    /// <summary>Calls <paramref name="onChanged"/> with the organisation, from any thread, until the answer is disposed.</summary>
    IDisposable Listen(Action<Guid> onChanged);
}

/// <summary>Limits of the inbox.</summary>
public static class InboxRules
{
    /// <summary>Days after which a notification is forgotten.</summary>
    public const int KeptDays = 90;

    /// <summary>Longest subject; a longer one is cut.</summary>
    public const int SubjectLength = 200;

    /// <summary>Longest detail; a longer one is cut.</summary>
    public const int DetailLength = 500;
}
