namespace OptiBid.Core.Forecasting.Models.Linear;

/// <summary>How a LASSO-estimated autoregression scales its window and what an input costs in the criterion that picks the penalty.</summary>
/// <param name="PriceScale">Scale of prices.</param>
/// <param name="ExogenousScale">Scale of exogenous forecasts.</param>
/// <param name="CostPerInput">c of n·RSS/σ² + c·k; Akaike's is 2.</param>
/// <param name="CostPerInputOfFewRows">The same where rows are fewer than inputs (an extended criterion after Chen and Chen 2008).</param>
internal sealed record LearRecipe(Scale PriceScale, Scale ExogenousScale, double CostPerInput, double CostPerInputOfFewRows)
{
    /// <summary>LEAR as published, but for what an input costs when rows are few (README.md says why).</summary>
    public static LearRecipe Published { get; } = new(Scale.HourlyAsinh, Scale.HourlyAsinh, 2, 6);

    /// <summary>One scale for the prices of all hours, exogenous forecasts without asinh, and few inputs.</summary>
    public static LearRecipe Sparse { get; } = new(Scale.CommonAsinh, Scale.HourlyLinear, 18, 18);
}
