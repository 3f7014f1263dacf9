namespace OptiBid.Core.Forecasting.Backtests;

/// <summary>How long a job that tells its share of work done will go on.</summary>
public static class RemainingTime
{
    /// <summary>
    /// The time left if the rest goes on as the work so far; null before anything is done.
    /// </summary>
    /// <param name="elapsed">Time since <paramref name="first"/> was told.</param>
    /// <param name="first">The first share told: what was there before the work began.</param>
    /// <param name="now">The share that is done now.</param>
    public static TimeSpan? Of(TimeSpan elapsed, double first, double now) =>
        now >= 1 ? TimeSpan.Zero
        : now > first ? elapsed * ((1 - now) / (now - first))
        : null;
}
