using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Metrics;
using OptiBid.Core.Forecasting.Models.Neural.Sequences;

namespace OptiBid.Core.Forecasting.Models.Reports;

/// <inheritdoc/>
internal sealed class ReportNetwork(IForecasterCatalog catalog) : IReportNetwork
{
    private const int FewestDaysBefore = 420;

    /// <inheritdoc/>
    public IReadOnlyList<string> Names { get; } = ["lstm", "transformer", "volatility"];

    /// <inheritdoc/>
    public Result<NetworkReport> Execute(string name, NetworkReportRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!Names.Contains(name, StringComparer.Ordinal))
        {
            return new SimpleFailure("forecast.report", $"no report '{name}'; there are: {string.Join(", ", Names)}");
        }

        var markets = new List<NetworkReportMarket>();
        foreach (var file in request.Files)
        {
            var panel = Without(DailyPanel.From(HourlyTable.Read(file), file), request.LeaveOutDays);
            if (panel.Days - request.TestDays < FewestDaysBefore || request.TestDays < 1 || request.RetrainDays < 1)
            {
                return new SimpleFailure(
                    "forecast.report",
                    $"{file} has {panel.Days} days; {request.TestDays} to measure on need {FewestDaysBefore} before them"
                );
            }

            markets.Add(Measure(name, Path.GetFileName(file).Split('.')[0], panel, request, cancellationToken));
        }

        return new NetworkReport(name, About(name), SequenceModels.Seed, request.RetrainDays, markets);
    }

    private NetworkReportMarket Measure(
        string name,
        string market,
        DailyPanel panel,
        NetworkReportRequest request,
        CancellationToken cancellationToken
    )
    {
        var first = panel.Days - request.TestDays;
        int[] anchors = [.. Enumerable.Range(0, request.TestDays).Where(d => d % request.RetrainDays == 0).Select(d => first + d)];
        var clock = Stopwatch.StartNew();
        string engine;
        IReadOnlyList<NetworkReportTable> tables;
        double seconds;
        if (name == "volatility")
        {
            var trained = anchors.Select(a => SequenceModels.Volatility(panel, a, cancellationToken)!.Value).ToList();
            seconds = clock.Elapsed.TotalSeconds / anchors.Length;
            engine = trained[0].Network.Engine;
            tables = VolatilityTables.Of(panel, first, d => trained[(d - first) / request.RetrainDays]);
        }
        else
        {
            var model = name == "lstm" ? SequenceModels.Lstm() : SequenceModels.Transformer();
            var trained = anchors.Select(a => model.Train(panel, a, cancellationToken)!).ToList();
            seconds = clock.Elapsed.TotalSeconds / anchors.Length;
            engine = trained[0].Engine;
            tables = new PriceTables(catalog, panel, first).Of(name, d => trained[(d - first) / request.RetrainDays], cancellationToken);
        }

        return new(
            market,
            panel.FirstDay.AddDays(first),
            panel.FirstDay.AddDays(panel.Days - 1),
            HashOf(panel),
            anchors.Length,
            seconds,
            engine,
            tables
        );
    }

    private static string About(string name) =>
        name switch
        {
            "lstm" => "LSTM price forecaster: reads the last 168 hours and goes on over the 24 hours of the day; seven quantiles an hour.",
            "transformer" =>
                "Transformer market analyser: the last 31 days and the day itself as tokens; seven quantiles for each hour of the day and for the mean price of that day and the six after it.",
            _ =>
                "CNN volatility predictor: the last 28 days as an image; standard deviation and TB4 (mean of the four highest hours less mean of the four lowest) of tomorrow's prices.",
        };

    private static DailyPanel Without(DailyPanel panel, int last)
    {
        var days = Math.Clamp(panel.Days - last, 0, panel.Days);
        return panel with { Prices = panel.Prices[..days], Exogenous = [.. panel.Exogenous.Select(e => e[..days])] };
    }

    private static string HashOf(DailyPanel panel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var row in panel.Exogenous.Prepend(panel.Prices).SelectMany(s => s))
        {
            hash.AppendData(MemoryMarshal.AsBytes<double>(row));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
