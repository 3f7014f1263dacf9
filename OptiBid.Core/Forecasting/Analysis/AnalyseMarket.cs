using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Models.Neural.Sequences;

namespace OptiBid.Core.Forecasting.Analysis;

/// <inheritdoc/>
internal sealed class AnalyseMarket(IForecasterCatalog catalog) : IAnalyseMarket
{
    private readonly SequenceForecaster _model =
        catalog.All.OfType<SequenceForecaster>().FirstOrDefault(m => m.Info.Name == "transformer") ?? SequenceModels.Transformer();

    /// <inheritdoc/>
    public Result<MarketAnalysis> Execute(DailyPanel panel, DateOnly day, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(panel);
        var index = panel.IndexOf(day);
        if (_model.TrainedFor(panel, index, cancellationToken) is not { } trained)
        {
            return AnalysisFailures.History(index, day, _model.Info.Name, _model.Info.MinimumHistoryDays);
        }

        var answers = trained.Answer(panel, index);
        if (answers[0].Any(v => !float.IsFinite(v)))
        {
            return AnalysisFailures.Gap(day);
        }

        return new MarketAnalysis(
            day,
            [.. QuantileHead.Levels.ToArray().Select(l => Math.Round((double)l, 2))],
            trained.Prices(answers[0], panel, index),
            trained.DailyMeans(answers[1], panel, index),
            [.. answers[2].Select((share, t) => new DayAttention(day.AddDays(t - TransformerDesign.Past), share))],
            trained.Engine
        );
    }
}

/// <summary>Why there is no analysis of a day.</summary>
internal static class AnalysisFailures
{
    /// <summary>Too little history, or exogenous forecasts that end before the day.</summary>
    public static Failure History(int days, DateOnly day, string model, int needed) =>
        new SimpleFailure(
            "forecast.history",
            $"{days} days before {day:yyyy-MM-dd}; {model} needs {needed}, and the exogenous forecasts of the day"
        );

    /// <summary>A value that the model reads is missing.</summary>
    public static Failure Gap(DateOnly day) =>
        new SimpleFailure("forecast.gap", $"a price or forecast of the weeks before {day:yyyy-MM-dd} is missing");
}
