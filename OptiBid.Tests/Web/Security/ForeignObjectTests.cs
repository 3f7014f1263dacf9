using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Identity;

namespace OptiBid.Tests.Web.Security;

/// <summary>
/// One of everything is made in one organisation through the API; the administrator of another knows every id and tries it on every endpoint
/// and page that takes one.
/// </summary>
public sealed partial class ForeignObjectTests
{
    private const string Canary = "Foreign canary";

    /// <summary>A name that the stranger says and may hear back.</summary>
    private const string ForeignName = "Foreign name";

    /// <summary>Endpoints whose id is no object of an organisation, each with its reason.</summary>
    private static readonly string[] s_others =
    [
        // One's own, whatever the organisation; PasskeyAttackTests.
        "/api/v1/passkeys/{id:guid}",
        // Of the platform: 403 for everybody else.
        "/api/v1/organisations/{id:guid}/suspend",
        "/api/v1/organisations/{id:guid}/reinstate",
        "/api/v1/organisations/{id:guid}/delete",
        "/api/v1/organisations/{id:guid}/restore",
        // Jobs in memory; TenantWorkTests.
        "/api/v1/imports/{id:guid}",
        "/api/v1/imports/{id:guid}/report",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("AttackCase", "1")]
    public async Task Every_id_of_another_organisation_is_not_found_and_nothing_changes()
    {
        await using var app = await GateApp.OpenAsync();
        // With a second administrator a change of roles waits for the other.
        await app.AddAsync(Roles.Administrator, app.OtherOrganisation);
        using var owner = app.Client(await app.StartAsync(app.OtherUser, app.OtherOrganisation));
        var ids = await MakeAsync(owner, app);
        var before = await SeenAsync(owner);
        using var stranger = app.Client(await app.StartAsync(Roles.Administrator));
        var wrong = new List<string>();
        var tried = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (method, pattern, id, query, body) in Attempts(ids))
        {
            tried.Add(pattern);
            var path = Id().Replace(pattern, id) + query;
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
            request.Content = body is null ? null : JsonContent.Create(body);
            using var answer = await stranger.SendAsync(request, Cancel);
            var text = await answer.Content.ReadAsStringAsync(Cancel);
            // Ending the sessions of somebody who has none here is done already, for every id alike.
            var expected = pattern.EndsWith("/sessions/of/{userId:guid}", StringComparison.Ordinal)
                ? HttpStatusCode.NoContent
                : HttpStatusCode.NotFound;
            if (answer.StatusCode != expected || text.Contains(Canary, StringComparison.Ordinal))
            {
                wrong.Add($"{method} {pattern}: {(int)answer.StatusCode} {text[..Math.Min(200, text.Length)]}");
            }
        }

        var known = app
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Select(e => "/" + e.RoutePattern.RawText!.TrimStart('/'))
            .Where(p => p.StartsWith("/api/v1", StringComparison.Ordinal) && p.Contains(":guid}", StringComparison.Ordinal));
        wrong.AddRange(known.Except(tried).Except(s_others).Select(p => $"{p}: nobody tries a foreign id"));

        foreach (
            var page in new[]
            {
                $"/bids/{ids["bid"]}",
                $"/bids/{ids["bid"]}/edit",
                $"/admin/users/{app.OtherUser}",
                $"/admin/sso/{ids["provider"]}",
                $"/dashboards/{ids["dashboard"]}",
                $"/dashboards/{ids["dashboard"]}/edit",
            }
        )
        {
            using var answer = await stranger.GetAsync(new Uri(page, UriKind.Relative), Cancel);
            if (
                answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.NotFound)
                || (await answer.Content.ReadAsStringAsync(Cancel)).Contains(Canary, StringComparison.Ordinal)
            )
            {
                wrong.Add($"{page}: {(int)answer.StatusCode} or shows what is foreign");
            }
        }

        foreach (var list in s_lists)
        {
            if ((await stranger.GetStringAsync(new Uri(list, UriKind.Relative), Cancel)).Contains(Canary, StringComparison.Ordinal))
            {
                wrong.Add($"{list} lists what is foreign");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal(before, await SeenAsync(owner));
        Assert.NotEmpty(
            await app
                .Services.GetRequiredService<OptiBid.Core.Identity.Sessions.ISessionStore>()
                .LiveAsync(new() { OrganisationId = app.OtherOrganisation }, TimeProvider.System.GetUtcNow().UtcDateTime, Cancel)
        );
    }

    /// <summary>What the owner sees, without the log, which holds their own reading of it.</summary>
    private static async Task<string> SeenAsync(HttpClient owner)
    {
        var all = new List<string>();
        foreach (var list in s_lists.Where(l => !l.Contains("audit", StringComparison.Ordinal)))
        {
            all.Add(await owner.GetStringAsync(new Uri(list, UriKind.Relative), Cancel));
        }

        return string.Join('\n', all);
    }

    private static async Task<Dictionary<string, string>> MakeAsync(HttpClient owner, GateApp app)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal) { ["user"] = app.OtherUser.ToString() };
        ids["session"] = (await app.StartAsync(app.OtherUser, app.OtherOrganisation)).Id.ToString();
        var asset = await PostAsync(owner, "assets/", Asset());
        ids["asset"] = (string)asset["id"]!;
        ids["bid"] = (string)(await PostAsync(owner, "bids/", Bid(ids["asset"])))["summary"]!["id"]!;
        ids["dashboard"] = (string)(await PostAsync(owner, "dashboards/", Dashboard()))["id"]!;
        using (var body = JsonContent.Create(new { sharing = "organisation" }))
        using (var shared = await owner.PutAsync(new Uri($"/api/v1/dashboards/{ids["dashboard"]}/sharing", UriKind.Relative), body, Cancel))
        {
            Assert.True(shared.IsSuccessStatusCode);
        }

        ids["key"] = (string)
            (
                await PostAsync(
                    owner,
                    "api-keys/",
                    new
                    {
                        name = Canary,
                        scopes = new[] { "assets.read" },
                        days = 1,
                    }
                )
            )["id"]!;
        ids["account"] = (string)
            (await PostAsync(owner, "service-accounts/", new { name = Canary, permissions = new[] { "assets.read" } }))["id"]!;
        ids["invitation"] = (string)
            (await PostAsync(owner, "invitations/", new { email = "canary@other.example", roleKey = Roles.Viewer }))["id"]!;
        ids["role"] = (string)(await PostAsync(owner, "roles/", Role("assets.read")))["key"]!;
        ids["pending"] = (string)(await PostAsync(owner, "roles/", Role("roles.manage") with { name = Canary + " two" }))["pendingId"]!;
        ids["token"] = (string)(await PostAsync(owner, "scim/tokens/", new { name = Canary, days = 1 }))["token"]!["id"]!;
        ids["provider"] = (string)(await PostAsync(owner, "sso/providers/", Provider()))["id"]!;
        ids["domain"] = (string)(await PostAsync(owner, "sso/domains/", new { domain = "canary.example" }))["id"]!;
        ids["experiment"] = (string)
            (
                await PostAsync(
                    owner,
                    "../2.0/mlflow/experiments/create",
                    new { name = ForeignName, tags = new[] { new { key = "x", value = Canary } } }
                )
            )["experiment_id"]!;
        var run = await PostAsync(owner, "../2.0/mlflow/runs/create", new { experiment_id = ids["experiment"], run_name = Canary });
        ids["run"] = (string)run["run"]!["info"]!["run_id"]!;
        await PostAsync(owner, "../2.0/mlflow/registered-models/create", new { name = ForeignName, description = Canary });
        await PostAsync(
            owner,
            "../2.0/mlflow/model-versions/create",
            new
            {
                name = ForeignName,
                source = "runs:/" + ids["run"],
                run_id = ids["run"],
            }
        );
        ids["plan"] = (string)(await PostAsync(owner, "models/plans", RetrainPlan(Canary)))["id"]!;
        ids["job"] = (string)(await PostAsync(owner, $"models/plans/{ids["plan"]}/jobs", new { }))["id"]!;
        ids["promotion"] = (string)
            (
                await PostAsync(
                    owner,
                    "models/promotions",
                    new
                    {
                        model = ForeignName,
                        version = 1,
                        reason = Canary,
                    }
                )
            )["id"]!;
        var log = await owner.GetFromJsonAsync<JsonNode>(new Uri("/api/v1/audit/", UriKind.Relative), Cancel);
        ids["row"] = (string)log!["items"]![0]!["id"]!;
        return ids;
    }

    private static object RetrainPlan(string model) =>
        new
        {
            model,
            target = new
            {
                market = "ERCOT",
                node = OptiBid.Core.Markets.Simulated.SimulatedNodes.HbNorth,
                product = "da_lmp",
            },
            at = "06:30:00",
            days = new[] { "monday" },
            candidates = new[] { "naive-daily" },
        };

    private static object Asset() =>
        new
        {
            name = Canary,
            kind = "battery",
            market = "ERCOT",
            node = "HB_NORTH",
            powerMw = 10,
            energyMwh = 20,
            roundTripEfficiency = 0.9,
        };

    private static object Dashboard() =>
        new
        {
            schemaVersion = 1,
            title = Canary,
            widgets = Array.Empty<object>(),
            layouts = new { wide = Array.Empty<object>() },
        };

    private static object Bid(string asset) =>
        new
        {
            assetId = asset,
            day = "2026-01-01",
            kind = "curve",
            offers = Array.Empty<object>(),
            note = Canary,
        };

    private sealed record RoleBody(string name, string description, string[] permissions);

    private static RoleBody Role(params string[] permissions) => new(Canary, "", permissions);

    private static object Provider() =>
        new
        {
            name = Canary,
            preset = "custom",
            authority = "https://login.example.com",
            clientId = "x",
            clientSecret = "y",
            scopes = "openid email",
            groupsClaim = "groups",
            trustsMfa = false,
            mfaValues = Array.Empty<string>(),
            justInTime = false,
            defaultRoleKey = Roles.Viewer,
            pilotEmails = Array.Empty<string>(),
        };

    private static async Task<JsonNode> PostAsync(HttpClient client, string path, object body)
    {
        using var answer = await client.PostAsJsonAsync(new Uri("/api/v1/" + path, UriKind.Relative), body, Cancel);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Id();
}
