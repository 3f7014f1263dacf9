using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Forecasting.Registry;
using OptiBid.Core.Forecasting.Retraining.Plans;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Markets.Prices;
using OptiBid.Core.Series;
using OptiBid.Tests.Core.Forecasting;
using OptiBid.Tests.Web.Security;

namespace OptiBid.Tests.Web.Forecasts;

/// <summary>What programs get of champions: alone, in a batch and pushed, each organisation its own.</summary>
public sealed class ForecastApiTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static object Item(string model = "champion", string node = "MADE_UP_HUB") =>
        new
        {
            market = "ercot",
            node,
            day = "2024-02-10",
            model,
        };

    [Fact]
    public async Task A_champion_answers_its_own_organisation_alone_and_in_a_batch()
    {
        await using var app = await GateApp.OpenAsync();
        await SeedAsync(app, days: 60);
        await ChampionAsync(app, "naive-daily");
        var (_, key) = await app.KeyAsync(app.Users[Roles.Trader], DemoOrganisation.Id, Permissions.RunForecasts);
        var (_, foreign) = await app.KeyAsync(app.OtherUser, app.OtherOrganisation, Permissions.RunForecasts);
        using var client = app.Bearer(key);
        using var stranger = app.Bearer(foreign);

        var own = await PostAsync(client, "forecasts", Item());
        var served = own["served"]!;
        Assert.Equal("champion", (string?)served["asked"]);
        Assert.Equal("naive-daily", (string?)served["by"]);
        Assert.Equal("price", (string?)served["registered"]);
        Assert.Equal(1, (int?)served["version"]);
        Assert.False((bool?)served["isFallback"]);
        Assert.Null(served["reason"]);
        Assert.Null((await PostAsync(client, "forecasts", Item("naive-weekly")))["served"]);

        var theirs = (await PostAsync(stranger, "forecasts", Item()))["served"]!;
        Assert.True((bool?)theirs["isFallback"]);
        Assert.Null(theirs["registered"]);
        Assert.StartsWith("no retraining plan", (string?)theirs["reason"], StringComparison.Ordinal);

        var batch = await PostAsync(client, "forecasts/batch", new { items = new[] { Item(), Item(node: "nowhere"), Item("oracle") } });
        var answers = batch["items"]!.AsArray();
        Assert.Equal(own["values"]!.ToJsonString(), answers[0]!["forecast"]!["values"]!.ToJsonString());
        Assert.Equal("naive-daily", (string?)answers[0]!["forecast"]!["served"]!["by"]);
        Assert.Null(answers[0]!["error"]);
        Assert.Equal("forecast.series", (string?)answers[1]!["error"]!["code"]);
        Assert.Equal("target", (string?)answers[1]!["error"]!["field"]);
        Assert.Null(answers[1]!["forecast"]);
        Assert.Equal("forecast.model", (string?)answers[2]!["error"]!["code"]);
    }

    [Fact]
    public async Task A_batch_asks_for_the_permission_first_and_is_limited()
    {
        await using var app = await GateApp.OpenAsync();
        var (_, reader) = await app.KeyAsync(app.Users[Roles.Trader], DemoOrganisation.Id, Permissions.ReadForecasts);
        using var may = app.Client(await app.StartAsync(Roles.Trader));
        using var mayNot = app.Bearer(reader);
        var many = new { items = Enumerable.Repeat(Item(), 201).ToArray() };
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(mayNot, many));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await StatusAsync(may, many));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await StatusAsync(may, new { items = Array.Empty<object>() }));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(may, new { items = new object?[] { null } }));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(may, new { items = (object?)null }));
    }

    [Fact]
    public async Task New_prices_push_a_new_forecast_and_what_is_refused_is_said_once()
    {
        await using var app = await GateApp.OpenAsync();
        await SeedAsync(app, days: 60);
        await ChampionAsync(app, "naive-daily");
        var (_, key) = await app.KeyAsync(app.Users[Roles.Trader], DemoOrganisation.Id, Permissions.RunForecasts);
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("X-Api-Key", key);
        var address = new Uri(app.Host.Url, "ws/v1/forecasts?series=ERCOT/MADE_UP_HUB/da_lmp,PJM/NOWHERE/rt_lmp");
        await socket.ConnectAsync(new UriBuilder(address) { Scheme = "ws" }.Uri, Cancel);
        var first = await MessageAsync(socket);
        Assert.Equal("ERCOT/MADE_UP_HUB/da_lmp", (string?)first["series"]);
        Assert.Equal("2024-03-01", (string?)first["forecast"]!["deliveryDay"]);
        Assert.Equal("naive-daily", (string?)first["forecast"]!["served"]!["by"]);
        var refused = await MessageAsync(socket);
        Assert.Equal("PJM/NOWHERE/rt_lmp", (string?)refused["series"]);
        Assert.Equal("forecast.series", (string?)refused["code"]);

        // Nothing new, then one more day.
        var ticks = app.Services.GetRequiredService<IPriceTicks>();
        ticks.Publish(new PriceTick(default));
        await SeedAsync(app, days: 61);
        ticks.Publish(new PriceTick(default));
        var second = await MessageAsync(socket);
        Assert.Equal("2024-03-02", (string?)second["forecast"]!["deliveryDay"]);
    }

    private static async Task<JsonNode> PostAsync(HttpClient client, string path, object body)
    {
        using var answer = await client.PostAsJsonAsync(new Uri("api/v1/" + path, UriKind.Relative), body, Cancel);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path}: {(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, object body)
    {
        using var answer = await client.PostAsJsonAsync(new Uri("api/v1/forecasts/batch", UriKind.Relative), body, Cancel);
        return answer.StatusCode;
    }

    private static async Task<JsonNode> MessageAsync(ClientWebSocket socket)
    {
        using var whole = new MemoryStream();
        var buffer = new byte[8192];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), Cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Cancel);
            Assert.Equal(WebSocketMessageType.Text, part.MessageType);
            await whole.WriteAsync(buffer.AsMemory(0, part.Count), Cancel);
            if (part.EndOfMessage)
            {
                return JsonNode.Parse(whole.ToArray())!;
            }
        }
    }

    /// <summary>Day-ahead prices from 2024-01-01 on; appending them again changes nothing.</summary>
    private static async Task SeedAsync(GateApp app, int days)
    {
        var memory = new FakeSeriesStore();
        ErcotDesk.Fill(memory, withLoadForecast: false, days);
        var points = await memory.RangeAsync(ErcotDesk.Price, DateTime.MinValue, DateTime.MaxValue, cancellationToken: Cancel);
        var definition = (await memory.FindAsync(ErcotDesk.Price, Cancel))!.Definition;
        await using var batch = await app.Services.GetRequiredService<ITimeSeriesStore>().BeginBatchAsync(Cancel);
        await batch.AppendAsync(definition, points.ToArray(), Cancel);
        await batch.CommitAsync(Cancel);
    }

    /// <summary>A forecaster in production for the series, in the demo organisation.</summary>
    private static async Task ChampionAsync(GateApp app, string forecaster)
    {
        var now = app.Services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;
        var model = new MlModel
        {
            Id = Guid.CreateVersion7(),
            OrganisationId = DemoOrganisation.Id,
            Name = "price",
            Description = "",
            Tags = "{}",
            Aliases = """{"champion":1}""",
            CreatedUtc = now,
            UpdatedUtc = now,
        };
        await using var db = app.Services.GetRequiredService<IPlatformContexts>().CreateDbContext();
        db.Add(model);
        db.Add(
            new MlModelVersion
            {
                Id = Guid.CreateVersion7(),
                OrganisationId = DemoOrganisation.Id,
                ModelId = model.Id,
                Number = 1,
                UserId = app.Users[Roles.Trader],
                RegisteredBy = "tests",
                Stage = ModelStage.Production,
                Description = "",
                Source = "runs:/x",
                Tags = $$"""{"optibid.forecaster":"{{forecaster}}"}""",
                CreatedUtc = now,
                UpdatedUtc = now,
            }
        );
        db.Add(
            new RetrainPlan
            {
                Id = Guid.CreateVersion7(),
                OrganisationId = DemoOrganisation.Id,
                Model = "price",
                Market = ErcotDesk.Price.Market,
                Node = ErcotDesk.Price.Node,
                Product = ErcotDesk.Price.Product,
                Candidates = "naive-daily",
                DaysOfWeek = 127,
                UserId = app.Users[Roles.Trader],
                MadeBy = "tests",
                CreatedUtc = now,
                UpdatedUtc = now,
            }
        );
        await db.SaveChangesAsync(Cancel);
    }
}
