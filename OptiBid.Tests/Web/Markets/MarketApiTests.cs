using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using OptiBid.Core.Data;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets;
using OptiBid.Core.Markets.Prices;
using OptiBid.Core.Markets.Simulated;
using OptiBid.Core.Portfolios;
using OptiBid.Core.Series;
using OptiBid.Tests.Core.Markets.Simulated;
using OptiBid.Tests.Core.Portfolios;
using OptiBid.Web.Api;
using OptiBid.Web.Features.Assets;
using OptiBid.Web.Features.Markets;

namespace OptiBid.Tests.Web.Markets;

/// <summary>The endpoints over HTTP with the real queries and a store in memory; who signs in how is tested with the shell.</summary>
public sealed class MarketApiTests : IAsyncLifetime
{
    private const string North = "/api/v1/series/values?market=ERCOT&node=SIM%20HB_NORTH&product=da_lmp";
    private readonly MemorySeriesStore _store = new();
    private readonly RecordsFixture _records = new();
    private readonly FakeTimeProvider _time = new(new(2026, 6, 10, 12, 2, 0, TimeSpan.Zero));
    private WebApplication? _app;
    private HttpClient? _http;

    private static CancellationToken Token => Xunit.TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        using var market = new SimulatedMarket(_store, new PriceTicks(), _time, new() { SimulatedHistoryDays = 2 });
        await market.CatchUpAsync(Token);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Services.AddOptiBidApi();
        // The gate stands before the endpoints in the app; here the commands alone decide.
        builder.Services.Configure<Microsoft.AspNetCore.Routing.RouteOptions>(o => o.SuppressCheckForUnhandledSecurityMetadata = true);
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.AddSingleton<ITimeSeriesStore>(_store);
        builder.Services.AddSingleton<IDbContextFactory<OptiBidDbContext>>(_records);
        builder.Services.AddSingleton<OptiBid.Core.Data.Tenancy.IPlatformContexts>(_records);
        builder.Services.AddSingleton<ICurrentUser>(
            new FakeUser(FakeUser.Reads, Permissions.WriteAssets, Permissions.RetireAssets, Permissions.ExportMarkets)
        );
        builder.Services.AddMarkets(builder.Configuration);
        builder.Services.AddSingleton<OptiBid.Core.Data.IAuditTrail>(new OptiBid.Tests.Support.MemoryTrail());
        builder.Services.AddPortfolios();
        foreach (
            var hosted in builder
                .Services.Where(s =>
                    s.ServiceType == typeof(Microsoft.Extensions.Hosting.IHostedService) && s.ImplementationType == typeof(SimulatedFeed)
                )
                .ToList()
        )
        {
            builder.Services.Remove(hosted);
        }

        _app = builder.Build();
        var api = _app.MapGroup("/api/v1");
        new SeriesEndpoints().Map(api);
        new AssetEndpoints().Map(api);
        await _app.StartAsync(Token);
        _http = _app.GetTestClient();
    }

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        _records.Dispose();
    }

    [Fact]
    public async Task Series_are_listed_with_their_definition()
    {
        var series = await JsonAsync("/api/v1/series");
        Assert.Equal(SimulatedSeries.All.Count, series.GetArrayLength());
        Assert.All(series.EnumerateArray(), s => Assert.True(s.GetProperty("definition").GetProperty("isSimulated").GetBoolean()));
    }

    [Fact]
    public async Task Values_come_as_json_and_as_csv()
    {
        var values = await JsonAsync(North + "&from=2026-06-10T05:00:00Z&to=2026-06-11T00:00:00-05:00");
        Assert.Equal(24, values.GetProperty("rows").GetArrayLength());
        Assert.Equal(60, values.GetProperty("stepMinutes").GetInt32());
        Assert.Equal("$/MWh", values.GetProperty("definition").GetProperty("unit").GetString());

        var csv = await _http!.GetAsync(
            North.Replace("values?", "values.csv?", StringComparison.Ordinal) + "&from=2026-06-10T05:00Z&to=2026-06-10T06:00Z",
            Token
        );
        Assert.Equal("text/csv", csv.Content.Headers.ContentType?.MediaType);
        Assert.Equal("ERCOT_SIM_HB_NORTH_da_lmp.csv", csv.Content.Headers.ContentDisposition?.FileName);
        var lines = (await csv.Content.ReadAsStringAsync(Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("2026-06-10T05:00:00Z,2026-06-10,HE 01,ERCOT,SIM HB_NORTH,da_lmp,", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(",$/MWh,60,2026-06-09T18:30:00Z,1,true", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_of_before_the_results_time_shows_no_price_of_that_day()
    {
        const string day = North + "&from=2026-06-10T05:00:00Z&to=2026-06-11T05:00:00Z";
        Assert.Equal(0, (await JsonAsync(day + "&asOf=2026-06-09T18:29:59Z")).GetProperty("rows").GetArrayLength());
        Assert.Equal(24, (await JsonAsync(day + "&asOf=2026-06-09T18:30:00Z")).GetProperty("rows").GetArrayLength());
        Assert.Equal(4, (await JsonAsync(day + "&asOf=2026-06-09T18:30:00Z&bucket=360")).GetProperty("rows").GetArrayLength() - 1);
    }

    [Theory]
    [InlineData("/api/v1/series/values?node=A&product=da_lmp&from=2026-06-10&to=2026-06-11", 422, "market")]
    [InlineData(North + "&from=yesterday&to=2026-06-11", 422, "from")]
    [InlineData(North + "&from=2026-06-10", 422, "to")]
    [InlineData(North + "&from=2026-06-10&to=2026-06-09", 422, "to")]
    [InlineData(North + "&from=2026-06-10&to=2026-06-11&asOf=x", 422, "asOf")]
    [InlineData(North + "&from=2026-06-10&to=2026-06-11&bucket=sixty", 422, "bucket")]
    [InlineData(North + "&from=2026-06-10&to=2026-06-11&bucket=5", 422, "bucket")]
    [InlineData("/api/v1/series/values?market=ERCOT&node=A&product=da_lmp&from=2026-06-10&to=2026-06-11", 404, null)]
    public async Task A_bad_question_gets_problem_details_with_the_field(string path, int status, string? field)
    {
        var answer = await _http!.GetAsync(path, Token);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal(field, problem.GetProperty("field").GetString());
    }

    [Fact]
    public async Task An_asset_is_created_changed_retired_and_restored()
    {
        var draft = new
        {
            name = "API battery",
            kind = "battery",
            market = "PJM",
            node = "SIM WESTERN HUB",
            powerMw = 10,
            energyMwh = 20,
            roundTripEfficiency = 0.9,
        };
        var created = await _http!.PostAsJsonAsync("/api/v1/assets", draft, Token);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var asset = await created.Content.ReadFromJsonAsync<JsonElement>(Token);
        var path = $"/api/v1/assets/{asset.GetProperty("id").GetString()}";
        Assert.Equal(path, created.Headers.Location?.ToString());
        Assert.Equal("battery", asset.GetProperty("draft").GetProperty("kind").GetString());

        var changed = await _http!.PutAsJsonAsync(path + "?version=1", draft with { powerMw = 12 }, Token);
        Assert.Equal(2, (await changed.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("version").GetInt32());
        Assert.Equal(HttpStatusCode.Conflict, (await _http!.PutAsJsonAsync(path + "?version=1", draft, Token)).StatusCode);
        var bad = await _http!.PostAsJsonAsync("/api/v1/assets", draft with { name = "Bad", powerMw = -1 }, Token);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.StatusCode);
        Assert.Equal("powerMw", (await bad.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("field").GetString());

        Assert.Equal(HttpStatusCode.NoContent, (await _http!.DeleteAsync(path, Token)).StatusCode);
        Assert.Equal(0, (await JsonAsync("/api/v1/assets")).GetArrayLength());
        Assert.Equal(HttpStatusCode.NoContent, (await _http!.PostAsync(path + "/restore", null, Token)).StatusCode);
        Assert.Equal(12, (await JsonAsync(path)).GetProperty("draft").GetProperty("powerMw").GetDouble());
        Assert.Equal(HttpStatusCode.NotFound, (await _http!.DeleteAsync($"/api/v1/assets/{Guid.CreateVersion7()}", Token)).StatusCode);
    }

    private async Task<JsonElement> JsonAsync(string path)
    {
        var answer = await _http!.GetAsync(path, Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
    }
}
