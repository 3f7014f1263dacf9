using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Inputs;
using OptiBid.Core.Identity;
using OptiBid.Core.Series;

namespace OptiBid.Core.Forecasting.Features;

/// <inheritdoc cref="IReadFeatureDay"/>
internal sealed class ReadFeatureDay(ICurrentUser user, StoredPanelReader panels, IFeatureStore store) : IReadFeatureDay
{
    private const int Hours = 24;

    /// <inheritdoc/>
    public async Task<Result<FeatureDay>> ExecuteAsync(
        SeriesKey target,
        DateOnly deliveryDay,
        CancellationToken cancellationToken = default
    )
    {
        if (!user.Has(Permissions.ReadForecasts))
        {
            return ForecastingFailures.Forbidden(Permissions.ReadForecasts);
        }

        ArgumentNullException.ThrowIfNull(target);
        var read = await panels.AsOfGateAsync(target, deliveryDay, cancellationToken);
        return read.Failure is { } failure ? failure : Of(read.Value, deliveryDay);
    }

    private Result<FeatureDay> Of(StoredPanel stored, DateOnly day)
    {
        var index = stored.Panel.IndexOf(day);
        var built = store.Build(new FeatureRequest(stored.Panel, index, 1, true));
        if (built.Failure is { } failure)
        {
            return failure;
        }

        var table = built.Value;
        var features = table.Features.Select((info, column) => Of(table, info, column)).ToList();
        return new FeatureDay(
            stored.Definition.Key,
            day,
            stored.Definition.Unit,
            stored.Definition.IsSimulated,
            stored.Panel.Vintage!.GateClosureUtc[index],
            features.SelectMany(f => f.PublishedUtc).Max(),
            table.Withheld,
            features,
            stored.Notes
        );
    }

    private static FeatureHours Of(FeatureTable table, FeatureInfo info, int column)
    {
        var values = new float?[Hours];
        var published = new DateTime?[Hours];
        for (var h = 0; h < Hours; h++)
        {
            var value = table.Row(h)[column];
            var publication = table.Published(h)[column];
            values[h] = float.IsFinite(value) ? value : null;
            published[h] = values[h] is null || publication == DateTime.MinValue ? null : publication;
        }

        return new(FeatureCatalogue.Of(info), values, published);
    }
}
