using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Models.Neural.Sequences;

namespace OptiBid.Core.Forecasting.Analysis;

/// <inheritdoc/>
internal sealed class PredictVolatility : IPredictVolatility
{
    private const int TrainedEveryDays = 28;
    private const int MostRemembered = 12;
    private const string Name = "cnn-volatility";
    private static readonly int s_fewestDays = SequenceModels.VolatilityPlan.FewestRows + VolatilityDesign.Past + 7;

    private readonly CalendarMemory<TrainedVolatility> _memory = new(TrainedEveryDays, MostRemembered);

    /// <inheritdoc/>
    public Result<VolatilityForecast> Execute(DailyPanel panel, DateOnly day, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(panel);
        var index = panel.IndexOf(day);
        if (index < s_fewestDays || index > panel.Days || panel.Exogenous.Any(e => e.Length <= index))
        {
            return AnalysisFailures.History(index, day, Name, s_fewestDays);
        }

        var anchor = _memory.Anchor(panel, index, s_fewestDays);
        if (
            _memory.Get(panel, anchor, () => SequenceModels.Volatility(panel, anchor, SequenceModels.Seed, cancellationToken))
            is not { } trained
        )
        {
            return AnalysisFailures.History(index, day, Name, s_fewestDays);
        }

        var forecast = trained.Forecast(panel, index);
        return double.IsFinite(forecast[0]) && double.IsFinite(forecast[1])
            ? new VolatilityForecast(day, forecast[0], forecast[1], trained.Network.Engine)
            : AnalysisFailures.Gap(day);
    }
}
