using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Forecasting.Models.Anomalies;
using OptiBid.Core.Forecasting.Reports;
using OptiBid.Core.Markets.Import;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Core.Forecasting.Anomalies;

public class AnomalyDetectorTests
{
    [Fact]
    public void A_fault_is_what_its_name_says_and_leaves_the_feed_itself_alone()
    {
        var days = Made("a", 120, 1).Days;
        var copy = days.Select(d => d.ToArray()).ToArray();
        var random = new Random(1);
        for (var k = 0; k < 50; k++)
        {
            foreach (var kind in Enum.GetValues<FaultKind>())
            {
                var faulty = Faults.Inject(kind, days, 100, random)!;
                var changed = Enumerable.Range(0, 24).Where(h => !faulty[h].Equals(days[100][h])).ToArray();
                Assert.True(
                    kind switch
                    {
                        FaultKind.Spike => changed.Length == 1,
                        FaultKind.FlatLine => UsualDay.LongestRun(faulty) >= 6,
                        FaultKind.TimesTen => Math.Abs(faulty[3] - (10 * days[100][3])) < 1e-9,
                        FaultKind.TimesThousand => Math.Abs(Math.Abs(Math.Log10(faulty[3] / days[100][3])) - 3) < 1e-9,
                        FaultKind.SignFlip => faulty[3].Equals(-days[100][3]),
                        FaultKind.HourShift => new[] { 1, 2, 3, -1, -2, -3 }.Any(b => faulty[12].Equals(days[100][12 + b])),
                        FaultKind.DuplicatedDay => faulty.SequenceEqual(days[99]),
                        FaultKind.DropToZero => faulty.Count(v => v == 0) >= 3,
                        _ => faulty.Count(double.IsNaN) is >= 1 and <= 12 && changed.All(h => double.IsNaN(faulty[h])),
                    },
                    kind.ToString()
                );
            }
        }

        Assert.Equal(copy, days);
    }

    [Fact]
    public void Faults_of_a_made_feed_are_found_and_usual_days_are_left_alone()
    {
        Feed[] group = [Made("north", 400, 1), Made("south", 400, 2), Made("east", 400, 3)];
        var random = new Random(4);
        (FaultKind Kind, int Day)[] faults =
        [
            (FaultKind.Spike, 310),
            (FaultKind.FlatLine, 320),
            (FaultKind.TimesTen, 330),
            (FaultKind.TimesThousand, 340),
            (FaultKind.SignFlip, 350),
            (FaultKind.HourShift, 360),
            (FaultKind.DuplicatedDay, 370),
            (FaultKind.DropToZero, 380),
            (FaultKind.MissingHours, 390),
        ];
        foreach (var (kind, day) in faults)
        {
            group[0].Days[day] = Faults.Inject(kind, group[0].Days, day, random)!;
        }

        var found = new AnomalyDetector().Find(group, 100, TestContext.Current.CancellationToken);
        var strange = found.Where(f => f.Feed == "north").Select(f => f.Day.DayNumber - group[0].FirstDay.DayNumber).ToHashSet();
        Assert.Empty(faults.Where(f => !strange.Contains(f.Day)).Select(f => f.Kind));
        Assert.Equal(FeedRule.MissingHours, found.Single(f => f.Day == group[0].FirstDay.AddDays(390) && f.Feed == "north").Rule);
        Assert.Equal(FeedRule.Copy, found.Single(f => f.Day == group[0].FirstDay.AddDays(370) && f.Feed == "north").Rule);

        // The days after a fault have it among what is usual for them, and the others have the north beside them.
        Assert.InRange(found.Count, faults.Length, faults.Length + 4);
    }

    [Fact]
    public void Short_feeds_are_left_out_and_empty_ones_are_no_fault()
    {
        Feed[] group =
        [
            Made("a", 90, 1),
            new("b", new(2024, 1, 1), [.. Enumerable.Range(0, 200).Select(_ => Enumerable.Repeat(double.NaN, 24).ToArray())]),
        ];
        Assert.Empty(new AnomalyDetector().Find([group[0]], 10, TestContext.Current.CancellationToken));
        Assert.NotNull(new AnomalyDetector().Find(group, 10, TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AnomalyDetector().Find(group, 0, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task On_real_feeds_of_caiso_and_pjm_nine_of_ten_faults_are_found_at_few_false_alarms()
    {
        await using var services = new ServiceCollection().AddImport().BuildServiceProvider();
        var groups = await new FeedFiles(services.GetRequiredService<IReadSeriesFiles>()).ReadAsync(
            SharedData.PathOf(""),
            TestContext.Current.CancellationToken
        );
        var tally = new AnomalyReport.Tally();
        foreach (var group in groups.Value.Where(g => g.Name[..3] is "CAI" or "PJM"))
        {
            // Day-ahead prices of CAISO, and the node, load and wind of PJM.
            var feeds = group.Feeds.Where(f => group.Name[..3] is "PJM" || f.Name.EndsWith("da_lmp", StringComparison.Ordinal)).ToList();
            Assert.Equal(4, feeds.Count);
            tally.Add(AnomalyReport.Measure(group with { Feeds = feeds }, 1, TestContext.Current.CancellationToken));
        }

        // All feeds of the report together: 95.4 % at 0.44 %; the goal is 95 % at 1 %.
        Assert.InRange(tally.Days, 700, 1000);
        Assert.InRange(tally.Found(2), 90, 100);
        Assert.InRange(100.0 * tally.Alarms[2] / tally.Days, 0, 1.5);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(-2, 1)]
    public void A_curve_that_is_moved_fits_others_better_when_it_is_moved_back_in_every_group(int by, double least)
    {
        var days = Made("a", 10, 1).Days;
        double[] moved = [.. Enumerable.Range(0, 24).Select(h => days[9][Math.Clamp(h + by, 0, 23)])];
        Assert.InRange(Shape.Moved(moved, days[..5]), least, 10);

        // A group that is moved as well gains nothing.
        Assert.Equal(0, Shape.Moved(moved, days[..5], [moved]));
    }

    /// <summary>A day that is two hours late begins with the last two of the day before; one value all along says nothing, nor does what is missing.</summary>
    [Fact]
    public void Hours_of_the_day_before_at_the_start_of_a_day_are_counted()
    {
        var days = Made("a", 2, 1).Days;
        Assert.Equal(0, UsualDay.Repeated(days[0], days[1]));
        for (var late = 1; late <= 6; late++)
        {
            Assert.Equal(late, UsualDay.Repeated(days[0], [.. days[0][^late..], .. days[1][..^late]]));
        }

        double[] flat = [.. Enumerable.Repeat(7.0, 24)];
        Assert.Equal(1, UsualDay.Repeated(flat, flat));
        double[] missing = [.. Enumerable.Repeat(double.NaN, 24)];
        Assert.Equal(0, UsualDay.Repeated(missing, missing));
    }

    [Fact]
    public void A_single_hour_stands_out_from_both_beside_it()
    {
        double[] day =
        [
            .. Enumerable
                .Range(0, 24)
                .Select(h =>
                    h == 5 ? 9.0
                    : h == 9 ? double.NaN
                    : 1
                ),
        ];
        Assert.Equal((8.0, 8.0), (UsualDay.StandsOut(day), UsualDay.RangeOf(day)));
        Assert.Equal(1, UsualDay.StandsOut([.. Enumerable.Range(0, 24).Select(h => (double)h)]));
        Assert.True(double.IsNaN(UsualDay.RangeOf([double.NaN, double.NaN])));
    }

    /// <summary>A load with a day, a week and a season, and noise of its own.</summary>
    private static Feed Made(string name, int days, int seed)
    {
        var (shared, own) = (new Random(17), new Random(seed));
        var values = new double[days][];
        var level = 0.0;
        for (var d = 0; d < days; d++)
        {
            level = (0.8 * level) + shared.NextDouble() - 0.5;
            values[d] = new double[24];
            for (var h = 0; h < 24; h++)
            {
                values[d][h] =
                    100
                    + (20 * Math.Sin((h - 8) * Math.Tau / 24))
                    + (6 * Math.Sin((h - 3) * Math.Tau / 12))
                    + (d % 7 >= 5 ? -8 : 0)
                    + (5 * level)
                    + shared.NextDouble()
                    + (0.5 * own.NextDouble());
            }
        }

        return new(name, new(2024, 1, 1), values);
    }
}
