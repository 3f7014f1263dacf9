namespace OptiBid.Core.Forecasting;

/// <summary>Limits of what runs in the background: backtests and retraining.</summary>
public sealed class ForecastingOptions
{
    /// <summary>Backtests that may wait or run for one organisation. 1 to 64, default 8.</summary>
    public int MostActivePerOrganisation { get; set; } = 8;

    /// <summary>Backtests that may wait in all. 1 to 1,024, default 32; more are refused.</summary>
    public int QueueLength { get; set; } = 32;

    /// <summary>
    /// Forecasts of days that are kept for an organisation, so that backtests go on after a restart and repeat nothing; the oldest go first. 100
    /// to 1,000,000, default 20,000 (about 20 MB).
    /// </summary>
    public int MostKeptForecasts { get; set; } = 20_000;

    /// <summary>Threads of one backtest. Default: all cores but one, at least one, so that pages stay quick.</summary>
    public int Threads { get; set; } = Math.Max(1, Environment.ProcessorCount - 1);

    /// <summary>
    /// Seconds that the champion of a series, and each model that stands in for it, may take for a day before the next one answers. 1 to 600,
    /// default 20.
    /// </summary>
    public int ChampionSeconds { get; set; } = 20;

    /// <summary>
    /// Seconds that a champion may take when it is forecast ahead of the first who asks, once after the data of its series came in. 0 to 3,600,
    /// default 600; 0 switches that off.
    /// </summary>
    public int WarmSeconds { get; set; } = 600;

    /// <summary>Seconds between two looks for retraining plans that are due and for champions to forecast ahead. 1 to 3,600, default 30; one that is started by hand does not wait.</summary>
    public int RetrainPollSeconds { get; set; } = 30;
}
