using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Forecasting;
using OptiBid.Core.Forecasting.Metrics;
using OptiBid.Core.Forecasting.Models.Serving;
using OptiBid.Core.Forecasting.Reports;
using OptiBid.Core.Markets.Import;

namespace OptiBid.Tests.Core.Forecasting.Reports;

public class ModelReportTests
{
    [Fact]
    public void A_page_has_its_tables_with_intervals_seed_and_hashes()
    {
        var report = new ModelReport(
            "x",
            "A model",
            ["What it does."],
            [
                new(
                    "Figures",
                    ["market"],
                    ["score", "hours"],
                    [2, 0],
                    [new(["A"], [new(1.234, 1.1, 1.36), new Measured(7, double.NaN, double.NaN)]), new(["B"], [null, null])]
                ),
            ],
            [new("epf/A.csv.gz", "00ff")],
            5,
            12.4
        );
        Assert.Equal(
            """
            # A model
            Written by `optibid models report x`; do not edit. Intervals are of 95 %.

            What it does.

            ## Figures

            | market | score | hours |
            |---|---:|---:|
            | A | 1.23 (1.10 to 1.36) | 7 |
            | B | - | - |

            ## How it was measured

            Seed 5, 12 s. Data (SHA-256):

            - `epf/A.csv.gz` 00ff

            """.ReplaceLineEndings("\n"),
            ModelReportMarkdown.Of(report)
        );
    }

    [Fact]
    public async Task A_folder_without_data_is_a_failure_that_names_it()
    {
        var folder = Directory.CreateTempSubdirectory("optibid-report-");
        try
        {
            await using var services = new ServiceCollection().AddImport().AddForecasting().AddModelReports().BuildServiceProvider();
            var reporters = services.GetServices<IModelReporter>().ToList();
            Assert.Superset(new HashSet<string> { "risk", "trend", "anomaly" }, reporters.Select(r => r.Name).ToHashSet());
            foreach (var reporter in reporters)
            {
                var result = await reporter.RunAsync(new(folder.FullName), null, TestContext.Current.CancellationToken);
                Assert.Equal("models.data", result.Failure!.Code);
                Assert.Contains(folder.FullName, result.Failure.Message, StringComparison.Ordinal);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData(0, 10, 0, 27.75)]
    [InlineData(10, 10, 72.25, 100)]
    [InlineData(50, 100, 40.38, 59.62)]
    public void Wilsons_interval_is_the_published_one(int found, int of, double low, double high)
    {
        var interval = WilsonInterval.Percent(found, of);
        Assert.Equal((low, high), (Math.Round(interval.Low, 2), Math.Round(interval.High, 2)));
        Assert.True(double.IsNaN(WilsonInterval.Percent(0, 0).Value));
    }

    [Fact]
    public async Task Every_model_of_the_inference_bench_scores_without_allocating()
    {
        await using var services = new ServiceCollection().AddForecasting().BuildServiceProvider();
        foreach (var model in services.GetServices<IInferenceCase>())
        {
            var warm = model.Prepare(1);
            var sum = Enumerable.Range(0, 100).Sum(warm.Score);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var k = 0; k < 100; k++)
            {
                sum += warm.Score(k);
            }

            Assert.Equal((model.Name, 0L), (model.Name, GC.GetAllocatedBytesForCurrentThread() - before));
            Assert.True(double.IsFinite(sum));
        }
    }
}
