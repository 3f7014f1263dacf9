using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Forecasting;
using OptiBid.Core.Forecasting.Metrics;
using OptiBid.Core.Forecasting.Models;

namespace OptiBid.Web.Commands.Benches;

/// <summary>
/// Days of LEAR (four windows, 24 hours, calibrated anew) on all cores, beside scikit-learn's LassoLarsIC on the same day in the same run where
/// python3-sklearn is installed. One operation is a day; one repetition as many days as there are cores.
/// </summary>
internal sealed class LearBench : IBench
{
    private const int Days = 1600;
    private static readonly int[] s_windows = [56, 84, 1092, 1456];

    /// <inheritdoc/>
    public string Name => "lear";

    /// <inheritdoc/>
    public string Summary => "days a second of the LEAR ensemble, and of scikit-learn (--data FILE: an hourly file; otherwise made prices)";

    /// <inheritdoc/>
    public async Task<BenchResult> RunAsync(BenchSettings settings, CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection().AddForecasting().BuildServiceProvider();
        var catalog = services.GetRequiredService<IForecasterCatalog>();
        var model = catalog.Find("lear")!;
        var panel = settings.Data is { } file ? DailyPanel.From(HourlyTable.Read(file), file) : Made();
        var threads = Environment.ProcessorCount;
        var last = panel.Days - 1;
        model.Forecast(panel, last, cancellationToken);
        var timings = await BenchTimings.MeasureAsync(
            settings.Seconds,
            r =>
            {
                Parallel.For(
                    0,
                    threads,
                    new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken },
                    t => model.Forecast(panel, last - (((r * threads) + t) % 28), cancellationToken)
                );
                return Task.FromResult((long)threads);
            },
            cancellationToken
        );
        var more = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["data"] = settings.Data is null ? "simulated" : Path.GetFileName(settings.Data),
            ["secondsPerDay"] = 1 / timings.PerSecond,
        };
        foreach (var (key, value) in await LearPeer.MeasureAsync(panel, last, s_windows, catalog, cancellationToken))
        {
            more.Add(key, value);
        }

        if (more.TryGetValue("peerSecondsPerDay", out var peer))
        {
            more["ratio"] = (double)peer * timings.PerSecond;
        }

        return new(timings, more);
    }

    /// <summary>Prices that follow a load with a day and a week, noise that lasts, and a second forecast; seeded.</summary>
    private static DailyPanel Made()
    {
        var random = new Random(1);
        var (price, load, wind) = (new double[Days][], new double[Days][], new double[Days][]);
        var noise = 0.0;
        for (var d = 0; d < Days; d++)
        {
            (price[d], load[d], wind[d]) = (new double[24], new double[24], new double[24]);
            for (var h = 0; h < 24; h++)
            {
                load[d][h] =
                    80
                    + (15 * Math.Sin((h - 8) * Math.PI / 12))
                    + (d % 7 >= 5 ? -10 : 0)
                    + (10 * Math.Cos(d * 2 * Math.PI / 365))
                    + (4 * random.NextDouble());
                wind[d][h] = 20 + (10 * Math.Sin(d * 0.9)) + (8 * random.NextDouble());
                noise = (0.9 * noise) + (3 * (random.NextDouble() - 0.5));
                price[d][h] = 10 + (0.006 * load[d][h] * load[d][h]) - (0.3 * wind[d][h]) + noise;
            }
        }

        return new(new(2020, 1, 1), price, [load, wind]);
    }
}
