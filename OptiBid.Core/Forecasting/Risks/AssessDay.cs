using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Inputs;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Models.Trees;
using OptiBid.Core.Identity;
using OptiBid.Core.Series;

namespace OptiBid.Core.Forecasting.Risks;

/// <summary>Risk of one hour of a delivery day.</summary>
/// <param name="StartUtc">Start of the hour.</param>
/// <param name="SpikeLevel">Price above which it is a spike: the 95th percentile of its set of four hours over the 364 days before.</param>
/// <param name="Spike">Probability of a spike.</param>
/// <param name="Negative">Probability of a price below zero.</param>
public sealed record AssessedHour(DateTime StartUtc, double SpikeLevel, double Spike, double Negative);

/// <summary>Risks and trend of one delivery day with what they knew.</summary>
/// <param name="Target">Series.</param>
/// <param name="DeliveryDay">Delivery day.</param>
/// <param name="GateClosureUtc">When bids for the day close; nothing public from then on was used.</param>
/// <param name="NewestInputPublishedUtc">Publication of the newest value that was used.</param>
/// <param name="Hours">The 23, 24 or 25 hours.</param>
/// <param name="Trend">Where the mean price of the day goes.</param>
/// <param name="IsSimulated">True when the series is generated data.</param>
/// <param name="Notes">What was filled, replaced or left out.</param>
public sealed record AssessedDay(
    SeriesKey Target,
    DateOnly DeliveryDay,
    DateTime GateClosureUtc,
    DateTime NewestInputPublishedUtc,
    IReadOnlyList<AssessedHour> Hours,
    DayTrend Trend,
    bool IsSimulated,
    IReadOnlyList<Sentence> Notes
);

/// <summary>Assesses a delivery day of a stored series from what was public when its gate closed. Needs <c>forecasts.run</c>.</summary>
public interface IAssessDay
{
    /// <summary>Days of prices without gaps that it needs before the delivery day.</summary>
    const int FewestDays = RiskAssessor.FewestDays;

    /// <summary>The assessment; the same for the same store and day, whenever it is asked for.</summary>
    Task<Result<AssessedDay>> ExecuteAsync(SeriesKey target, DateOnly deliveryDay, CancellationToken cancellationToken);
}

/// <inheritdoc cref="IAssessDay"/>
internal sealed class AssessDay(ICurrentUser user, StoredPanelReader panels, IRiskAssessor risks, ITrendAnalyser trends) : IAssessDay
{
    /// <inheritdoc/>
    public async Task<Result<AssessedDay>> ExecuteAsync(SeriesKey target, DateOnly deliveryDay, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (!user.Has(Permissions.RunForecasts))
        {
            return ForecastingFailures.Forbidden(Permissions.RunForecasts);
        }

        var read = await panels.AsOfGateAsync(target, deliveryDay, cancellationToken);
        return read.Failure is { } failure
            ? failure
            : await Task.Run(() => Assess(read.Value, deliveryDay, cancellationToken), cancellationToken);
    }

    private Result<AssessedDay> Assess(StoredPanel stored, DateOnly day, CancellationToken cancellationToken)
    {
        var index = stored.Panel.IndexOf(day);
        var guard = new LeakageGuard(stored.Panel);
        var view = guard.View(index);
        if (view.Gap is { } gap)
        {
            return new SimpleFailure("forecast.not_public", $"an input is not public at gate closure and nothing stands in for it: {gap}");
        }

        if (
            risks.Assess(view.Panel, index, cancellationToken) is not { } hours
            || trends.Analyse(view.Panel, index, cancellationToken) is not { } trend
        )
        {
            return new SimpleFailure(
                "forecast.history",
                $"{stored.Definition.Key} has {index} days before {day:yyyy-MM-dd}; {"risk"} needs {RiskAssessor.FewestDays}"
            );
        }

        var level = stored.Calendar.FromClock24(day, hours.Select(h => h.SpikeLevel).ToArray());
        var spike = stored.Calendar.FromClock24(day, hours.Select(h => h.Spike).ToArray());
        var negative = stored.Calendar.FromClock24(day, hours.Select(h => h.Negative).ToArray());
        return new AssessedDay(
            stored.Definition.Key,
            day,
            guard.GateOf(index),
            view.NewestPublishedUtc,
            [.. stored.Calendar.HoursOf(day).Select((h, i) => new AssessedHour(h.StartUtc, level[i], spike[i], negative[i]))],
            trend,
            stored.Definition.IsSimulated,
            stored.Notes
        );
    }
}
