using OptiBid.Core.Common;

namespace OptiBid.Core.Forecasting.Registry;

/// <summary>What a row of the history of production is.</summary>
public enum PromotionKind
{
    /// <summary>A version that was asked for.</summary>
    Promotion,

    /// <summary>The way back to the version before.</summary>
    Rollback,
}

/// <summary>How a promotion stands.</summary>
public enum PromotionState
{
    /// <summary>Waits for somebody else.</summary>
    Waiting,

    /// <summary>Done.</summary>
    Approved,

    /// <summary>Refused.</summary>
    Refused,

    /// <summary>Taken back by who asked.</summary>
    Withdrawn,
}

/// <summary>A promotion or a rollback.</summary>
/// <param name="Id">Id.</param>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">The version that goes into production.</param>
/// <param name="Kind">Promotion or rollback.</param>
/// <param name="State">How it stands.</param>
/// <param name="PreviousVersion">The version that was in production before it, once it is done; null for none.</param>
/// <param name="RequestedBy">Who asked.</param>
/// <param name="Reason">Why.</param>
/// <param name="RequestedUtc">When.</param>
/// <param name="DecidedBy">Who decided, or null.</param>
/// <param name="Answer">What they said, or null.</param>
/// <param name="DecidedUtc">When, or null.</param>
/// <param name="MayDecide">The caller may approve or refuse it.</param>
/// <param name="MayWithdraw">The caller may take it back.</param>
public sealed record PromotionView(
    Guid Id,
    string Model,
    int Version,
    PromotionKind Kind,
    PromotionState State,
    int? PreviousVersion,
    string RequestedBy,
    string Reason,
    DateTime RequestedUtc,
    string? DecidedBy,
    string? Answer,
    DateTime? DecidedUtc,
    bool MayDecide,
    bool MayWithdraw
);

/// <summary>The promotions of the organisation, the newest first. Needs <c>forecasts.read</c>.</summary>
public interface IListPromotions
{
    /// <summary>Of one model, or of all when null.</summary>
    Task<Result<IReadOnlyList<PromotionView>>> ExecuteAsync(string? model = null, CancellationToken cancellationToken = default);
}

/// <summary>Asks that a version goes into production. Needs <c>models.write</c>.</summary>
public interface IRequestPromotion
{
    /// <summary>The id of the promotion, which waits for somebody else.</summary>
    Task<Result<Guid>> ExecuteAsync(string model, int version, string reason, CancellationToken cancellationToken = default);
}

/// <summary>
/// Approves or refuses a promotion that somebody else asked for. Needs <c>models.approve</c>. An approval puts the version into production, the
/// one before into the archive, and the champion on it, in one transaction with the audit rows.
/// </summary>
public interface IDecidePromotion
{
    /// <summary>Decides.</summary>
    Task<Result<Done>> ExecuteAsync(Guid id, bool approve, string? answer = null, CancellationToken cancellationToken = default);
}

/// <summary>Takes one's own promotion back while it waits. Needs <c>models.write</c>.</summary>
public interface IWithdrawPromotion
{
    /// <summary>Takes it back.</summary>
    Task<Result<Done>> ExecuteAsync(Guid id, CancellationToken cancellationToken = default);
}

/// <summary>
/// Puts the version before the present one back into production. Needs <c>models.approve</c>, and no second person: that version was approved
/// before, and a desk that loses money does not wait.
/// </summary>
public interface IRollBackModel
{
    /// <summary>The version that is in production now.</summary>
    Task<Result<int>> ExecuteAsync(string model, string reason, CancellationToken cancellationToken = default);
}
