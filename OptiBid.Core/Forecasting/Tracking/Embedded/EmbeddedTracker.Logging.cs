using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Identity;

namespace OptiBid.Core.Forecasting.Tracking.Embedded;

/// <content>What runs log.</content>
internal sealed partial class EmbeddedTracker
{
    private const int Attempts = 5;

    /// <inheritdoc/>
    public async Task<Result<Done>> LogAsync(string runId, RunBatch batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if ((Refuses(Permissions.WriteExperiments) ?? TrackingRules.OfBatch(batch)) is { } failure)
        {
            return failure;
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await LogOnceAsync(runId, batch, cancellationToken);
            }
            catch (DbUpdateException) when (attempt < Attempts && !cancellationToken.IsCancellationRequested)
            {
                // Two callers logged the same new name at once: the second sees the first's now.
            }
        }
    }

    private async Task<Result<Done>> LogOnceAsync(string runId, RunBatch batch, CancellationToken cancellationToken)
    {
        await using var db = await OpenAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var found = await ActiveRunAsync(db, runId, cancellationToken);
        if (found.Failure is { } missing)
        {
            return missing;
        }

        var run = found.Value;
        if (await AddParamsAsync(db, run, batch.Params ?? [], cancellationToken) is { } failure)
        {
            return failure;
        }

        foreach (var tag in (batch.Tags ?? []).ToDictionaryOfLast())
        {
            await SetTagAsync(db, run, tag.Key, tag.Value, cancellationToken);
        }

        db.AddRange((batch.Metrics ?? []).Select(m => NewMetric(run, m)));
        await db.SaveChangesAsync(cancellationToken);
        foreach (var group in (batch.Metrics ?? []).GroupBy(m => m.Key, StringComparer.Ordinal))
        {
            await KeepLatestAsync(db, run, LatestOf(group), cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return Done.Instance;
    }

    /// <summary>The value of the last step; of one step the last in time; of one time the largest.</summary>
    public static TrackedMetric LatestOf(IEnumerable<TrackedMetric> metrics) =>
        metrics.OrderBy(m => m.Step).ThenBy(m => m.TimestampMs).ThenBy(m => double.IsNaN(m.Value) ? 0 : m.Value).Last();

    /// <summary>A row that is not yet added.</summary>
    public static MlMetric NewMetric(MlRun run, TrackedMetric metric) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            OrganisationId = run.OrganisationId,
            RunId = run.Id,
            Key = metric.Key,
            Value = double.IsNaN(metric.Value) ? 0 : metric.Value,
            IsNoNumber = double.IsNaN(metric.Value),
            TimestampMs = metric.TimestampMs,
            Step = metric.Step,
        };

    /// <summary>A row that is not yet added.</summary>
    public static MlLatestMetric NewLatest(MlRun run, TrackedMetric metric) =>
        new()
        {
            OrganisationId = run.OrganisationId,
            RunId = run.Id,
            Key = metric.Key,
            Value = double.IsNaN(metric.Value) ? 0 : metric.Value,
            IsNoNumber = double.IsNaN(metric.Value),
            TimestampMs = metric.TimestampMs,
            Step = metric.Step,
        };

    private static async Task<Failure?> AddParamsAsync(
        OptiBidDbContext db,
        MlRun run,
        IReadOnlyList<TrackedText> parameters,
        CancellationToken cancellationToken
    )
    {
        if (parameters.Count == 0)
        {
            return null;
        }

        var keys = parameters.Select(p => p.Key).ToList();
        var held = await db.Set<MlParam>()
            .AsNoTracking()
            .Where(p => p.RunId == run.Id && keys.Contains(p.Key))
            .ToDictionaryAsync(p => p.Key, p => p.Value, StringComparer.Ordinal, cancellationToken);
        foreach (var (key, value) in parameters.ToDictionaryOfLast())
        {
            if (!held.TryGetValue(key, out var old))
            {
                db.Add(
                    new MlParam
                    {
                        OrganisationId = run.OrganisationId,
                        RunId = run.Id,
                        Key = key,
                        Value = value,
                    }
                );
            }
            else if (old != value)
            {
                return TrackingFailures.Invalid(
                    $"Changing param values is not allowed. Param with key='{key}' was already logged with value='{old}' "
                        + $"for run ID='{TrackingMap.IdOf(run.Id)}'. Attempted logging new value '{value}'."
                );
            }
        }

        return null;
    }

    private static async Task SetTagAsync(OptiBidDbContext db, MlRun run, string key, string value, CancellationToken cancellationToken)
    {
        if (await db.Set<MlTag>().SingleOrDefaultAsync(t => t.RunId == run.Id && t.Key == key, cancellationToken) is { } held)
        {
            held.Value = value;
        }
        else
        {
            db.Add(NewTag(run, key, value));
        }

        switch (key)
        {
            case TrackingMap.RunNameTag:
                run.Name = value;
                break;
            case TrackedTags.DataHash:
                run.DataHash = Shorten(value, MlRunConfiguration.LongestHash);
                break;
            case TrackedTags.CodeVersion:
                run.CodeVersion = Shorten(value, MlRunConfiguration.LongestVersion);
                break;
        }
    }

    /// <summary>Two callers at once: the database compares, so that the later value stays whoever writes last.</summary>
    private static async Task KeepLatestAsync(OptiBidDbContext db, MlRun run, TrackedMetric metric, CancellationToken cancellationToken)
    {
        var row = NewLatest(run, metric);
        var (id, key, value, isNoNumber, timestamp, step) = (run.Id, row.Key, row.Value, row.IsNoNumber, row.TimestampMs, row.Step);
        var held = db.Set<MlLatestMetric>().Where(m => m.RunId == id && m.Key == key);
        var changed = await held.Where(m =>
                m.Step < step || (m.Step == step && (m.TimestampMs < timestamp || (m.TimestampMs == timestamp && m.Value <= value)))
            )
            .ExecuteUpdateAsync(
                s =>
                    s.SetProperty(m => m.Value, value)
                        .SetProperty(m => m.IsNoNumber, isNoNumber)
                        .SetProperty(m => m.TimestampMs, timestamp)
                        .SetProperty(m => m.Step, step),
                cancellationToken
            );
        if (changed == 0 && !await held.AnyAsync(cancellationToken))
        {
            db.Add(row);
        }
    }

    /// <inheritdoc/>
    public async Task<Result<Done>> DeleteTagAsync(string runId, string key, CancellationToken cancellationToken = default)
    {
        if (Refuses(Permissions.WriteExperiments) is { } failure)
        {
            return failure;
        }

        await using var db = await OpenAsync(cancellationToken);
        var found = await ActiveRunAsync(db, runId, cancellationToken);
        if (found.Failure is { } missing)
        {
            return missing;
        }

        var id = found.Value.Id;
        var gone = await db.Set<MlTag>().Where(t => t.RunId == id && t.Key == key).ExecuteDeleteAsync(cancellationToken);
        return gone > 0 ? Done.Instance : TrackingFailures.Missing($"No tag with name: {key} in run with id {runId}");
    }

    /// <inheritdoc/>
    public async Task<Result<IReadOnlyList<TrackedMetric>>> GetHistoryAsync(
        string runId,
        string key,
        CancellationToken cancellationToken = default
    )
    {
        if (Refuses(Permissions.ReadForecasts) is { } failure)
        {
            return failure;
        }

        await using var db = await OpenAsync(cancellationToken);
        var run = await RunAsync(db, runId, cancellationToken);
        if (run is null)
        {
            return TrackingFailures.NoRun(runId);
        }

        var rows = await db.Set<MlMetric>()
            .AsNoTracking()
            .Where(m => m.RunId == run.Id && m.Key == key)
            .OrderBy(m => m.Step)
            .ThenBy(m => m.TimestampMs)
            .ThenBy(m => m.Id)
            .ToListAsync(cancellationToken);
        return Result<IReadOnlyList<TrackedMetric>>.Ok([.. rows.Select(TrackingMap.ToView)]);
    }
}
