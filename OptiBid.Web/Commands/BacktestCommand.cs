using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Backtests;
using OptiBid.Core.Forecasting.Metrics;
using OptiBid.Core.Forecasting.Models;

namespace OptiBid.Web.Commands;

/// <summary><c>forecast backtest FILE</c>: ridge with daily recalibration over a range of days.</summary>
internal sealed class BacktestCommand
{
    private const string Format = "yyyy-MM-dd";
    private readonly Argument<FileInfo> _file = new("file") { Description = "EPF file: time, price, exogenous forecasts; 24 hours a day" };
    private readonly Option<string> _model = new("--model")
    {
        Description = "ridge, or ridge-N for one window of N days",
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

    public Command Build() =>
        new Command("backtest", "Rolling-origin backtest of a model") { _file, _model, _from, _to, _out, _threads }.Does(RunAsync);

    private async Task<Result<CliAnswer>> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var path = parse.GetValue(_file)!.FullName;
        var panel = DailyPanel.From(HourlyTable.Read(path), path);
        var (from, to) = (panel.IndexOf(Day("--from", parse.GetValue(_from)!)), panel.IndexOf(Day("--to", parse.GetValue(_to)!)));
        if (from < 63 || to < from || to >= panel.Days)
        {
            return new SimpleFailure(
                "forecast.range",
                $"{path}: holds {panel.FirstDay:yyyy-MM-dd} to {panel.FirstDay.AddDays(panel.Days - 1):yyyy-MM-dd}; --from needs 63 days of history before it and --to must not be earlier"
            );
        }

        var name = parse.GetValue(_model)!;
        if (Windows(name) is not { } windows)
        {
            return new SimpleFailure("forecast.model", $"no model '{name}'; there are: ridge, ridge-N with N from 28 to 3650 days");
        }

        var result = RidgeBacktest.Run(panel, from, to, windows, Math.Max(1, parse.GetValue(_threads)), cancellationToken);
        var actual = panel.Prices[from..(to + 1)].SelectMany(d => d).ToArray();
        var errors = ForecastErrors.Of(actual, result.Forecasts.SelectMany(d => d).ToArray());
        var naive = NaiveReference.MeanAbsoluteErrors(
            panel.FirstDay.AddDays(from).ToDateTime(TimeOnly.MinValue),
            actual,
            panel.Prices[(from - 7)..from].SelectMany(d => d).ToArray()
        );
        if (parse.GetValue(_out) is { } file)
        {
            await File.WriteAllLinesAsync(file.FullName, Rows(panel, from, result), cancellationToken);
        }

        var answer = new
        {
            model = name,
            from = parse.GetValue(_from),
            to = parse.GetValue(_to),
            hours = errors.N,
            errors.Mae,
            errors.Rmse,
            errors.SmapePercent,
            rmaeWeekly = errors.Mae / naive.Weekly,
            rmaeDayOfWeek = errors.Mae / naive.DayOfWeek,
            naiveWeeklyMae = naive.Weekly,
            secondsPerDay = result.CpuSecondsPerDay,
            totalSeconds = clock.Elapsed.TotalSeconds,
            leakage = result.Leakage.Count == 0 ? (object)"none" : result.Leakage,
            members = windows
                .Select(
                    (w, i) =>
                        new
                        {
                            window = w,
                            penalty = result.Penalties[i],
                            ForecastErrors.Of(actual, result.Members[i].SelectMany(d => d).ToArray()).Mae,
                        }
                )
                .ToList(),
        };
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{name}, {errors.N:N0} hours: MAE {errors.Mae:F4}   RMSE {errors.Rmse:F3}   sMAPE {errors.SmapePercent:F3} %\nrMAE {answer.rmaeWeekly:F4} (weekly naive, MAE {naive.Weekly:F4})\n{string.Join('\n', answer.members.Select(m => string.Create(CultureInfo.InvariantCulture, $"window {m.window, 5} days, penalty {m.penalty}: MAE {m.Mae:F4}")))}\nleakage: {(result.Leakage.Count == 0 ? "none" : string.Join("; ", result.Leakage))}\n{answer.secondsPerDay:F4} s per day, {answer.totalSeconds:F1} s in all"
        );
        return new CliAnswer(answer, text);
    }

    private static DateOnly Day(string option, string text) =>
        DateOnly.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new BadInputException(option, null, $"'{text}' is not a day; expected {Format}");

    private static IReadOnlyList<int>? Windows(string model) =>
        model == "ridge" ? RidgeBacktest.BenchmarkWindows
        : model.StartsWith("ridge-", StringComparison.Ordinal)
        && int.TryParse(model.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out var days)
        && days is >= 28 and <= 3650
            ? [days]
        : null;

    private static IEnumerable<string> Rows(DailyPanel panel, int from, BacktestResult result)
    {
        yield return "time,actual,forecast," + string.Join(',', result.Windows.Select(w => $"window_{w}"));
        for (var d = 0; d < result.Forecasts.Length; d++)
        {
            for (var h = 0; h < 24; h++)
            {
                var time = panel.FirstDay.AddDays(from + d).ToDateTime(new TimeOnly(h, 0));
                var members = string.Join(',', result.Members.Select(m => m[d][h].ToString("R", CultureInfo.InvariantCulture)));
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{time:yyyy-MM-dd HH:mm:ss},{panel.Prices[from + d][h]},{result.Forecasts[d][h]},{members}"
                );
            }
        }
    }
}
