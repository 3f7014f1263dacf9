using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Identity;

namespace OptiBid.Core.Forecasting.Tracking.Embedded;

/// <content>Runs.</content>
internal sealed partial class EmbeddedTracker
{
    /// <inheritdoc/>
    public async Task<Result<TrackedRun>> CreateRunAsync(RunStart start, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(start);
        var tags = (start.Tags ?? []).ToDictionaryOfLast();
        if (
            (
                Refuses(Permissions.WriteExperiments)
                ?? TrackingRules.OfBatch(new(Tags: [.. tags.Select(t => new TrackedText(t.Key, t.Value))]))
                ?? (start.StartMs < 0 ? TrackingFailures.Invalid("start_time must not be negative") : null)
                ?? (start.Name is null ? null : TrackingRules.OfTag(new(TrackingMap.RunNameTag, start.Name)))
            ) is
            { } failure
        )
        {
            return failure;
        }

        await using var db = await OpenAsync(cancellationToken);
        var experiment = await ExperimentAsync(db, start.ExperimentId, cancellationToken);
        if (experiment is null && start.ExperimentId == MlExperiment.DefaultKey)
        {
            experiment = NewExperiment(user.OrganisationId, MlExperiment.DefaultKey, MlExperiment.DefaultName, null, "{}", Now);
            db.Add(experiment);
        }

        if (experiment is null)
        {
            return TrackingFailures.NoExperiment(start.ExperimentId);
        }

        if (experiment.IsDeleted)
        {
            return TrackingFailures.Invalid($"The experiment {experiment.Key} must be in the 'active' state. Current state is deleted.");
        }

        var run = NewRun(
            experiment,
            user.UserId,
            user.Name,
            start.Name ?? tags.GetValueOrDefault(TrackingMap.RunNameTag),
            start.StartMs,
            Now
        );
        tags[TrackingMap.RunNameTag] = run.Name;
        run.DataHash = Shorten(tags.GetValueOrDefault(TrackedTags.DataHash), MlRunConfiguration.LongestHash);
        run.CodeVersion = Shorten(tags.GetValueOrDefault(TrackedTags.CodeVersion), MlRunConfiguration.LongestVersion);
        db.Add(run);
        db.AddRange(tags.Select(t => NewTag(run, t.Key, t.Value)));
        trail.Append(db, new("runs.created", "run", TrackingMap.IdOf(run.Id), After: new { Experiment = experiment.Name, run.Name }));
        await db.SaveChangesAsync(cancellationToken);
        return new TrackedRun(
            TrackingMap.ToInfo(run, experiment.Key),
            [],
            [],
            [.. tags.Select(t => new TrackedText(t.Key, t.Value)).OrderBy(t => t.Key, StringComparer.Ordinal)]
        );
    }

    /// <summary>A row that is not yet added.</summary>
    public static MlRun NewRun(MlExperiment experiment, Guid userId, string userName, string? name, long? startMs, DateTime nowUtc)
    {
        var id = Guid.CreateVersion7();
        var text = TrackingMap.IdOf(id);
        return new()
        {
            Id = id,
            OrganisationId = experiment.OrganisationId,
            ExperimentId = experiment.Id,
            UserId = userId,
            StartedBy = userName,
            // Ids begin with the time: their end tells runs apart.
            Name = string.IsNullOrEmpty(name) ? "run-" + text[^8..] : name,
            Status = TrackedRunStatus.Running,
            StartMs = startMs ?? TrackingMap.Ms(nowUtc),
            ArtifactUri = $"{experiment.ArtifactLocation}/{text}/artifacts",
        };
    }

    private static string? Shorten(string? text, int longest) => text?.Length > longest ? text[..longest] : text;

    /// <summary>A row that is not yet added.</summary>
    public static MlTag NewTag(MlRun run, string key, string value) =>
        new()
        {
            OrganisationId = run.OrganisationId,
            RunId = run.Id,
            Key = key,
            Value = value,
        };

    /// <inheritdoc/>
    public async Task<Result<TrackedRun>> GetRunAsync(string runId, CancellationToken cancellationToken = default)
    {
        if (Refuses(Permissions.ReadForecasts) is { } failure)
        {
            return failure;
        }

        await using var db = await OpenAsync(cancellationToken);
        var run = await RunAsync(db, runId, cancellationToken);
        return run is null
            ? TrackingFailures.NoRun(runId)
            : (
                await FillAsync(db, [TrackingMap.ToInfo(run, await KeyOfAsync(db, run.ExperimentId, cancellationToken))], cancellationToken)
            )[0];
    }

    /// <inheritdoc/>
    public async Task<Result<TrackedRunInfo>> UpdateRunAsync(
        string runId,
        TrackedRunStatus? status = null,
        long? endMs = null,
        string? name = null,
        CancellationToken cancellationToken = default
    )
    {
        if (
            (
                Refuses(Permissions.WriteExperiments)
                ?? (string.IsNullOrEmpty(name) ? null : TrackingRules.OfTag(new(TrackingMap.RunNameTag, name)))
            ) is
            { } failure
        )
        {
            return failure;
        }

        await using var db = await OpenAsync(cancellationToken);
        var found = await ActiveRunAsync(db, runId, cancellationToken);
        if (found.Failure is { } missing)
        {
            return missing;
        }

        var run = found.Value;
        var before = new { run.Status, run.Name };
        run.Status = status ?? run.Status;
        run.EndMs = endMs ?? run.EndMs;
        if (!string.IsNullOrEmpty(name))
        {
            await SetTagAsync(db, run, TrackingMap.RunNameTag, name, cancellationToken);
        }

        trail.Append(db, new("runs.changed", "run", runId, before, new { run.Status, run.Name }));
        await db.SaveChangesAsync(cancellationToken);
        return TrackingMap.ToInfo(run, await KeyOfAsync(db, run.ExperimentId, cancellationToken));
    }

    /// <inheritdoc/>
    public Task<Result<Done>> DeleteRunAsync(string runId, CancellationToken cancellationToken = default) =>
        SetRunDeletedAsync(runId, true, cancellationToken);

    /// <inheritdoc/>
    public Task<Result<Done>> RestoreRunAsync(string runId, CancellationToken cancellationToken = default) =>
        SetRunDeletedAsync(runId, false, cancellationToken);

    private async Task<Result<Done>> SetRunDeletedAsync(string runId, bool deleted, CancellationToken cancellationToken)
    {
        if (Refuses(Permissions.WriteExperiments) is { } failure)
        {
            return failure;
        }

        await using var db = await OpenAsync(cancellationToken);
        var run = await RunAsync(db, runId, cancellationToken);
        if (run is null)
        {
            return TrackingFailures.NoRun(runId);
        }

        if (run.IsDeleted == deleted)
        {
            return TrackingFailures.Invalid(
                $"The run {runId} must be in the '{(deleted ? "active" : "deleted")}' state. Current state is {(deleted ? "deleted" : "active")}."
            );
        }

        if (!deleted && await Experiments(db).AnyAsync(e => e.Id == run.ExperimentId && e.IsDeleted, cancellationToken))
        {
            return TrackingFailures.Invalid($"The experiment of run {runId} is deleted; restore the experiment first.");
        }

        run.IsDeleted = deleted;
        run.WentWithExperiment = false;
        trail.Append(db, new(deleted ? "runs.deleted" : "runs.restored", "run", runId, After: new { run.Name }));
        await db.SaveChangesAsync(cancellationToken);
        return Done.Instance;
    }

    /// <summary>What was logged for runs that are known.</summary>
    private static async Task<List<TrackedRun>> FillAsync(
        OptiBidDbContext db,
        IReadOnlyList<TrackedRunInfo> infos,
        CancellationToken cancellationToken
    )
    {
        var runs = new List<TrackedRun>(infos.Count);
        foreach (var chunk in infos.Chunk(500))
        {
            var ids = chunk.Select(i => Guid.ParseExact(i.Id, "N")).ToList();
            var metrics = (
                await db.Set<MlLatestMetric>().AsNoTracking().Where(m => ids.Contains(m.RunId)).ToListAsync(cancellationToken)
            ).ToLookup(m => m.RunId);
            var parameters = (
                await db.Set<MlParam>().AsNoTracking().Where(p => ids.Contains(p.RunId)).ToListAsync(cancellationToken)
            ).ToLookup(p => p.RunId);
            var tags = (await db.Set<MlTag>().AsNoTracking().Where(t => ids.Contains(t.RunId)).ToListAsync(cancellationToken)).ToLookup(t =>
                t.RunId
            );
            runs.AddRange(
                chunk.Zip(
                    ids,
                    (info, id) =>
                        new TrackedRun(
                            info,
                            [.. metrics[id].OrderBy(m => m.Key, StringComparer.Ordinal).Select(TrackingMap.ToView)],
                            [.. parameters[id].OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => new TrackedText(p.Key, p.Value))],
                            [.. tags[id].OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => new TrackedText(t.Key, t.Value))]
                        )
                )
            );
        }

        return runs;
    }
}
