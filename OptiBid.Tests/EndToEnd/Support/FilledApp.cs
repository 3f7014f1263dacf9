using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using OptiBid.Core.Dashboards.Boards;
using OptiBid.Core.Dashboards.Content;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Access;
using OptiBid.Core.Identity.ApiKeys;
using OptiBid.Core.Identity.Members;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Sso.Domains;
using OptiBid.Core.Identity.Sso.Providers;
using OptiBid.Core.Markets.Simulated;
using OptiBid.Tests.Web.Sso;

namespace OptiBid.Tests.EndToEnd.Support;

/// <summary>The app with something on every page: members, roles, keys, a provider, bids, a backtest, a dashboard.</summary>
public sealed class FilledApp : IAsyncLifetime
{
    private static readonly string s_price = Uri.EscapeDataString($"ERCOT/{SimulatedNodes.HbNorth}/da_lmp");

    private readonly Dictionary<string, string> _addresses = new(StringComparer.Ordinal)
    {
        ["/data"] = $"/data?series={s_price}",
        ["/data/features"] = $"/data?tab=features&series={s_price}",
        ["/admin/sso/new/{Preset}"] = "/admin/sso/new/Entra",
        ["/dashboards/templates/{Key}"] = "/dashboards/templates/day-ahead-trader",
        ["/register/{Token}"] = "/register/x",
        ["/reset"] = "/reset?token=x",
        ["/status/{Code:int}"] = "/status/503",
        ["/verify-email"] = "/verify-email?token=x",
    };

    private bool _hasPassword;

    /// <summary>The app.</summary>
    public SsoApp App { get; } = new WithHistory();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>An address of a route.</summary>
    public string AddressOf(string template) =>
        !template.Contains('{', StringComparison.Ordinal) || _addresses.ContainsKey(template)
            ? _addresses.GetValueOrDefault(template, template)
            : throw new InvalidOperationException($"FilledApp knows no address of {template}");

    public async ValueTask InitializeAsync()
    {
        await App.InitializeAsync();
        var here = DemoOrganisation.Id;
        var member = await App.AddMemberAsync(here, "maximiliane.von-hohenstein@trading.northwind-storage.example", Roles.Trader);
        await App.AddMemberAsync(here, "risk@northwind.example", Roles.RiskAndCompliance);
        await App.AddMemberAsync(here, "olga@northwind.example", Roles.AssetOperator);
        var provider = await App.AddProviderAsync(
            here,
            "https://login.northwind.example/oauth2/default",
            "northwind",
            "s",
            ProviderState.Pilot,
            d => d with { PilotEmails = ["risk@northwind.example"] }
        );
        _addresses["/admin/users/{UserId:guid}"] = $"/admin/users/{member}";
        _addresses["/admin/sso/{Id:guid}"] = $"/admin/sso/{provider}";
        await using var scope = App.Scope(here);
        var services = scope.ServiceProvider;
        var draft = new RoleDraft(
            "Night desk",
            "Trades between ten in the evening and six",
            [Permissions.ReadMarkets, Permissions.SubmitBids]
        );
        Assert.Null((await services.GetRequiredService<ISaveRole>().ExecuteAsync(null, draft, Cancel)).Failure);
        Assert.Null((await services.GetRequiredService<IInviteMember>().ExecuteAsync("eve@new.example", Roles.Viewer, Cancel)).Failure);
        Assert.Null((await services.GetRequiredService<IClaimDomain>().ExecuteAsync("northwind.example", Cancel)).Failure);
        var account = await services
            .GetRequiredService<ICreateServiceAccount>()
            .ExecuteAsync("Settlement export", [Permissions.ReadMarkets], Cancel);
        Assert.Null(account.Failure);
        var key = new NewApiKey("nightly settlement file", [Permissions.ReadMarkets], 90, account.Value.Id);
        Assert.Null((await services.GetRequiredService<ICreateApiKey>().ExecuteAsync(key, Cancel)).Failure);
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    /// <summary>Signs the first administrator in; the first time they also trade.</summary>
    public async Task SignInAsync(IPage page)
    {
        if (_hasPassword)
        {
            await BrowserApp.SignInAgainAsync(page, App.Host);
            return;
        }

        await BrowserApp.SignInAsync(page, App.Host);
        await page.Locator("main h1").First.WaitForAsync();
        _hasPassword = true;
        await TradeAsync(page.Context.APIRequest);
    }

    /// <summary>A settled bid, a draft, a backtest and a dashboard, over REST as any other client makes them.</summary>
    private async Task TradeAsync(IAPIRequestContext api)
    {
        var asset = (await SendAsync(api, "GET", "assets")).EnumerateArray().First().GetProperty("id").GetString();
        foreach (var (daysAgo, submit) in new[] { (3, true), (2, false) })
        {
            var ask = new
            {
                assetId = asset,
                day = DaysAgo(daysAgo),
                model = "naive-daily",
            };
            var proposal = await SendAsync(api, "POST", "bids/proposal", ask);
            var bid = await SendAsync(api, "POST", "bids", proposal.GetProperty("draft"));
            var id = bid.GetProperty("summary").GetProperty("id").GetString();
            _addresses["/bids/{Id:guid}" + (submit ? "" : "/edit")] = $"/bids/{id}" + (submit ? "" : "/edit");
            if (submit)
            {
                await SendAsync(api, "POST", $"bids/{id}/submit?version={bid.GetProperty("version").GetInt32()}");
            }
        }

        var backtest = new
        {
            market = "ERCOT",
            node = SimulatedNodes.HbNorth,
            from = DaysAgo(6),
            to = DaysAgo(2),
            model = "naive-daily",
        };
        var run = (await SendAsync(api, "POST", "backtests", backtest)).GetProperty("id").GetString();
        while ((await SendAsync(api, "GET", $"backtests/{run}")).GetProperty("summary").GetProperty("isActive").GetBoolean())
        {
            await Task.Delay(100, Cancel);
        }

        _addresses["/forecasts/backtest/{Id:guid}"] = $"/forecasts/backtest/{run}";
        await TrackAsync(api);
        var template = App.Host.Services.GetRequiredService<IDashboardTemplates>().All.Single(t => t.Key == "real-time-desk");
        var board = (await SendAsync(api, "POST", "dashboards", ContentFile.Write(template.Content))).GetProperty("id").GetString();
        _addresses["/dashboards/{Id:guid}"] = $"/dashboards/{board}";
        _addresses["/dashboards/{Id:guid}/edit"] = $"/dashboards/{board}/edit";
    }

    /// <summary>A retraining plan that ran once.</summary>
    private async Task RetrainAsync(IAPIRequestContext api)
    {
        var draft = new
        {
            model = "Day-ahead price, nightly",
            target = new
            {
                market = "ERCOT",
                node = SimulatedNodes.HbNorth,
                product = "da_lmp",
            },
            at = "06:30:00",
            days = new[] { "monday", "tuesday", "wednesday", "thursday", "friday" },
            candidates = new[] { "naive-daily", "naive-weekly" },
            validationDays = 28,
        };
        var plan = (await SendAsync(api, "POST", "models/plans", draft)).GetProperty("id").GetString();
        var job = (await SendAsync(api, "POST", $"models/plans/{plan}/jobs")).GetProperty("id").GetString();
        string? state;
        do
        {
            await Task.Delay(100, Cancel);
            state = (await SendAsync(api, "GET", $"models/jobs/{job}")).GetProperty("summary").GetProperty("state").GetString();
        } while (state is "queued" or "running");

        Assert.Equal("done", state);
        _addresses["/models/drift"] = $"/models/drift?plan={plan}";
    }

    /// <summary>Two runs with a curve each, and a model that waits for production.</summary>
    private async Task TrackAsync(IAPIRequestContext api)
    {
        var made = await SendAsync(api, "POST", "../2.0/mlflow/experiments/create", new { name = "Trainings of HB_NORTH" });
        var experiment = made.GetProperty("experiment_id").GetString();
        var runs = new List<string>();
        foreach (var (name, rate) in new[] { ("narrow net", 0.8), ("wide net", 0.7) })
        {
            var run = await SendAsync(api, "POST", "../2.0/mlflow/runs/create", new { experiment_id = experiment, run_name = name });
            runs.Add(run.GetProperty("run").GetProperty("info").GetProperty("run_id").GetString()!);
            var batch = new
            {
                run_id = runs[^1],
                metrics = Enumerable
                    .Range(0, 20)
                    .Select(i => new
                    {
                        key = "validation_mae",
                        value = 3 + (4 * Math.Pow(rate, i)),
                        timestamp = 1_700_000_000_000 + i,
                        step = i,
                    }),
                @params = new[] { new { key = "width", value = name == "wide net" ? "256" : "64" }, new { key = "epochs", value = "20" } },
            };
            await SendAsync(api, "POST", "../2.0/mlflow/runs/log-batch", batch);
        }

        _addresses["/experiments/runs"] = $"/experiments/runs?experiment={experiment}";
        _addresses["/experiments/compare"] = "/experiments/compare?runs=" + string.Join(',', runs);
        await SendAsync(api, "POST", "../2.0/mlflow/registered-models/create", new { name = "Day-ahead price, HB_NORTH" });
        for (var i = 0; i < 2; i++)
        {
            var version = new
            {
                name = "Day-ahead price, HB_NORTH",
                source = $"runs:/{runs[i]}/model",
                run_id = runs[i],
            };
            await SendAsync(api, "POST", "../2.0/mlflow/model-versions/create", version);
        }

        var promotion = new
        {
            model = "Day-ahead price, HB_NORTH",
            version = 2,
            reason = "MAE 4 % below the champion, p = 0.01",
        };
        await SendAsync(api, "POST", "models/promotions", promotion);
        _addresses["/models"] = "/models?model=" + Uri.EscapeDataString("Day-ahead price, HB_NORTH");
        await RetrainAsync(api);
    }

    private async Task<JsonElement> SendAsync(IAPIRequestContext api, string method, string path, object? body = null)
    {
        var answer = await api.FetchAsync(
            $"/api/v1/{path}",
            new()
            {
                Method = method,
                Headers = [new("Origin", App.Host.Url.GetLeftPart(UriPartial.Authority)), new("Content-Type", "application/json")],
                Data = body as string,
                DataObject = body is string ? null : body,
            }
        );
        Assert.True(answer.Ok, $"{method} {path}: {answer.Status} {await answer.TextAsync()}");
        return (await answer.JsonAsync())!.Value;
    }

    private static string DaysAgo(int days) =>
        TimeProvider.System.GetUtcNow().AddDays(-days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Enough days for forecasts and their comparison.</summary>
    private sealed class WithHistory : SsoApp
    {
        protected override Task<IReadOnlyList<string>> MoreArgumentsAsync() =>
            Task.FromResult<IReadOnlyList<string>>(["--Markets:SimulatedHistoryDays", "40"]);
    }
}
