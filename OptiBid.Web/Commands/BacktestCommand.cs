using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting;
using OptiBid.Core.Forecasting.Backtests;
using OptiBid.Core.Forecasting.Kept;
using OptiBid.Core.Forecasting.Metrics;
using OptiBid.Core.Forecasting.Models;

namespace OptiBid.Web.Commands;

/// <summary><c>forecast backtest FILE</c>: a model over a range of days, each day from what was public before its gate closed.</summary>
internal sealed class BacktestCommand
{
    private const string Format = "yyyy-MM-dd";
    private readonly Argument<FileInfo> _file = new("file") { Description = "EPF file: time, price, exogenous forecasts; 24 hours a day" };
    private readonly Option<string> _model = new("--model")
    {
        Description = "A model of 'forecast models', or ridge-N or lear-N for one window of N days",
        DefaultValueFactory = _ => "ridge",
    };
    private readonly Option<string> _from = new("--from") { Description = "First day, yyyy-MM-dd", Required = true };
    private readonly Option<string> _to = new("--to") { Description = "Last day, yyyy-MM-dd", Required = true };
    private readonly Option<FileInfo?> _out = new("--out") { Description = "CSV file for the forecasts" };
    private readonly Option<int> _threads = new("--threads")
    {
        Description = "Threads",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };

    private readonly Option<bool> _quantiles = new("--quantiles")
    {
        Description = "Also make and score predictive quantiles: conformal, and by quantile regression averaging",
    };

    private readonly Option<string?> _cache = new("--cache")
    {
        Description = "Folder that keeps the forecast of each day done; without it 'forecasts' in the folder of the embedded stores",
    };
    private readonly Option<bool> _noCache = new("--no-cache") { Description = "Keep nothing and compute every day anew" };

    public Command Build() =>
        new Command("backtest", "Rolling-origin backtest of a model; one that was stopped goes on where it was")
        {
            _file,
            _model,
            _from,
            _to,
            _out,
            _threads,
            _quantiles,
            _cache,
            _noCache,
        }.Does(RunAsync);

    private async Task<Result<CliAnswer>> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        await using var services = new ServiceCollection().AddForecasting().BuildServiceProvider();
        var catalog = services.GetRequiredService<IForecasterCatalog>();
        var name = parse.GetValue(_model)!;
        if (catalog.Find(name) is not { } model)
        {
            return new SimpleFailure(
                "forecast.model",
                $"no model '{name}'; there are: {string.Join(", ", catalog.All.Select(m => m.Info.Name))}; ridge-N and lear-N take a window of N days, 28 to 3650"
            );
        }

        var path = parse.GetValue(_file)!.FullName;
        var panel = DailyPanel.From(HourlyTable.Read(path), path);
        var request = new BacktestRequest(panel, model, Day("--from", parse.GetValue(_from)!), Day("--to", parse.GetValue(_to)!))
        {
            Threads = parse.GetValue(_threads),
            Quantiles = parse.GetValue(_quantiles),
        };
        using var kept = OpenCache(parse, model.Info.Name);
        using var progress = new CliProgress(Console.Error, model.Info.Name, TimeProvider.System);
        var result = services
            .GetRequiredService<IRunBacktest>()
            .Execute(request with { Kept = kept, Progress = progress }, cancellationToken);
        if (result.Failure is { } failure)
        {
            return failure;
        }

        var report = result.Value;
        if (parse.GetValue(_out) is { } file)
        {
            await File.WriteAllLinesAsync(file.FullName, BacktestCsv.Rows(report.Days, report.Members), cancellationToken);
        }

        return new CliAnswer(Json(report, clock.Elapsed.TotalSeconds), Text(report, clock.Elapsed.TotalSeconds));
    }

    private IForecastFile? OpenCache(ParseResult parse, string model)
    {
        if (parse.GetValue(_noCache))
        {
            return null;
        }

        var kept = ForecastFiles.Open(parse.GetValue(_cache) ?? Path.Combine(HostSettings.StorageFolder(), "forecasts"), model);
        if (kept.TornBytes > 0)
        {
            Console.Error.WriteLine(
                $"{kept.Path}: {kept.TornBytes} bytes at the end were no whole record and are cut off; their days are computed anew"
            );
        }

        return kept;
    }

    private static object Json(BacktestReport report, double seconds) =>
        new
        {
            model = report.Model,
            from = report.Days[0].Day,
            to = report.Days[^1].Day,
            hours = report.Errors.N,
            report.Errors.Mae,
            report.Errors.Rmse,
            report.Errors.SmapePercent,
            report.RmaeWeekly,
            report.RmaeDayOfWeek,
            naiveWeeklyMae = report.NaiveWeekly.Mae,
            naiveDayOfWeekMae = report.NaiveDayOfWeek.Mae,
            report.NaiveDailyMae,
            report.DmWeekly,
            report.DmDayOfWeek,
            report.DmDaily,
            report.RmaeDaily,
            report.WorstPercentMae,
            secondsPerDay = report.CpuSecondsPerDay,
            totalSeconds = seconds,
            leakage = "none",
            report.HoursBeforeGate,
            report.DaysReused,
            report.Withheld,
            members = report
                .Members.Select(m => new
                {
                    window = m.Member.WindowDays,
                    penalty = m.Member.Penalty,
                    m.Mae,
                })
                .ToList(),
            report.ByHour,
            report.ByMonth,
            quantiles = report
                .Quantiles.Select(q => new
                {
                    q.Method,
                    q.Errors.Crps,
                    q.Errors.Coverage50,
                    q.Errors.Coverage90,
                    q.Errors.Width90,
                    dmAgainstAveraging = DieboldMariano.Statistic(report.Quantiles[^1].DailyCrps, q.DailyCrps),
                })
                .ToList(),
        };

    private static string Text(BacktestReport report, double seconds)
    {
        var lines = new List<string>
        {
            Line($"{report.Model}, {report.Errors.N:N0} hours, {report.Days[0].Day:yyyy-MM-dd} to {report.Days[^1].Day:yyyy-MM-dd}"),
            Line(
                $"MAE {report.Errors.Mae:F4}   RMSE {report.Errors.Rmse:F3}   sMAPE {report.Errors.SmapePercent:F3} %   worst 1 % of hours {report.WorstPercentMae:F2}"
            ),
            Line($"rMAE {report.RmaeWeekly:F4} against the weekly naive (MAE {report.NaiveWeekly.Mae:F4}), DM {report.DmWeekly:F2}"),
            Line(
                $"rMAE {report.RmaeDayOfWeek:F4} against the day-of-week naive (MAE {report.NaiveDayOfWeek.Mae:F4}), DM {report.DmDayOfWeek:F2}"
            ),
            Line($"rMAE {report.RmaeDaily:F4} against D-1 (MAE {report.NaiveDailyMae:F4}), DM {report.DmDaily:F2}"),
        };
        lines.AddRange(
            report.Members.Select(m =>
                m.Member.Penalty is { } penalty
                    ? Line($"window {m.Member.WindowDays, 5} days, penalty {penalty}: MAE {m.Mae:F4}")
                    : Line($"window {m.Member.WindowDays, 5} days: MAE {m.Mae:F4}")
            )
        );
        var lost = report.ByHour.Count(h => h.Loses);
        lines.Add(
            Line($"hours of the day lost to a naive: {lost}; months: {report.ByMonth.Count(m => m.Loses)} of {report.ByMonth.Count}")
        );
        lines.AddRange(
            report.Quantiles.Select(q =>
                Line(
                    $"{q.Method}: CRPS {q.Errors.Crps:F4}, 50 % interval holds {q.Errors.Coverage50:F1} %, 90 % interval {q.Errors.Coverage90:F1} % (width {q.Errors.Width90:F2})"
                )
            )
        );
        lines.Add(Line($"leakage: none; newest input {report.HoursBeforeGate:F1} h before gate closure"));
        lines.AddRange(report.Withheld.Select(w => Line($"withheld: {w.Values} hours of {w.Series}, D-{w.LagDays}; {w.Example}")));
        lines.Add(Line($"{report.CpuSecondsPerDay:F4} s per day, {seconds:F1} s in all"));
        if (report.DaysReused > 0)
        {
            lines.Add(Line($"{report.DaysReused} of {report.Days.Count} days kept of an earlier run"));
        }

        return string.Join('\n', lines);
    }

    private static string Line(FormattableString text) => FormattableString.Invariant(text);

    private static DateOnly Day(string option, string text) =>
        DateOnly.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new BadInputException(option, null, $"'{text}' is not a day; expected {Format}");
}
