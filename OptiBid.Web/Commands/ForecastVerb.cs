using System.CommandLine;
using System.Globalization;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting;
using OptiBid.Core.Forecasting.Metrics;
using OptiBid.Core.Forecasting.Models;

namespace OptiBid.Web.Commands;

/// <summary><c>forecast evaluate FILE</c>: errors of a published forecast beside the naive references; <c>forecast models</c>; <c>forecast backtest</c>; <c>forecast scenarios</c>.</summary>
internal sealed class ForecastVerb : ICliVerb
{
    private readonly Argument<FileInfo> _file = new("file") { Description = "Hourly CSV with prices and forecasts, plain or .gz" };
    private readonly Option<string> _actual = new("--actual") { Description = "Column of prices", DefaultValueFactory = _ => "Real price" };
    private readonly Option<string?> _forecast = new("--forecast")
    {
        Description = "Column of the forecast; needed where there are several",
    };
    private readonly Option<FileInfo?> _history = new("--history")
    {
        Description = "EPF price file with the week before, for the naive of the first seven days",
    };

    /// <inheritdoc/>
    public Command Build() =>
        new("forecast", "Forecast prices and measure forecasts")
        {
            new BacktestCommand().Build(),
            new ScenariosCommand().Build(),
            new Command("models", "The models there are").Does(ModelsAsync),
            new Command("evaluate", "Errors of a published forecast") { _file, _actual, _forecast, _history }.Does(RunAsync),
        };

    private static async Task<Result<CliAnswer>> ModelsAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await using var services = new ServiceCollection().AddForecasting().BuildServiceProvider();
        var models = services.GetRequiredService<IForecasterCatalog>().All.Select(m => m.Info).ToList();
        var lines = models.Select(m =>
            FormattableString.Invariant(
                $"{m.Name, -13} {m.Family, -7} from {m.MinimumHistoryDays, 2} days: {m.Parameters}{(m.Effort is { } effort ? $"; {effort}" : "")}"
            )
        );
        return new CliAnswer(
            new { models },
            string.Join(
                '\n',
                [
                    .. lines,
                    "ridge-N       linear  any window of N days, 28 to 3650",
                    "lear-N        linear  the same",
                    "lasso-N       linear  the same",
                    "kernel-N      kernel  the same",
                ]
            )
        );
    }

    private Task<Result<CliAnswer>> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var path = parse.GetValue(_file)!.FullName;
        var table = HourlyTable.Read(path);
        var actualName = parse.GetValue(_actual)!;
        var others = table.Columns.Keys.Where(n => !n.Equals(actualName, StringComparison.OrdinalIgnoreCase)).ToList();
        var forecastName = parse.GetValue(_forecast) ?? (others.Count == 1 ? others[0] : null);
        if (
            forecastName is null
            || !table.Columns.TryGetValue(forecastName, out var forecast)
            || !table.Columns.TryGetValue(actualName, out var actual)
        )
        {
            var wanted = table.Columns.ContainsKey(actualName) ? "--forecast" : "--actual";
            throw new BadInputException(path, 1, $"{wanted} must name a column; there are: {string.Join(", ", table.Columns.Keys)}");
        }

        var errors = ForecastErrors.Of(actual, forecast);
        var (weekly, dayOfWeek) = NaiveReference.MeanAbsoluteErrors(
            table.Start,
            actual,
            WeekBefore(parse.GetValue(_history)?.FullName, table.Start)
        );
        if (!double.IsFinite(weekly) || weekly <= 0 || dayOfWeek <= 0)
        {
            throw new BadInputException(
                path,
                null,
                $"{errors.N} hours give no naive reference; expected more than 168 hours of moving prices, or --history"
            );
        }

        var answer = new
        {
            errors.N,
            errors.Mae,
            errors.Rmse,
            errors.SmapePercent,
            rmaeWeekly = errors.Mae / weekly,
            rmaeDayOfWeek = errors.Mae / dayOfWeek,
            naiveWeeklyMae = weekly,
            forecast = forecastName,
        };
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{forecastName}, {errors.N:N0} hours\nMAE {errors.Mae:F4}   RMSE {errors.Rmse:F3}   sMAPE {errors.SmapePercent:F3} %\nrMAE {answer.rmaeWeekly:F4} (weekly naive, MAE {weekly:F4})   {answer.rmaeDayOfWeek:F4} (day-of-week naive)"
        );
        return Task.FromResult<Result<CliAnswer>>(new CliAnswer(answer, text));
    }

    private static double[] WeekBefore(string? path, DateTime start)
    {
        if (path is null)
        {
            return [];
        }

        var table = HourlyTable.Read(path);
        var from = (int)(start - table.Start).TotalHours - 168;
        var prices = table.Columns.Values.First();
        return from >= 0 && from + 168 <= prices.Length
            ? prices[from..(from + 168)]
            : throw new BadInputException(path, null, $"does not hold the week before {start:yyyy-MM-dd HH:mm}");
    }
}
