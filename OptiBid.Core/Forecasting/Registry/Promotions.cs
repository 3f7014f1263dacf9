using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Identity;

namespace OptiBid.Core.Forecasting.Registry;

/// <summary>Failures of promotions, which people read.</summary>
internal static class PromotionFailures
{
    public static Failure NoModel(string name) =>
        new SimpleFailure("registry.model", $"there is no model {name}", FailureKind.NotFound) { Field = "model" };

    public static Failure NoVersion(string name, int number) =>
        new SimpleFailure("registry.version", $"there is no version {number} of the model {name}", FailureKind.NotFound)
        {
            Field = "version",
        };

    public static Failure NoPromotion(Guid id) =>
        new SimpleFailure("registry.promotion", $"there is no promotion {id} that waits", FailureKind.NotFound);

    public static Failure Present(string name, int number) =>
        new SimpleFailure("registry.in_production", $"version {number} of {name} is in production already", FailureKind.Conflict);

    public static Failure Waits(string name, int number) =>
        new SimpleFailure("registry.waits", $"a promotion of version {number} of {name} waits already", FailureKind.Conflict);

    public static Failure SecondPerson() =>
        new SimpleFailure(
            "registry.second_person_needed",
            "a promotion is approved by somebody who did not ask for it",
            FailureKind.Forbidden
        );

    public static Failure Raced() =>
        new SimpleFailure("registry.raced", "the model was changed at the same time; look again", FailureKind.Conflict);

    public static Failure NoneBefore(string name) =>
        new SimpleFailure("registry.none_before", $"there is no version of {name} before the one in production", FailureKind.Conflict);

    public static Failure? OfReason(string? reason, bool isNeeded) =>
        (isNeeded && string.IsNullOrWhiteSpace(reason)) || reason is { Length: > MlPromotionConfiguration.LongestReason }
            ? new SimpleFailure("registry.reason", $"say why, in at most {MlPromotionConfiguration.LongestReason} characters")
            {
                Field = "reason",
            }
            : null;
}

/// <inheritdoc cref="IListPromotions"/>
internal sealed class ListPromotions(IDbContextFactory<OptiBidDbContext> contexts, ICurrentUser user) : IListPromotions
{
    private const int Most = 500;

    /// <inheritdoc/>
    public async Task<Result<IReadOnlyList<PromotionView>>> ExecuteAsync(
        string? model = null,
        CancellationToken cancellationToken = default
    )
    {
        if (!user.Has(Permissions.ReadForecasts))
        {
            return ForecastingFailures.Forbidden(Permissions.ReadForecasts);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var models = RegistryReader.Models(db, user.OrganisationId).AsNoTracking();
        if (model is not null)
        {
            models = models.Where(m => m.Name == model);
        }

        var names = await models.ToDictionaryAsync(m => m.Id, m => m.Name, cancellationToken);
        var ids = names.Keys.ToList();
        var rows = await db.Set<MlPromotion>()
            .AsNoTracking()
            .Where(p => p.OrganisationId == user.OrganisationId && ids.Contains(p.ModelId))
            .OrderByDescending(p => p.RequestedUtc)
            .Take(Most)
            .ToListAsync(cancellationToken);
        return Result<IReadOnlyList<PromotionView>>.Ok([.. rows.Select(p => ToView(p, names[p.ModelId]))]);
    }

    private PromotionView ToView(MlPromotion row, string model)
    {
        var waits = row.State == PromotionState.Waiting;
        var isOwn = row.RequesterId == user.UserId;
        return new(
            row.Id,
            model,
            row.Number,
            row.Kind,
            row.State,
            row.PreviousNumber,
            row.RequestedBy,
            row.Reason,
            row.RequestedUtc,
            row.DecidedBy,
            row.Answer,
            row.DecidedUtc,
            waits && !isOwn && user.Has(Permissions.ApproveModels),
            waits && isOwn && user.Has(Permissions.WriteModels)
        );
    }
}

/// <inheritdoc cref="IRequestPromotion"/>
internal sealed class RequestPromotion(
    IDbContextFactory<OptiBidDbContext> contexts,
    ICurrentUser user,
    IAuditTrail trail,
    TimeProvider time
) : IRequestPromotion
{
    /// <inheritdoc/>
    public async Task<Result<Guid>> ExecuteAsync(string model, int version, string reason, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.WriteModels))
        {
            return ForecastingFailures.Forbidden(Permissions.WriteModels);
        }

        if (PromotionFailures.OfReason(reason, isNeeded: true) is { } fault)
        {
            return fault;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await RegistryReader.ModelAsync(db, user.OrganisationId, model, cancellationToken);
        if (row is null)
        {
            return PromotionFailures.NoModel(model);
        }

        var wanted = await RegistryReader.VersionAsync(db, row.Id, version, cancellationToken);
        if (wanted is null)
        {
            return PromotionFailures.NoVersion(model, version);
        }

        if (wanted.Stage == ModelStage.Production)
        {
            return PromotionFailures.Present(model, version);
        }

        if (
            await db.Set<MlPromotion>()
                .AnyAsync(p => p.ModelId == row.Id && p.Number == version && p.State == PromotionState.Waiting, cancellationToken)
        )
        {
            return PromotionFailures.Waits(model, version);
        }

        var promotion = new MlPromotion
        {
            Id = Guid.CreateVersion7(),
            OrganisationId = user.OrganisationId,
            ModelId = row.Id,
            Number = version,
            RequesterId = user.UserId,
            RequestedBy = user.Name,
            Reason = reason.Trim(),
            RequestedUtc = time.GetUtcNow().UtcDateTime,
        };
        db.Add(promotion);
        // Two requests for one version at once: the second sees another revision of the model.
        row.Revision++;
        trail.Append(
            db,
            new("models.promotion_requested", "promotion", promotion.Id.ToString(), After: new { model, version }, Reason: promotion.Reason)
        );
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return PromotionFailures.Raced();
        }

        return promotion.Id;
    }
}

/// <inheritdoc cref="IWithdrawPromotion"/>
internal sealed class WithdrawPromotion(
    IDbContextFactory<OptiBidDbContext> contexts,
    ICurrentUser user,
    IAuditTrail trail,
    TimeProvider time
) : IWithdrawPromotion
{
    /// <inheritdoc/>
    public async Task<Result<Done>> ExecuteAsync(Guid id, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.WriteModels))
        {
            return ForecastingFailures.Forbidden(Permissions.WriteModels);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var promotion = await db.Set<MlPromotion>()
            .SingleOrDefaultAsync(
                p =>
                    p.Id == id
                    && p.OrganisationId == user.OrganisationId
                    && p.RequesterId == user.UserId
                    && p.State == PromotionState.Waiting,
                cancellationToken
            );
        if (promotion is null)
        {
            return PromotionFailures.NoPromotion(id);
        }

        promotion.State = PromotionState.Withdrawn;
        promotion.DecidedUtc = time.GetUtcNow().UtcDateTime;
        promotion.DeciderId = user.UserId;
        promotion.DecidedBy = user.Name;
        trail.Append(db, new("models.promotion_withdrawn", "promotion", id.ToString(), After: new { promotion.Number }));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return PromotionFailures.Raced();
        }

        return Done.Instance;
    }
}
