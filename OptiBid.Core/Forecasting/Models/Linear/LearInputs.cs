namespace OptiBid.Core.Forecasting.Models.Linear;

/// <summary>One block of inputs: 24 hours of one series, some days before the target day.</summary>
/// <param name="Series">0 for the price, k for the k-th exogenous forecast.</param>
/// <param name="LagDays">Days before the target day.</param>
internal readonly record struct InputBlock(int Series, int LagDays);

/// <summary>The inputs of LEAR (Lago et al. 2021, section 4.2): prices of D-1, D-2, D-3, D-7, exogenous forecasts of D, D-1, D-7, day of week.</summary>
internal static class LearInputs
{
    /// <summary>Longest lag, days.</summary>
    public const int LongestLag = 7;

    /// <summary>Inputs that say the day of the week; they follow the blocks.</summary>
    public const int DaysOfWeek = 7;

    /// <summary>The blocks for a number of exogenous series.</summary>
    public static InputBlock[] Blocks(int exogenous) =>
        [
            .. new[] { 1, 2, 3, 7 }.Select(lag => new InputBlock(0, lag)),
            .. Enumerable.Range(1, exogenous).SelectMany(k => new[] { 0, 1, 7 }.Select(lag => new InputBlock(k, lag))),
        ];
}
