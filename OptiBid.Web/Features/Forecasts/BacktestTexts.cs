using Microsoft.Extensions.Localization;
using OptiBid.Core.Forecasting.Runs;

namespace OptiBid.Web.Features.Forecasts;

/// <summary>Words for where a backtest stands.</summary>
internal static class BacktestTexts
{
    /// <summary>The state as a word of its own.</summary>
    public static string State(BacktestState state, IStringLocalizer L) =>
        state switch
        {
            BacktestState.Queued => L["Queued"],
            BacktestState.Running => L["Running"],
            BacktestState.Done => L["Done"],
            BacktestState.Failed => L["Failed"],
            BacktestState.Cancelled => L["Cancelled"],
            BacktestState.Interrupted => L["Interrupted"],
            _ => state.ToString(),
        };

    /// <summary>A time left, as exactly as an estimate deserves.</summary>
    public static string Left(TimeSpan left, IStringLocalizer L) =>
        left < TimeSpan.FromMinutes(1.5) ? L["{0} s", Math.Ceiling(left.TotalSeconds)]
        : left < TimeSpan.FromHours(1.5) ? L["{0} min", Math.Round(left.TotalMinutes)]
        : L["{0} h", Math.Round(left.TotalHours, 1)];

    /// <summary>How quantiles were made.</summary>
    public static string Method(string method, IStringLocalizer L) =>
        method switch
        {
            "conformal" => L["Conformal"],
            "quantile-averaging" => L["Quantile regression averaging"],
            _ => method,
        };

    /// <summary>Why a backtest that ended has no figures.</summary>
    public static string Ended(BacktestState state, IStringLocalizer L) =>
        state switch
        {
            BacktestState.Failed => L["This backtest was failed"],
            BacktestState.Cancelled => L["This backtest was cancelled"],
            BacktestState.Interrupted => L["This backtest was interrupted"],
            _ => state.ToString(),
        };
}
