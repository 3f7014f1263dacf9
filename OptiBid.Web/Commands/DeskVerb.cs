using System.CommandLine;
using System.Globalization;
using OptiBid.Core.Bidding;
using OptiBid.Core.Bidding.Offers;
using OptiBid.Core.Bidding.Replays;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting;
using OptiBid.Core.Markets.Import;
using OptiBid.Core.Portfolios.Batteries;
using OptiBid.Core.Solvers;

namespace OptiBid.Web.Commands;

/// <summary><c>desk replay</c>: the desk over past days from price files, with nothing newer than gate closure.</summary>
internal sealed class DeskVerb : ICliVerb
{
    private const string Format = "yyyy-MM-dd";
    private readonly Option<string> _market = new("--market")
    {
        Description = "PJM, CAISO, ERCOT or the market of the file",
        Required = true,
    };
    private readonly Option<string?> _node = new("--node") { Description = "Settlement point (default: the only one of the data)" };
    private readonly Option<FileInfo> _asset = new("--asset") { Description = "Battery as JSON (docs/commands.md)", Required = true };
    private readonly Option<string[]> _data = new("--data")
    {
        Description = "Price files or folders, in any format that import reads",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<string> _from = new("--from") { Description = "First operating day, yyyy-MM-dd", Required = true };
    private readonly Option<string> _to = new("--to") { Description = "Last operating day, yyyy-MM-dd", Required = true };
    private readonly Option<string> _strategy = new("--strategy")
    {
        Description = "forecast, persistence or perfect",
        DefaultValueFactory = _ => "forecast",
    };
    private readonly Option<string> _model = new("--model") { Description = "Forecast model", DefaultValueFactory = _ => "ridge" };
    private readonly Option<string> _offer = new("--offer")
    {
        Description = "What the forecast strategy offers: schedule, or curve from the value of stored energy",
        DefaultValueFactory = _ => "schedule",
    };
    private readonly Option<int> _threads = new("--threads")
    {
        Description = "Threads",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };
    private readonly Option<FileInfo?> _out = new("--out") { Description = "CSV file for the days" };

    /// <inheritdoc/>
    public Command Build() =>
        new("desk", "Run the desk")
        {
            new Command("replay", "Replay the desk over past days from price files")
            {
                _market,
                _node,
                _asset,
                _data,
                _from,
                _to,
                _strategy,
                _model,
                _offer,
                _threads,
                _out,
            }.Does(RunAsync),
        };

    private async Task<Result<CliAnswer>> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        if (!Enum.TryParse<ReplayStrategy>(parse.GetValue(_strategy), ignoreCase: true, out var strategy) || !Enum.IsDefined(strategy))
        {
            return new SimpleFailure(
                "replay.strategy",
                $"--strategy is '{parse.GetValue(_strategy)}'; there are: forecast, persistence, perfect"
            );
        }

        if (parse.GetValue(_offer) is not ("schedule" or "curve"))
        {
            return new SimpleFailure("replay.offer", $"--offer is '{parse.GetValue(_offer)}'; there are: schedule, curve");
        }

        await using var services = new ServiceCollection()
            .AddSolvers(new ConfigurationBuilder().Build())
            .AddImport()
            .AddForecasting()
            .AddReplays()
            .BuildServiceProvider();
        var request = new ReplayRequest(
            BatterySpecFile.Read(parse.GetValue(_asset)!.FullName),
            parse.GetValue(_market)!,
            parse.GetValue(_node),
            Day("--from", parse.GetValue(_from)!),
            Day("--to", parse.GetValue(_to)!),
            strategy,
            parse.GetValue(_model)!,
            Math.Max(1, parse.GetValue(_threads)),
            parse.GetValue(_offer) == "curve" ? OfferKind.Curve : OfferKind.SelfSchedule
        );
        var data = await services
            .GetRequiredService<IReadSeriesFiles>()
            .ReadAsync(parse.GetValue(_data)!, cancellationToken: cancellationToken);
        var result = services.GetRequiredService<IReplayDesk>().Run(request, data, cancellationToken: cancellationToken);
        if (result.Failure is { } failure)
        {
            return failure;
        }

        if (parse.GetValue(_out) is { } file)
        {
            await File.WriteAllLinesAsync(file.FullName, Rows(result.Value), cancellationToken);
        }

        return Answer(request, result.Value);
    }

    private static CliAnswer Answer(ReplayRequest request, ReplayReport report)
    {
        var json = new
        {
            report.Market,
            report.Node,
            simulated = report.IsSimulated,
            strategy = request.Strategy,
            model = request.Strategy == ReplayStrategy.Forecast ? request.Model : null,
            offer = request.Offer,
            from = request.From,
            to = request.To,
            days = report.PerDay.Count,
            revenue = report.RevenueUsd,
            revenuePerKwYear = report.RevenueUsdPerKwYear,
            perDay = report.PerDay,
            perfectForesight = report.PerfectUsd,
            captureOfPerfect = report.RevenueUsd / report.PerfectUsd,
            persistence = report.PersistenceUsd,
            tb4 = report.Tb4Usd,
            cycles = report.Cycles,
            attribution = report.Attribution,
            incompleteDays = report.IncompleteDays,
            skippedDays = report.SkippedDays,
            leakage = report.Leakage.Count == 0 ? (object)"none" : report.Leakage,
        };
        var a = report.Attribution;
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {report.Market} {report.Node}{(
                report.IsSimulated ? " (simulated)" : ""
            )}, {request.From:yyyy-MM-dd} to {request.To:yyyy-MM-dd}, {report.PerDay.Count} days, strategy {request.Strategy.ToString().ToLowerInvariant()}
            revenue            {report.RevenueUsd, 16:N0} $   {report.RevenueUsdPerKwYear, 8:N2} $/kW-yr
            perfect foresight  {report.PerfectUsd, 16:N0} $   {report.RevenueUsd / report.PerfectUsd, 8:P1} captured
            persistence        {report.PersistenceUsd, 16:N0} $   {report.PersistenceUsd / report.PerfectUsd, 8:P1} of perfect
            TB4                {report.Tb4Usd, 16:N0} $
            cycles             {report.Cycles, 16:N1}
            sold {a.DayAheadSoldUsd:N0} $, bought {a.DayAheadBoughtUsd:N0} $, deviations {a.RealTimeDeviationUsd:N0} $, variable cost {a.VariableCostUsd:N0} $, lost to the forecast {a.ForecastLossUsd:N0} $
            days with missing hours: {report.IncompleteDays.Count}; skipped: {report.SkippedDays.Count}; leakage: {(
                report.Leakage.Count == 0 ? "none" : string.Join("; ", report.Leakage)
            )}
            """
        );
        return new(json, text);
    }

    private static DateOnly Day(string option, string text) =>
        DateOnly.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new BadInputException(option, null, $"'{text}' is not a day; expected {Format}");

    private static IEnumerable<string> Rows(ReplayReport report) =>
        report
            .PerDay.Select(d =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{d.Day:yyyy-MM-dd},{d.Hours},{d.RevenueUsd:F2},{d.PerfectUsd:F2},{d.PersistenceUsd:F2},{d.Tb4Usd:F2},{d.DischargedMwh:F3},{d.Model}"
                )
            )
            .Prepend("day,hours,revenue_usd,perfect_usd,persistence_usd,tb4_usd,discharged_mwh,model");
}
