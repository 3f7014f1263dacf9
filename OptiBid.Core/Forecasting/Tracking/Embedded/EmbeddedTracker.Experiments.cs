using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Identity;

namespace OptiBid.Core.Forecasting.Tracking.Embedded;

/// <content>Changes of experiments.</content>
internal sealed partial class EmbeddedTracker
{
    /// <inheritdoc/>
    public async Task<Result<Done>> RenameExperimentAsync(string id, string name, CancellationToken cancellationToken = default)
    {
        if ((Refuses(Permissions.WriteExperiments) ?? TrackingRules.OfExperimentName(name)) is { } failure)
        {
            return failure;
        }

        await using var db = await OpenAsync(cancellationToken);
        var experiment = await ExperimentAsync(db, id, cancellationToken);
        if (experiment is null)
        {
            return TrackingFailures.NoExperiment(id);
        }

        if (experiment.IsDeleted)
        {
            return TrackingFailures.Invalid("Cannot rename a non-active experiment.");
        }

        if (await Experiments(db).AnyAsync(e => e.Name == name && e.Id != experiment.Id, cancellationToken))
        {
            return TrackingFailures.Exists($"Experiment(name={name}) already exists.");
        }

        trail.Append(db, new("experiments.renamed", "experiment", id, new { experiment.Name }, new { Name = name }));
        experiment.Name = name;
        experiment.UpdatedUtc = Now;
        await db.SaveChangesAsync(cancellationToken);
        return Done.Instance;
    }

    /// <inheritdoc/>
    public Task<Result<Done>> DeleteExperimentAsync(string id, CancellationToken cancellationToken = default) =>
        SetDeletedAsync(id, true, cancellationToken);

    /// <inheritdoc/>
    public Task<Result<Done>> RestoreExperimentAsync(string id, CancellationToken cancellationToken = default) =>
        SetDeletedAsync(id, false, cancellationToken);

    /// <inheritdoc/>
    public async Task<Result<Done>> TagExperimentAsync(string id, TrackedText tag, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tag);
        if ((Refuses(Permissions.WriteExperiments) ?? TrackingRules.OfTag(tag)) is { } failure)
        {
            return failure;
        }

        await using var db = await OpenAsync(cancellationToken);
        var experiment = await ExperimentAsync(db, id, cancellationToken);
        if (experiment is null)
        {
            return TrackingFailures.NoExperiment(id);
        }

        experiment.Tags = TrackingMap.With(experiment.Tags, tag.Key, tag.Value);
        experiment.UpdatedUtc = Now;
        trail.Append(db, new("experiments.tagged", "experiment", id, After: tag));
        await db.SaveChangesAsync(cancellationToken);
        return Done.Instance;
    }

    /// <summary>The runs that go with their experiment come back with it; those that were deleted before stay deleted.</summary>
    private async Task<Result<Done>> SetDeletedAsync(string id, bool deleted, CancellationToken cancellationToken)
    {
        if (Refuses(Permissions.WriteExperiments) is { } failure)
        {
            return failure;
        }

        await using var db = await OpenAsync(cancellationToken);
        var experiment = await ExperimentAsync(db, id, cancellationToken);
        if (experiment is null || experiment.IsDeleted == deleted)
        {
            return TrackingFailures.NoExperiment(id);
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        experiment.IsDeleted = deleted;
        experiment.UpdatedUtc = Now;
        trail.Append(db, new(deleted ? "experiments.deleted" : "experiments.restored", "experiment", id, After: new { experiment.Name }));
        await db.SaveChangesAsync(cancellationToken);
        var runs = Runs(db).Where(r => r.ExperimentId == experiment.Id && r.IsDeleted != deleted);
        if (!deleted)
        {
            runs = runs.Where(r => r.WentWithExperiment);
        }

        await runs.ExecuteUpdateAsync(
            s => s.SetProperty(r => r.IsDeleted, deleted).SetProperty(r => r.WentWithExperiment, deleted),
            cancellationToken
        );
        await transaction.CommitAsync(cancellationToken);
        return Done.Instance;
    }
}
