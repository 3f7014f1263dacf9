using System.CommandLine;
using System.Globalization;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting;
using OptiBid.Core.Forecasting.Backtests;
using OptiBid.Core.Forecasting.Metrics;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Uncertainty;
using OptiBid.Core.Forecasting.Uncertainty.Scenarios;

namespace OptiBid.Web.Commands;

/// <summary>
/// <c>forecast scenarios FILE</c>: paths of the prices of a day that hang together as past errors did; with a range the scores of such paths.
/// </summary>
internal sealed class ScenariosCommand
{
    private const string Format = "yyyy-MM-dd";
    private readonly Argument<FileInfo> _file = new("file") { Description = "EPF file: time, price, exogenous forecasts; 24 hours a day" };
    private readonly Option<string> _model = new("--model")
    {
        Description = "Model of the point forecasts",
        DefaultValueFactory = _ => "ridge",
    };
    private readonly Option<string?> _day = new("--day") { Description = "Day of the paths, yyyy-MM-dd" };
    private readonly Option<string?> _from = new("--from")
    {
        Description = "Instead of a day: first day of a range whose paths are scored; the first 58 are learned from",
    };
    private readonly Option<string?> _to = new("--to") { Description = "Last day of the range" };
    private readonly Option<int> _count = new("--count") { Description = "Paths drawn, 2 to 10000", DefaultValueFactory = _ => 500 };
    private readonly Option<int?> _keep = new("--keep")
    {
        Description = "Paths left after reduction (fast forward selection); without it all; of 2000 at most",
    };
    private readonly Option<int> _seed = new("--seed") { Description = "The same seed gives the same paths", DefaultValueFactory = _ => 1 };
    private readonly Option<FileInfo?> _out = new("--out")
    {
        Description = "CSV file for the paths: scenario, probability, hour ending, price",
    };
    private readonly Option<int> _threads = new("--threads")
    {
        Description = "Threads",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };
    private readonly CacheOptions _cache = new();

    public Command Build()
    {
        var command = new Command("scenarios", "Correlated 24-hour paths of prices")
        {
            _file,
            _model,
            _day,
            _from,
            _to,
            _count,
            _keep,
            _seed,
            _out,
            _threads,
        };
        _cache.AddTo(command);
        return command.Does(RunAsync);
    }

    private async Task<Result<CliAnswer>> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection().AddForecasting().BuildServiceProvider();
        var catalog = services.GetRequiredService<IForecasterCatalog>();
        var named = NamedModels.Of(catalog, parse.GetValue(_model)!);
        if (named.Failure is { } unknown)
        {
            return unknown;
        }

        if (named.Value is not [var model])
        {
            throw new BadInputException("--model", null, "expected one model");
        }

        var draw = new ScenarioDraw(parse.GetValue(_count), parse.GetValue(_seed), parse.GetValue(_keep));
        if (draw.WrongField is { } field)
        {
            throw new BadInputException(
                $"--{field}",
                null,
                "out of range: 2 to 10000 paths, of which 1 to all are kept; of more than 2000 all are"
            );
        }

        var path = parse.GetValue(_file)!.FullName;
        var panel = DailyPanel.From(HourlyTable.Read(path), path);
        var (from, to, one) = Range(parse, panel, model);
        using var kept = _cache.Open(parse, model.Info.Name);
        using var progress = new CliProgress(Console.Error, model.Info.Name, TimeProvider.System);
        var backtest = services
            .GetRequiredService<IRunBacktest>()
            .Execute(
                new(panel, model, from, to)
                {
                    Threads = parse.GetValue(_threads),
                    Kept = kept,
                    Progress = progress,
                },
                cancellationToken
            );
        if (backtest.Failure is { } failure)
        {
            return failure;
        }

        if (ScenarioStudy.Of(backtest.Value.Days, draw, one, cancellationToken) is not { } study)
        {
            throw new BadInputException(
                path,
                null,
                $"{backtest.Value.Days.Count} days of forecasts; paths need {ScenarioStudy.FewestDays}, the last of which is the first with paths"
            );
        }

        if (parse.GetValue(_out) is { } file)
        {
            await File.WriteAllLinesAsync(file.FullName, Csv(study.Last), cancellationToken);
        }

        return new CliAnswer(Json(model, study, draw), Text(model, study));
    }

    /// <summary>The days to forecast, and whether only the last is wanted.</summary>
    private (DateOnly From, DateOnly To, bool One) Range(ParseResult parse, DailyPanel panel, IForecaster model)
    {
        if (parse.GetValue(_day) is { } text)
        {
            var day = Day("--day", text);
            var history = Math.Max(7, model.Info.MinimumHistoryDays);
            var earliest = panel.FirstDay.AddDays(history + ScenarioStudy.FewestDays - 1);
            if (day < earliest)
            {
                throw new BadInputException(
                    "--day",
                    null,
                    $"{day:yyyy-MM-dd} is too early: the data begins on {panel.FirstDay:yyyy-MM-dd}, {model.Info.Name} needs {history} days and paths {ScenarioStudy.FewestDays - 1} days of its forecasts; the first possible day is {earliest:yyyy-MM-dd}"
                );
            }

            var first = Math.Max(history, panel.IndexOf(day) - QuantileLevels.WindowDays - QuantileLevels.FewestDays);
            return (panel.FirstDay.AddDays(first), day, true);
        }

        return parse.GetValue(_from) is { } from && parse.GetValue(_to) is { } to
            ? (Day("--from", from), Day("--to", to), false)
            : throw new BadInputException("--day", null, "expected a day, or --from and --to");
    }

    private static object Json(IForecaster model, ScenarioStudyReport study, ScenarioDraw draw) =>
        new
        {
            model = model.Info.Name,
            day = study.Scores[^1].Day,
            draw.Count,
            draw.Seed,
            draw.Keep,
            study.LearnedDays,
            scoredDays = study.Scores.Count,
            energyScore = study.Scores.Average(s => s.Energy),
            variogramScore = study.Scores.Average(s => s.Variogram),
            independentEnergyScore = study.Scores.Average(s => s.IndependentEnergy),
            independentVariogramScore = study.Scores.Average(s => s.IndependentVariogram),
            study.DmEnergy,
            study.DmVariogram,
            scenarios = study.Last,
        };

    private static string Text(IForecaster model, ScenarioStudyReport study) =>
        FormattableString.Invariant(
            $"""
            {model.Info.Name}, {study.Scores.Count} days with paths to {study.Scores[
                ^1
            ].Day:yyyy-MM-dd}, {study.LearnedDays} days learned from before
            energy score     {study.Scores.Average(s => s.Energy), 8:F4}   hours independent {study.Scores.Average(s =>
                s.IndependentEnergy
            ), 8:F4}   DM {study.DmEnergy:F2}
            variogram score  {study.Scores.Average(s => s.Variogram), 8:F4}   hours independent {study.Scores.Average(s =>
                s.IndependentVariogram
            ), 8:F4}   DM {study.DmVariogram:F2}
            last day: {study.Last.Count} paths, likeliest {study.Last.Max(p => p.Probability):P1}, means {study.Last.Min(p =>
                p.Prices.Average()
            ):F2} to {study.Last.Max(p => p.Prices.Average()):F2}
            """
        );

    private static IEnumerable<string> Csv(IReadOnlyList<PriceScenario> paths)
    {
        yield return "scenario,probability,hour_ending,price";
        for (var i = 0; i < paths.Count; i++)
        {
            for (var h = 0; h < paths[i].Prices.Length; h++)
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{i + 1},{paths[i].Probability:R},{h + 1},{paths[i].Prices[h]:R}"
                );
            }
        }
    }

    private static DateOnly Day(string option, string text) =>
        DateOnly.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new BadInputException(option, null, $"'{text}' is not a day; expected {Format}");
}
