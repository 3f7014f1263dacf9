using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Inputs;
using OptiBid.Core.Forecasting.Models;

namespace OptiBid.Core.Forecasting.Retraining.Quality;

/// <summary>One question about the data of the last days.</summary>
/// <param name="Text">What was found.</param>
/// <param name="IsPassed">Whether a model may be trained on it.</param>
public sealed record QualityCheck(Sentence Text, bool IsPassed);

/// <summary>
/// Asks whether the data of the last days is fit to train on: a model that learns a stuck feed forecasts it. Stateless.
/// </summary>
internal static class QualityGate
{
    /// <summary>Days that are looked at.</summary>
    public const int Days = 28;

    /// <summary>Days before them that tell what is usual.</summary>
    private const int Usual = 364;

    /// <summary>Share of these days that may lack hours.</summary>
    public const double MostGaps = 0.15;

    /// <summary>As many hours in a row with one price are a feed that is stuck, not a market. Prices of a day at the floor can repeat; for two days they do not.</summary>
    public const int LongestFlat = 48;

    /// <summary>No market of ours lets a price go further, in its currency per MWh.</summary>
    public const double LargestPrice = 20_000;

    /// <summary>All checks, also those that are passed.</summary>
    /// <param name="stored">What the store holds.</param>
    /// <param name="last">Last day with all its prices.</param>
    /// <param name="today">Today on the clock of the market.</param>
    /// <param name="mostAge">Days that the last day may lie before today.</param>
    public static IReadOnlyList<QualityCheck> Check(StoredPanel stored, DateOnly last, DateOnly today, int mostAge)
    {
        ArgumentNullException.ThrowIfNull(stored);
        var panel = stored.Panel;
        var end = panel.IndexOf(last);
        var begin = Math.Max(0, end - Days + 1);
        var days = Enumerable.Range(begin, end - begin + 1).ToList();
        var prices = days.SelectMany(d => panel.Prices[d]).ToArray();
        var gaps = days.Count(d => stored.DaysWithGaps.Contains(panel.FirstDay.AddDays(d)));
        var age = Math.Max(0, today.DayNumber - last.DayNumber);
        var flat = LongestRun(prices);
        var largest = prices.Max(p => Math.Abs(p));
        var late = Late(panel, days);
        // Where a feed always comes late (its forecasts are then made without it), that is no news.
        var before = Enumerable.Range(Math.Max(0, begin - Usual), Math.Min(begin, Usual)).ToList();
        var usual = before.Count == 0 ? 0 : (double)Late(panel, before) / before.Count;
        return
        [
            new($"the last day with all its prices is {last:yyyy-MM-dd}, {age} days ago; {mostAge} are allowed", age <= mostAge),
            new($"{gaps} of the last {days.Count} days lack hours", gaps <= MostGaps * days.Count),
            new($"the longest run of one price is {flat} h; less than {LongestFlat} are allowed", flat < LongestFlat),
            new($"the largest price is {largest:F2}; up to {LargestPrice:F0} are possible", largest <= LargestPrice),
            new(
                $"on {late} of the last {days.Count} days an input came after the gate had closed; the year before on {100 * usual:F0} % of the days",
                late <= (MostGaps + usual) * days.Count
            ),
        ];
    }

    /// <summary>Days on which the guard found an input that nothing stands in for, or that it had to replace.</summary>
    private static int Late(DailyPanel panel, List<int> days)
    {
        if (panel.Vintage is null)
        {
            return 0;
        }

        var guard = new LeakageGuard(panel);
        return days.Count(d => guard.View(d) is var view && (view.Gap is not null || view.Withheld.Any(w => w.LagDays == 0)));
    }

    private static int LongestRun(double[] values)
    {
        var (longest, run) = (0, 0);
        for (var i = 0; i < values.Length; i++)
        {
            // Not a number is no price: it neither goes on with a run nor begins one.
            run =
                !double.IsFinite(values[i]) ? 0
                : i > 0 && values[i].Equals(values[i - 1]) ? run + 1
                : 1;
            longest = Math.Max(longest, run);
        }

        return longest;
    }
}
