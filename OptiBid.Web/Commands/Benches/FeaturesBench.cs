using OptiBid.Core.Forecasting;
using OptiBid.Core.Forecasting.Features;
using OptiBid.Core.Forecasting.Metrics;
using OptiBid.Core.Forecasting.Models;

namespace OptiBid.Web.Commands.Benches;

/// <summary>Hourly rows of point-in-time features a second, on one thread. One operation is a row; one repetition 672 days.</summary>
internal sealed class FeaturesBench : IBench
{
    private const int Days = 672;

    /// <inheritdoc/>
    public string Name => "features";

    /// <inheritdoc/>
    public string Summary => "hourly rows of features a second (--data FILE: an hourly file; otherwise made prices)";

    /// <inheritdoc/>
    public async Task<BenchResult> RunAsync(BenchSettings settings, CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection().AddForecasting().BuildServiceProvider();
        var store = services.GetRequiredService<IFeatureStore>();
        var panel = settings.Data is { } file ? DailyPanel.From(HourlyTable.Read(file), file) : Made();
        var request = new FeatureRequest(panel, Math.Max(0, panel.Days - Days), Math.Min(Days, panel.Days), true);
        store.Build(request);
        var timings = await BenchTimings.MeasureAsync(
            settings.Seconds,
            _ => Task.FromResult((long)store.Build(request).Value.Rows),
            cancellationToken
        );
        return new(
            timings,
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["data"] = settings.Data is null ? "simulated" : Path.GetFileName(settings.Data),
                ["features"] = store.Features(request).Count,
                ["valuesPerSecond"] = timings.PerSecond * store.Features(request).Count,
            }
        );
    }

    private static DailyPanel Made()
    {
        var random = new Random(1);
        return new(new(2020, 1, 1), Rows(), [Rows(), Rows()]);

        double[][] Rows() =>
            [.. Enumerable.Range(0, Days + 60).Select(_ => Enumerable.Range(0, 24).Select(_ => 50 * random.NextDouble()).ToArray())];
    }
}
