using System.Text;
using OptiBid.Core.Data;
using OptiBid.Core.Forecasting.Backtests;
using OptiBid.Core.Forecasting.Days;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Runs;
using OptiBid.Core.Identity;
using OptiBid.Core.Series;
using OptiBid.Web.Api;
using OptiBid.Web.Security;

namespace OptiBid.Web.Features.Forecasts;

/// <summary>A forecast to make.</summary>
/// <param name="Market">Market, such as ERCOT.</param>
/// <param name="Node">Settlement point.</param>
/// <param name="Product">Product; <c>da_lmp</c> when left out.</param>
/// <param name="Day">Delivery day.</param>
/// <param name="Model">Model of the catalogue, or <c>champion</c>; <c>ridge</c> when left out.</param>
public sealed record ForecastInput(string Market, string Node, DateOnly Day, string? Product = null, string? Model = null);

/// <summary>A backtest to start.</summary>
/// <param name="Market">Market.</param>
/// <param name="Node">Settlement point.</param>
/// <param name="From">First delivery day.</param>
/// <param name="To">Last delivery day.</param>
/// <param name="Product">Product; <c>da_lmp</c> when left out.</param>
/// <param name="Model">Model; <c>ridge</c> when left out.</param>
/// <param name="Quantiles">Whether predictive quantiles are made and scored too.</param>
public sealed record BacktestInput(
    string Market,
    string Node,
    DateOnly From,
    DateOnly To,
    string? Product = null,
    string? Model = null,
    bool Quantiles = false
);

/// <summary>The id of a backtest that was started.</summary>
/// <param name="Id">Id.</param>
public sealed record BacktestStarted(Guid Id);

/// <summary><c>/api/v1/forecasts</c> and <c>/api/v1/backtests</c>.</summary>
internal sealed class ForecastsEndpoints : IEndpointModule
{
    /// <summary>The model where none is named.</summary>
    internal const string DefaultModel = "ridge";

    /// <inheritdoc/>
    public void Map(RouteGroupBuilder api)
    {
        var forecasts = api.MapGroup("/forecasts").WithTags("Forecasts");
        forecasts.MapGet("/models", (IForecasterCatalog catalog) => catalog.All.Select(m => m.Info)).WithSummary("The models there are");
        forecasts
            .MapPost("/", ForecastAsync)
            .RequireAuthorization(Permissions.RunForecasts)
            .WithSummary("Forecast one delivery day as of its gate closure");

        forecasts
            .MapPost("/intervals", IntervalsAsync)
            .RequireAuthorization(Permissions.RunForecasts)
            .WithSummary(
                "Forecast one delivery day with predictive quantiles; the first ask of a month takes as long as a backtest of half a year"
            );
        forecasts
            .MapGet("/drivers", DriversAsync)
            .RequireAuthorization(Permissions.RunForecasts)
            .WithSummary("What the forecast of one delivery day is made of: contributions of groups of inputs");
        forecasts
            .MapGet("/scenarios", ScenariosAsync)
            .RequireAuthorization(Permissions.RunForecasts)
            .WithSummary("Correlated paths of the prices of one delivery day");

        var backtests = api.MapGroup("/backtests").WithTags("Backtests");
        backtests
            .MapPost("/", StartAsync)
            .RequireAuthorization(Permissions.RunBacktests)
            .WithSummary("Start a backtest: 202 with the place of the run");
        backtests
            .MapGet("/", ListAsync)
            .RequireAuthorization(Permissions.ReadForecasts)
            .WithSummary("The backtests of the organisation, the newest first");
        backtests
            .MapGet("/comparison", CompareAsync)
            .RequireAuthorization(Permissions.ReadForecasts)
            .WithSummary("Finished backtests of one series side by side: ?runs=ID&runs=ID");
        backtests
            .MapGet("/{id:guid}", GetAsync)
            .RequireAuthorization(Permissions.ReadForecasts)
            .WithSummary("One backtest; its forecasts only with ?days=true");
        backtests
            .MapGet("/{id:guid}/csv", CsvAsync)
            .RequireAuthorization(Permissions.ReadForecasts)
            .WithMetadata(new EndsWithSessionAttribute())
            .WithSummary("The forecasts of a finished backtest");
        backtests
            .MapDelete("/{id:guid}", DeleteAsync)
            .RequireAuthorization(Permissions.RunBacktests)
            .WithSummary("Cancel a backtest that waits or runs, delete one that has ended");
    }

    private static async Task<IResult> ForecastAsync(ForecastInput input, IForecastDay forecast, CancellationToken cancellationToken) =>
        (
            await forecast.ExecuteAsync(
                Key(input.Market, input.Node, input.Product),
                input.Day,
                input.Model ?? DefaultModel,
                cancellationToken
            )
        ).ToHttp();

    private static async Task<IResult> IntervalsAsync(
        ForecastInput input,
        IForecastIntervals forecast,
        CancellationToken cancellationToken
    ) =>
        (
            await forecast.ExecuteAsync(
                Key(input.Market, input.Node, input.Product),
                input.Day,
                input.Model ?? DefaultModel,
                cancellationToken
            )
        ).ToHttp();

    private static async Task<IResult> DriversAsync(
        string market,
        string node,
        DateOnly day,
        IExplainForecast explain,
        CancellationToken cancellationToken,
        string? product = null,
        string? model = null
    ) => (await explain.ExecuteAsync(Key(market, node, product), day, model ?? DefaultModel, cancellationToken)).ToHttp();

    private static async Task<IResult> ScenariosAsync(
        string market,
        string node,
        DateOnly day,
        IMakeScenarios scenarios,
        CancellationToken cancellationToken,
        string? product = null,
        string? model = null,
        int count = 500,
        int? keep = null,
        int seed = 1
    ) =>
        (
            await scenarios.ExecuteAsync(Key(market, node, product), day, model ?? DefaultModel, new(count, seed, keep), cancellationToken)
        ).ToHttp();

    private static async Task<IResult> StartAsync(BacktestInput input, IStartBacktest start, CancellationToken cancellationToken)
    {
        var key = Key(input.Market, input.Node, input.Product);
        var request = new StoredBacktestRequest(key, input.Model ?? DefaultModel, input.From, input.To) { Quantiles = input.Quantiles };
        var result = await start.ExecuteAsync(request, cancellationToken);
        return result.Failure is { } failure
            ? failure.ToProblem()
            : TypedResults.Accepted($"/api/v1/backtests/{result.Value}", new BacktestStarted(result.Value));
    }

    private static async Task<IResult> ListAsync(IListBacktests list, CancellationToken cancellationToken, int limit = 50) =>
        (await list.ExecuteAsync(limit, cancellationToken)).ToHttp();

    private static async Task<IResult> CompareAsync(Guid[] runs, ICompareBacktests compare, CancellationToken cancellationToken) =>
        (await compare.ExecuteAsync(runs, cancellationToken)).ToHttp();

    private static async Task<IResult> GetAsync(Guid id, IGetBacktest get, CancellationToken cancellationToken, bool days = false) =>
        (await get.ExecuteAsync(id, cancellationToken)).Map(d => days ? d : d with { Days = [] }).ToHttp();

    private static async Task<IResult> CsvAsync(Guid id, IGetBacktest get, IAuditTrail trail, CancellationToken cancellationToken)
    {
        var result = await get.ExecuteAsync(id, cancellationToken);
        if (result.Failure is { } failure)
        {
            return failure.ToProblem();
        }

        if (result.Value.Outcome is not { } outcome)
        {
            return new OptiBid.Core.Common.SimpleFailure(
                "forecast.run_not_done",
                $"the backtest is {result.Value.Summary.State} and has no forecasts",
                OptiBid.Core.Common.FailureKind.Conflict
            ).ToProblem();
        }

        await trail.RecordAsync(new("backtests.exported", "backtest", id.ToString()), cancellationToken);
        var text = string.Join('\n', BacktestCsv.Rows(result.Value.Days, outcome.Members)) + '\n';
        return TypedResults.File(Encoding.UTF8.GetBytes(text), "text/csv", $"backtest-{id}.csv");
    }

    private static async Task<IResult> DeleteAsync(Guid id, IDeleteBacktest delete, CancellationToken cancellationToken)
    {
        var result = await delete.ExecuteAsync(id, cancellationToken);
        return result.Failure is { } failure ? failure.ToProblem() : TypedResults.NoContent();
    }

    private static SeriesKey Key(string market, string node, string? product) =>
        new(market.ToUpperInvariant(), node, product ?? Products.DaLmp);
}
