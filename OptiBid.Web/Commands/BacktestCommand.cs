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

    // Not required for the parser: of two faults the name of the model is told first.
    private readonly Option<string?> _from = new("--from") { Description = "First day, yyyy-MM-dd; always needed" };
    private readonly Option<string?> _to = new("--to") { Description = "Last day, yyyy-MM-dd; always needed" };
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
        var named = NamedModels.Of(catalog, parse.GetValue(_model)!);
        if (named.Failure is { } unknown)
        {
            return unknown;
        }

        var (from, to) = (Day(_from.Name, parse.GetValue(_from)), Day(_to.Name, parse.GetValue(_to)));
        var path = parse.GetValue(_file)!.FullName;
        var panel = DailyPanel.From(HourlyTable.Read(path), path);
        var reports = new List<BacktestReport>();
        foreach (var model in named.Value)
        {
            var result = Backtest(services.GetRequiredService<IRunBacktest>(), new(panel, model, from, to), parse, cancellationToken);
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
        BacktestRequest request,
        ParseResult parse,
        CancellationToken cancellationToken
    )
    {
        var name = request.Model.Info.Name;
        using var kept = _cache.Open(parse, name);
        using var progress = new CliProgress(Console.Error, name, TimeProvider.System);
        try
        {
            return backtest.Execute(
                request with
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
            Console.Error.WriteLine($"{kept.Count} days of {name} are kept in {kept.Path}: the same command goes on there");
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

    private static DateOnly Day(string option, string? text)
    {
        if (text is null)
        {
            throw new BadInputException(option, null, $"expected a day, {Format}");
        }

        return DateOnly.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new BadInputException(option, null, $"'{text}' is not a day; expected {Format}");
    }
}
