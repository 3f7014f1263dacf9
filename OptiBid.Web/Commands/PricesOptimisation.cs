using System.Globalization;
using OptiBid.Core.Bidding.Optimisation;
using OptiBid.Core.Common;
using OptiBid.Core.Markets.Import;
using OptiBid.Core.Portfolios.Batteries;
using OptiBid.Core.Series;
using OptiBid.Core.Solvers;

namespace OptiBid.Web.Commands;

/// <summary><c>optimise battery --prices CSV --asset JSON</c>: energy at known prices, window by window on all cores.</summary>
internal static class PricesOptimisation
{
    /// <summary>A file of the two columns <c>time,price</c>: hours that begin at the time, UTC where it has no offset.</summary>
    private static readonly CsvMapping s_timeAndPrice = new(
        "PRICES",
        "time",
        "UTC",
        60,
        IsIntervalEnding: false,
        [new("price", "FILE", Products.DaLmp, "$/MWh")]
    );

    public static async Task<CliAnswer> RunAsync(
        FileInfo prices,
        FileInfo asset,
        int windowHours,
        FileInfo? output,
        Func<double> seconds,
        CancellationToken cancellationToken
    )
    {
        var battery = BatterySpecFile.Read(asset.FullName);
        await using var services = new ServiceCollection()
            .AddSolvers(new ConfigurationBuilder().Build())
            .AddImport()
            .AddBiddingOptimisation()
            .BuildServiceProvider();
        var data = await services
            .GetRequiredService<IReadSeriesFiles>()
            .ReadAsync([prices.FullName], mapping: s_timeAndPrice, cancellationToken: cancellationToken);
        var series = PriceWindows.OnlySeries(prices.FullName, data);
        var windows = PriceWindows.Of(series, windowHours);
        var schedules = new BatterySchedule[windows.Count];
        var optimiser = services.GetRequiredService<IBatteryOptimiser>();
        Parallel.For(
            0,
            windows.Count,
            new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount },
            w => schedules[w] = optimiser.Optimise(battery, new PriceWindow([.. windows[w].Select(p => p.Value)]), cancellationToken)
        );
        if (output is not null)
        {
            await File.WriteAllLinesAsync(output.FullName, Rows(windows, schedules), cancellationToken);
        }

        return Answer(series.Definition.Key, windows, schedules, seconds());
    }

    private static CliAnswer Answer(
        SeriesKey key,
        IReadOnlyList<IReadOnlyList<SeriesPoint>> windows,
        BatterySchedule[] schedules,
        double seconds
    )
    {
        var revenue = schedules.Sum(s => s.RevenueUsd);
        var energyRevenue = schedules.Sum(s => s.Hours.Sum(h => h.PriceUsdPerMwh * h.NetMw));
        var answer = new
        {
            objective = -revenue,
            windows = schedules
                .Select(
                    (s, w) =>
                        new
                        {
                            start = windows[w][0].StartUtc,
                            objective = -s.RevenueUsd,
                            s.UsedBinaries,
                        }
                )
                .ToList(),
            energyRevenue,
            regulationRevenue = 0.0,
            variableCost = energyRevenue - revenue,
            market = key.Market,
            node = key.Node,
            product = key.Product,
            missingHours = PriceWindows.MissingHours(windows),
            seconds,
        };
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {key.Market} {key.Node} {key.Product}, {windows[0][0].StartUtc:yyyy-MM-dd HH:mm} to {windows[^1][^1].StartUtc.AddHours(
                1
            ):yyyy-MM-dd HH:mm} UTC, {answer.missingHours} hours without a price
            objective (cost sign)        {answer.objective, 16:N4} $
            windows                      {schedules.Length, 16:N0}, {schedules.Count(s => s.UsedBinaries)} with binaries
            energy revenue               {answer.energyRevenue, 16:N2} $
            variable cost                {answer.variableCost, 16:N2} $
            seconds                      {answer.seconds, 16:N2}
            """
        );
        return new CliAnswer(answer, text);
    }

    private static IEnumerable<string> Rows(IReadOnlyList<IReadOnlyList<SeriesPoint>> windows, BatterySchedule[] schedules) =>
        windows
            .Zip(schedules)
            .SelectMany(w => w.First.Zip(w.Second.Hours))
            .Select(h =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{h.First.StartUtc:yyyy-MM-ddTHH:mm:ssZ},{h.Second.PriceUsdPerMwh},{h.Second.ChargeMw},{h.Second.DischargeMw},{h.Second.SocStartMwh},{h.Second.SocEndMwh},{h.Second.RevenueUsd}"
                )
            )
            .Prepend("start_utc,price_usd_per_mwh,charge_mw,discharge_mw,soc_start_mwh,soc_end_mwh,revenue_usd");
}
