using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Forecasting.Tracking.Search;
using OptiBid.Core.Identity;

namespace OptiBid.Core.Forecasting.Tracking.Embedded;

/// <content>
/// Search for runs. The rows of the experiments are read without what they logged, then only the columns that the filter and the order name, and
/// all of it only for the page that is answered: SQLite and PostgreSQL answer alike, and a search costs what it asks about.
/// </content>
internal sealed partial class EmbeddedTracker
{
    /// <inheritdoc/>
    public async Task<Result<Page<TrackedRun>>> SearchRunsAsync(RunSearch search, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(search);
        var clauses = FilterParser.Filter(search.Filter, FilterSchema.Runs);
        var orders = FilterParser.Orders(search.OrderBy, FilterSchema.Runs);
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
        var wanted = search.ExperimentIds.Distinct(StringComparer.Ordinal).ToList();
        var experiments = await Experiments(db)
            .Where(e => wanted.Contains(e.Key))
            .ToDictionaryAsync(e => e.Id, e => e.Key, cancellationToken);
        var ids = experiments.Keys.ToList();
        var rows = Runs(db).AsNoTracking().Where(r => ids.Contains(r.ExperimentId));
        rows = search.View switch
        {
            TrackingView.ActiveOnly => rows.Where(r => !r.IsDeleted),
            TrackingView.DeletedOnly => rows.Where(r => r.IsDeleted),
            _ => rows,
        };
        var most = options.Value.MostRunsSearched;
        var infos = (await rows.OrderByDescending(r => r.StartMs).ThenBy(r => r.Id).Take(most + 1).ToListAsync(cancellationToken))
            .Select(r => TrackingMap.ToInfo(r, experiments[r.ExperimentId]))
            .ToList();
        if (infos.Count > most)
        {
            return TrackingFailures.Invalid($"The experiments have more than {most} runs; name fewer of them");
        }

        var values = await ValuesAsync(
            db,
            rows,
            [.. clauses.Value.Select(c => c.Column), .. orders.Value.Select(o => o.Column)],
            cancellationToken
        );
        var found = infos.Where(i => clauses.Value.All(c => c.Matches(ValueOf(i, c.Column, values)))).ToList();
        var sorted = RowOrder.Sort(found, orders.Value, (info, column) => ValueOf(info, column, values));
        var page = TrackingPages.Cut(sorted, offset.Value, search.MostResults);
        return new Page<TrackedRun>(await FillAsync(db, page.Items, cancellationToken), page.NextCursor);
    }

    /// <summary>The logged values that a search names, by run and column.</summary>
    private static async Task<Dictionary<(string Run, FilterColumn Column), object>> ValuesAsync(
        OptiBidDbContext db,
        IQueryable<MlRun> runs,
        IReadOnlyList<FilterColumn> columns,
        CancellationToken cancellationToken
    )
    {
        var values = new Dictionary<(string, FilterColumn), object>();
        var ids = runs.Select(r => r.Id);
        List<string> KeysOf(FilterEntity entity) =>
            [.. columns.Where(c => c.Entity == entity).Select(c => c.Key).Distinct(StringComparer.Ordinal)];

        var metrics = KeysOf(FilterEntity.Metric);
        if (metrics.Count > 0)
        {
            foreach (
                var metric in await db.Set<MlLatestMetric>()
                    .AsNoTracking()
                    .Where(m => metrics.Contains(m.Key) && ids.Contains(m.RunId))
                    .ToListAsync(cancellationToken)
            )
            {
                values[(TrackingMap.IdOf(metric.RunId), new(FilterEntity.Metric, metric.Key))] = metric.IsNoNumber
                    ? double.NaN
                    : metric.Value;
            }
        }

        var parameters = KeysOf(FilterEntity.Param);
        if (parameters.Count > 0)
        {
            foreach (
                var param in await db.Set<MlParam>()
                    .AsNoTracking()
                    .Where(p => parameters.Contains(p.Key) && ids.Contains(p.RunId))
                    .ToListAsync(cancellationToken)
            )
            {
                values[(TrackingMap.IdOf(param.RunId), new(FilterEntity.Param, param.Key))] = param.Value;
            }
        }

        var tags = KeysOf(FilterEntity.Tag);
        if (tags.Count > 0)
        {
            foreach (
                var tag in await db.Set<MlTag>()
                    .AsNoTracking()
                    .Where(t => tags.Contains(t.Key) && ids.Contains(t.RunId))
                    .ToListAsync(cancellationToken)
            )
            {
                values[(TrackingMap.IdOf(tag.RunId), new(FilterEntity.Tag, tag.Key))] = tag.Value;
            }
        }

        return values;
    }

    private static object? ValueOf(
        TrackedRunInfo info,
        FilterColumn column,
        Dictionary<(string Run, FilterColumn Column), object> values
    ) =>
        column.Entity != FilterEntity.Attribute
            ? values.GetValueOrDefault((info.Id, column))
            : column.Key switch
            {
                "run_id" => info.Id,
                "run_name" => info.Name,
                "status" => info.Status.ToString().ToUpperInvariant(),
                "artifact_uri" => info.ArtifactUri,
                "user_id" => info.User,
                "experiment_id" => info.ExperimentId,
                "start_time" => info.StartMs,
                _ => info.EndMs,
            };
}
