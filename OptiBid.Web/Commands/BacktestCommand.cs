using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting;
using OptiBid.Core.Forecasting.Backtests;
using OptiBid.Core.Forecasting.Comparisons;
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
        Description =
            "A model of 'forecast models', or ridge-N, lear-N, lasso-N or kernel-N for one window of N days; several with commas between are compared",
        DefaultValueFactory = _ => "ridge",
    };
    private readonly Option<string> _from = new("--from") { Description = "First day, yyyy-MM-dd", Required = true };
    private readonly Option<string> _to = new("--to") { Description = "Last day, yyyy-MM-dd", Required = true };
    private readonly Option<FileInfo?> _out = new("--out") { Description = "CSV file for the forecasts" };
    private readonly Option<FileInfo?> _table = new("--table")
    {
        Description = "CSV file for the figures: model, measure, group, hours, value",
    };
    private readonly Option<int> _threads = new("--threads")
    {
        Description = "Threads",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };

    private readonly Option<bool> _quantiles = new("--quantiles")
    {
        Description = "Also make and score predictive quantiles: conformal, and by quantile regression averaging",
    };

    private readonly CacheOptions _cache = new();

    public Command Build()
    {
        var command = new Command("backtest", "Rolling-origin backtest of models; one that was stopped goes on where it was")
        {
            _file,
            _model,
            _from,
            _to,
            _out,
            _table,
            _threads,
            _quantiles,
        };
        _cache.AddTo(command);
        return command.Does(RunAsync);
    }

    private async Task<Result<CliAnswer>> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        await using var services = new ServiceCollection().AddForecasting().BuildServiceProvider();
        var catalog = services.GetRequiredService<IForecasterCatalog>();
        var models = new List<IForecaster>();
        foreach (var name in parse.GetValue(_model)!.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (catalog.Find(name) is not { } model)
            {
                return new SimpleFailure(
                    "forecast.model",
                    $"no model '{name}'; there are: {string.Join(", ", catalog.All.Select(m => m.Info.Name))}; ridge-N, lear-N, lasso-N and kernel-N take a window of N days, 28 to 3650"
                );
            }

            models.Add(model);
        }

        models = [.. models.DistinctBy(m => m.Info.Name)];
        if (models.Count == 0)
        {
            throw new BadInputException("--model", null, "expected a model, or several with commas between them");
        }

        var path = parse.GetValue(_file)!.FullName;
        var panel = DailyPanel.From(HourlyTable.Read(path), path);
        var reports = new List<BacktestReport>();
        foreach (var model in models)
        {
            var result = Backtest(services.GetRequiredService<IRunBacktest>(), panel, model, parse, cancellationToken);
            if (result.Failure is { } failure)
            {
                return failure;
            }

            reports.Add(result.Value);
        }

        var comparison = reports.Count > 1 ? ModelComparison.Of([.. reports.Select(r => new ComparedForecasts(r.Model, r.Days))]) : null;
        await WriteAsync(parse, reports, comparison, cancellationToken);
        var seconds = clock.Elapsed.TotalSeconds;
        return comparison is null
            ? new CliAnswer(BacktestAnswer.Json(reports[0], seconds), BacktestAnswer.Text(reports[0], seconds))
            : new CliAnswer(ComparisonAnswer.Json(comparison, reports, seconds), ComparisonAnswer.Text(comparison, reports, seconds));
    }

    private Result<BacktestReport> Backtest(
        IRunBacktest backtest,
        DailyPanel panel,
        IForecaster model,
        ParseResult parse,
        CancellationToken cancellationToken
    )
    {
        using var kept = _cache.Open(parse, model.Info.Name);
        using var progress = new CliProgress(Console.Error, model.Info.Name, TimeProvider.System);
        try
        {
            return backtest.Execute(
                new(panel, model, Day("--from", parse.GetValue(_from)!), Day("--to", parse.GetValue(_to)!))
                {
                    Threads = parse.GetValue(_threads),
                    Quantiles = parse.GetValue(_quantiles),
                    Kept = kept,
                    Progress = progress,
                },
                cancellationToken
            );
        }
        catch (OperationCanceledException) when (kept is not null)
        {
            Console.Error.WriteLine($"{kept.Count} days of {model.Info.Name} are kept in {kept.Path}: the same command goes on there");
            throw;
        }
    }

    private async Task WriteAsync(
        ParseResult parse,
        List<BacktestReport> reports,
        ComparisonReport? comparison,
        CancellationToken cancellationToken
    )
    {
        if (parse.GetValue(_out) is { } file)
        {
            var rows = comparison is null ? BacktestCsv.Rows(reports[0].Days, reports[0].Members) : ComparisonCsv.Forecasts(reports);
            await File.WriteAllLinesAsync(file.FullName, rows, cancellationToken);
        }

        if (parse.GetValue(_table) is { } table)
        {
            comparison ??= ModelComparison.Of([new ComparedForecasts(reports[0].Model, reports[0].Days)]);
            await File.WriteAllLinesAsync(table.FullName, ComparisonCsv.Figures(comparison), cancellationToken);
        }
    }

    private static DateOnly Day(string option, string text) =>
        DateOnly.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new BadInputException(option, null, $"'{text}' is not a day; expected {Format}");
}
