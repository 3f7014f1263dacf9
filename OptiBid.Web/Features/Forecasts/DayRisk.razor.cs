using System.Globalization;
using Microsoft.AspNetCore.Components;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Risks;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Series;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Forecasts;

/// <summary>Risks by hour and trend of one delivery day, on request: models are trained for it.</summary>
public sealed partial class DayRisk : IDisposable
{
    private IReadOnlyList<ChartSeries> _lines = [];
    private CancellationTokenSource? _stop;
    private AssessedDay? _assessed;
    private Failure? _failure;
    private (SeriesKey, DateOnly)? _of;

    /// <summary>The series.</summary>
    [Parameter, EditorRequired]
    public SeriesDefinition Definition { get; set; } = default!;

    /// <summary>Delivery day.</summary>
    [Parameter, EditorRequired]
    public DateOnly Day { get; set; }

    /// <summary>The clock.</summary>
    [Parameter, EditorRequired]
    public MarketCalendar Calendar { get; set; } = default!;

    [Inject]
    private IAssessDay Assess { get; init; } = default!;

    /// <inheritdoc/>
    public void Dispose() => StopRunning();

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (_of == (Definition.Key, Day))
        {
            return;
        }

        // Another series or day: what is shown or in work is not about it.
        StopRunning();
        (_of, _assessed, _failure) = ((Definition.Key, Day), null, null);
    }

    private async Task AssessAsync()
    {
        StopRunning();
        using var stop = new CancellationTokenSource();
        _stop = stop;
        (_assessed, _failure) = (null, null);
        try
        {
            var result = await Assess.ExecuteAsync(Definition.Key, Day, stop.Token);
            if (ReferenceEquals(_stop, stop))
            {
                _failure = result.Failure;
                Take(result.IsSuccess ? result.Value : null);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Whoever stopped it shows what comes next.
        }
        finally
        {
            if (ReferenceEquals(_stop, stop))
            {
                _stop = null;
            }
        }
    }

    private void StopRunning()
    {
        _stop?.Cancel();
        _stop = null;
    }

    private void Take(AssessedDay? assessed)
    {
        _assessed = assessed;
        if (assessed is null)
        {
            return;
        }

        var x = ChartSeries.Seconds(assessed.Hours.Select(h => h.StartUtc));
        _lines =
        [
            new(L["Spike"], x, [.. assessed.Hours.Select(h => 100 * h.Spike)], Style: ChartStyle.Step),
            new(L["Negative price"], x, [.. assessed.Hours.Select(h => 100 * h.Negative)], Style: ChartStyle.Dashed),
        ];
    }

    /// <summary>The hour with the highest probability, or that there is none.</summary>
    private string Riskiest(AssessedDay assessed, Func<AssessedHour, double> risk)
    {
        var hour = assessed.Hours.MaxBy(risk)!;
        return L["the highest: {0} in {1}", Formats.Percent(risk(hour)), Formats.HourEnding(hour.StartUtc, Calendar)];
    }

    private static string Change(AssessedDay assessed) =>
        (
            assessed.Trend.Change > 0 ? "▲ +"
            : assessed.Trend.Change < 0 ? "▼ "
            : ""
        ) + Formats.Number(assessed.Trend.Change);

    private string Trainer(AssessedDay assessed) => assessed.Trend.Trainer == "own" ? L["OptiBid"] : assessed.Trend.Trainer;

    private IEnumerable<string[]> Rows()
    {
        yield return ["start_utc", "hour_ending", "spike_level", "spike_probability", "negative_probability", "simulated"];
        foreach (var hour in _assessed?.Hours ?? [])
        {
            yield return
            [
                Formats.Stamp(hour.StartUtc),
                Formats.HourEnding(hour.StartUtc, Calendar),
                Number(hour.SpikeLevel),
                Number(hour.Spike),
                Number(hour.Negative),
                Definition.IsSimulated ? "true" : "false",
            ];
        }
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
