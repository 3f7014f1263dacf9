using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Forecasting.Tracking.Search;
using OptiBid.Core.Identity;

namespace OptiBid.Core.Forecasting.Tracking.Embedded;

/// <summary>
/// Experiments and runs in our own tables. Making, ending, deleting and restoring is audited in the transaction of the change; single metrics,
/// parameters and tags are not: parameters are written once and metrics are only added to.
/// </summary>
internal sealed partial class EmbeddedTracker(
    IDbContextFactory<OptiBidDbContext> contexts,
    ICurrentUser user,
    IAuditTrail trail,
    TimeProvider time,
    IOptions<TrackingOptions> options
) : IEmbeddedTracker
{
    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private Failure? Refuses(string permission) => user.Has(permission) ? null : TrackingFailures.Forbidden(permission);

    private Task<OptiBidDbContext> OpenAsync(CancellationToken cancellationToken) => contexts.CreateDbContextAsync(cancellationToken);

    private IQueryable<MlExperiment> Experiments(OptiBidDbContext db) =>
        db.Set<MlExperiment>().Where(e => e.OrganisationId == user.OrganisationId);

    private IQueryable<MlRun> Runs(OptiBidDbContext db) => db.Set<MlRun>().Where(r => r.OrganisationId == user.OrganisationId);

    private Task<MlExperiment?> ExperimentAsync(OptiBidDbContext db, string id, CancellationToken cancellationToken) =>
        Experiments(db).SingleOrDefaultAsync(e => e.Key == id, cancellationToken);

    /// <summary>A run that can be written to; a failure for a deleted one.</summary>
    private async Task<Result<MlRun>> ActiveRunAsync(OptiBidDbContext db, string id, CancellationToken cancellationToken)
    {
        var run = await RunAsync(db, id, cancellationToken);
        return run is null ? TrackingFailures.NoRun(id)
            : run.IsDeleted ? TrackingFailures.Invalid($"The run {id} must be in the 'active' state. Current state is deleted.")
            : run;
    }

    private async Task<MlRun?> RunAsync(OptiBidDbContext db, string id, CancellationToken cancellationToken) =>
        TrackingMap.Parse(id) is { } guid ? await Runs(db).SingleOrDefaultAsync(r => r.Id == guid, cancellationToken) : null;

    /// <summary>Names of the experiments of runs, by id.</summary>
    private async Task<string> KeyOfAsync(OptiBidDbContext db, Guid experiment, CancellationToken cancellationToken) =>
        await Experiments(db).Where(e => e.Id == experiment).Select(e => e.Key).SingleAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<Result<string>> CreateExperimentAsync(
        string name,
        string? artifactLocation = null,
        IReadOnlyList<TrackedText>? tags = null,
        CancellationToken cancellationToken = default
    )
    {
        if (
            (
                Refuses(Permissions.WriteExperiments)
                ?? TrackingRules.OfExperimentName(name)
                ?? tags?.Select(TrackingRules.OfTag).FirstOrDefault(f => f is not null)
            ) is
            { } failure
        )
        {
            return failure;
        }

        if (artifactLocation is { Length: > 1000 } || artifactLocation?.StartsWith("runs:", StringComparison.Ordinal) == true)
        {
            return TrackingFailures.Invalid($"Artifact location cannot be used: '{artifactLocation}'");
        }

        await using var db = await OpenAsync(cancellationToken);
        if (await Experiments(db).AnyAsync(e => e.Name == name, cancellationToken))
        {
            return TrackingFailures.Exists($"Experiment(name={name}) already exists.");
        }

        var experiment = NewExperiment(user.OrganisationId, null, name, artifactLocation, TrackingMap.Json(tags), Now);
        db.Add(experiment);
        trail.Append(db, new("experiments.created", "experiment", experiment.Key, After: new { experiment.Name }));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException) when (!cancellationToken.IsCancellationRequested)
        {
            await using var fresh = await OpenAsync(cancellationToken);
            if (!await Experiments(fresh).AnyAsync(e => e.Name == name, cancellationToken))
            {
                throw;
            }

            return TrackingFailures.Exists($"Experiment(name={name}) already exists.");
        }

        return experiment.Key;
    }

    /// <summary>A row that is not yet added.</summary>
    public static MlExperiment NewExperiment(Guid organisation, string? key, string name, string? location, string tags, DateTime nowUtc)
    {
        var id = Guid.CreateVersion7();
        var text = key ?? TrackingMap.IdOf(id);
        return new()
        {
            Id = id,
            OrganisationId = organisation,
            Key = text,
            Name = name,
            ArtifactLocation = string.IsNullOrEmpty(location) ? $"mlflow-artifacts:/{text}" : location.TrimEnd('/'),
            CreatedUtc = nowUtc,
            UpdatedUtc = nowUtc,
            Tags = tags,
        };
    }

    /// <inheritdoc/>
    public async Task<Result<TrackedExperiment>> GetExperimentAsync(string id, CancellationToken cancellationToken = default)
    {
        if (Refuses(Permissions.ReadForecasts) is { } failure)
        {
            return failure;
        }

        await using var db = await OpenAsync(cancellationToken);
        return await ExperimentAsync(db, id, cancellationToken) is { } row ? TrackingMap.ToView(row) : TrackingFailures.NoExperiment(id);
    }

    /// <inheritdoc/>
    public async Task<Result<TrackedExperiment>> FindExperimentAsync(string name, CancellationToken cancellationToken = default)
    {
        if (Refuses(Permissions.ReadForecasts) is { } failure)
        {
            return failure;
        }

        await using var db = await OpenAsync(cancellationToken);
        return await Experiments(db).SingleOrDefaultAsync(e => e.Name == name, cancellationToken) is { } row
            ? TrackingMap.ToView(row)
            : TrackingFailures.Missing($"Could not find experiment with name '{name}'");
    }

    /// <inheritdoc/>
    public async Task<Result<Page<TrackedExperiment>>> SearchExperimentsAsync(
        ExperimentSearch search,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(search);
        var clauses = FilterParser.Filter(search.Filter, FilterSchema.Experiments);
        var orders = FilterParser.Orders(search.OrderBy, FilterSchema.Experiments);
        var offset = TrackingPages.OffsetOf(search.PageCursor);
        if (
            (
                Refuses(Permissions.ReadForecasts)
                ?? TrackingRules.OfMostResults(search.MostResults)
                ?? clauses.Failure
                ?? orders.Failure
                ?? offset.Failure
            ) is
            { } failure
        )
        {
            return failure;
        }

        await using var db = await OpenAsync(cancellationToken);
        var rows = Experiments(db).AsNoTracking();
        rows = search.View switch
        {
            TrackingView.ActiveOnly => rows.Where(e => !e.IsDeleted),
            TrackingView.DeletedOnly => rows.Where(e => e.IsDeleted),
            _ => rows,
        };
        var all = (await rows.OrderByDescending(e => e.CreatedUtc).ThenBy(e => e.Key).ToListAsync(cancellationToken))
            .Select(TrackingMap.ToView)
            .Where(e => clauses.Value.All(c => c.Matches(ValueOf(e, c.Column))))
            .ToList();
        return TrackingPages.Cut(RowOrder.Sort(all, orders.Value, ValueOf), offset.Value, search.MostResults);
    }

    private static object? ValueOf(TrackedExperiment experiment, FilterColumn column) =>
        column.Entity == FilterEntity.Tag
            ? experiment.Tags.FirstOrDefault(t => t.Key == column.Key)?.Value
            : column.Key switch
            {
                "name" => experiment.Name,
                "experiment_id" => experiment.Id,
                "creation_time" => experiment.CreatedMs,
                _ => experiment.UpdatedMs,
            };
}
