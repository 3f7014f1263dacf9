using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Forecasting;
using OptiBid.Core.Forecasting.Metrics;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Reports;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Benchmarks;

/// <summary>
/// The networks over sequences on the 182 days before the test split of the EPF benchmark: where settings are tried, so that the split judges and does not
/// choose. Prints the tables of the reports.
/// </summary>
public class SequenceValidation
{
    private const int TestDays = 728;
    private const int ValidationDays = 182;

    [Theory(Explicit = true)]
    [InlineData("lstm")]
    [InlineData("transformer")]
    [InlineData("volatility")]
    public async Task Days_before_the_test_split(string name)
    {
        await using var services = new ServiceCollection().AddForecasting().AddModelReports().BuildServiceProvider();
        var report = services.GetServices<IModelReporter>().OfType<SequenceReport>().Single(r => r.Name == name);
        foreach (var market in new[] { "PJM", "BE", "FR" })
        {
            var path = SharedData.PathOf($"epf/{market}.csv.gz");
            var whole = DailyPanel.From(HourlyTable.Read(path), path);
            var days = whole.Days - TestDays;
            var panel = whole with { Prices = whole.Prices[..days], Exogenous = [.. whole.Exogenous.Select(e => e[..days])] };
            var rows = new Dictionary<string, List<ReportRow>>(StringComparer.Ordinal);
            var seconds = report.Measure(market, panel, days - ValidationDays, 1, rows, TestContext.Current.CancellationToken);
            TestContext.Current.TestOutputHelper!.WriteLine(FormattableString.Invariant($"{market}: a training took {seconds:F0} s"));
            foreach (var row in rows.SelectMany(t => t.Value))
            {
                var cells = row.Keys.Concat(row.Values.Select(v => ModelReportMarkdown.Cell(v, 3)));
                TestContext.Current.TestOutputHelper!.WriteLine(string.Join(" | ", cells));
            }
        }
    }
}
