using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Identity;

namespace OptiBid.Core.Forecasting.Registry;

/// <inheritdoc cref="IDecidePromotion"/>
internal sealed class DecidePromotion(IDbContextFactory<OptiBidDbContext> contexts, ICurrentUser user, IAuditTrail trail, TimeProvider time)
    : IDecidePromotion
{
    /// <inheritdoc/>
    public async Task<Result<Done>> ExecuteAsync(
        Guid id,
        bool approve,
        string? answer = null,
        CancellationToken cancellationToken = default
    )
    {
        if (!user.Has(Permissions.ApproveModels))
        {
            return ForecastingFailures.Forbidden(Permissions.ApproveModels);
        }

        if (PromotionFailures.OfReason(answer, isNeeded: !approve) is { } fault)
        {
            return fault;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var promotion = await db.Set<MlPromotion>()
            .SingleOrDefaultAsync(
                p => p.Id == id && p.OrganisationId == user.OrganisationId && p.State == PromotionState.Waiting,
                cancellationToken
            );
        if (promotion is null)
        {
            return PromotionFailures.NoPromotion(id);
        }

        // Refusing one's own request would be a withdrawal under another name: it has its own action.
        if (promotion.RequesterId == user.UserId)
        {
            return PromotionFailures.SecondPerson();
        }

        var model = await RegistryReader.Models(db, user.OrganisationId).SingleAsync(m => m.Id == promotion.ModelId, cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        promotion.State = approve ? PromotionState.Approved : PromotionState.Refused;
        promotion.DecidedUtc = now;
        promotion.DeciderId = user.UserId;
        promotion.DecidedBy = user.Name;
        promotion.Answer = string.IsNullOrWhiteSpace(answer) ? null : answer.Trim();
        if (approve)
        {
            var version = await RegistryReader.VersionAsync(db, model.Id, promotion.Number, cancellationToken);
            if (version is null)
            {
                return PromotionFailures.NoVersion(model.Name, promotion.Number);
            }

            promotion.PreviousNumber = await Production.ReplaceAsync(db, model, version, now, cancellationToken);
        }

        trail.Append(
            db,
            new(
                approve ? "models.promotion_approved" : "models.promotion_refused",
                "promotion",
                id.ToString(),
                new { model.Name, Production = promotion.PreviousNumber },
                new
                {
                    model.Name,
                    promotion.Number,
                    promotion.RequestedBy,
                },
                promotion.Answer
            )
        );
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

/// <inheritdoc cref="IRollBackModel"/>
internal sealed class RollBackModel(IDbContextFactory<OptiBidDbContext> contexts, ICurrentUser user, IAuditTrail trail, TimeProvider time)
    : IRollBackModel
{
    /// <inheritdoc/>
    public async Task<Result<int>> ExecuteAsync(string model, string reason, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ApproveModels))
        {
            return ForecastingFailures.Forbidden(Permissions.ApproveModels);
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

        var present = await RegistryReader
            .Versions(db, row.Id)
            .SingleOrDefaultAsync(v => v.Stage == ModelStage.Production, cancellationToken);
        // The promotion that brought the present version, not a rollback to it: two rollbacks go two versions back, not there and back again.
        var promotion = present is null
            ? null
            : await db.Set<MlPromotion>()
                .AsNoTracking()
                .Where(p =>
                    p.ModelId == row.Id
                    && p.Number == present.Number
                    && p.Kind == PromotionKind.Promotion
                    && p.State == PromotionState.Approved
                )
                .OrderByDescending(p => p.DecidedUtc)
                .FirstOrDefaultAsync(cancellationToken);
        var before = promotion?.PreviousNumber is { } number
            ? await RegistryReader.VersionAsync(db, row.Id, number, cancellationToken)
            : null;
        if (present is null || before is null)
        {
            return PromotionFailures.NoneBefore(model);
        }

        var now = time.GetUtcNow().UtcDateTime;
        await Production.ReplaceAsync(db, row, before, now, cancellationToken);
        db.Add(
            new MlPromotion
            {
                Id = Guid.CreateVersion7(),
                OrganisationId = user.OrganisationId,
                ModelId = row.Id,
                Number = before.Number,
                Kind = PromotionKind.Rollback,
                State = PromotionState.Approved,
                PreviousNumber = present.Number,
                RequesterId = user.UserId,
                RequestedBy = user.Name,
                Reason = reason.Trim(),
                RequestedUtc = now,
                DecidedUtc = now,
                DeciderId = user.UserId,
                DecidedBy = user.Name,
            }
        );
        trail.Append(
            db,
            new(
                "models.rolled_back",
                "model",
                row.Id.ToString(),
                new { row.Name, Production = present.Number },
                new { row.Name, Production = before.Number },
                reason.Trim()
            )
        );
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return PromotionFailures.Raced();
        }

        return before.Number;
    }
}

/// <summary>What changes when another version goes into production.</summary>
internal static class Production
{
    /// <summary>
    /// The version goes into production, the one that was there into the archive, the champion follows; the number of the one that was there. Saved by
    /// the caller; the model's revision lets one of two at once through.
    /// </summary>
    public static async Task<int?> ReplaceAsync(
        OptiBidDbContext db,
        MlModel model,
        MlModelVersion version,
        DateTime nowUtc,
        CancellationToken cancellationToken
    )
    {
        int? previous = null;
        var others = await RegistryReader
            .Versions(db, model.Id)
            .Where(v => v.Stage == ModelStage.Production && v.Number != version.Number)
            .ToListAsync(cancellationToken);
        foreach (var other in others)
        {
            other.Stage = ModelStage.Archived;
            other.UpdatedUtc = nowUtc;
            previous = other.Number;
        }

        version.Stage = ModelStage.Production;
        version.UpdatedUtc = nowUtc;
        RegistryReader.DropAliases(model, version.Number, ModelAliases.Challenger);
        RegistryReader.SetAlias(model, ModelAliases.Champion, version.Number);
        RegistryReader.Touch(model, nowUtc);
        return previous;
    }
}
