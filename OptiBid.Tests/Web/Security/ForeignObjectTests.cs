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

    private static readonly string[] s_lists =
    [
        "/api/v1/assets/",
        "/api/v1/bids/",
        "/api/v1/dashboards/",
        "/api/v1/members/",
        "/api/v1/invitations/",
        "/api/v1/roles/",
        "/api/v1/access/pending",
        "/api/v1/api-keys/?all=true",
        "/api/v1/service-accounts/",
        "/api/v1/scim/tokens/",
        "/api/v1/sso/providers/",
        "/api/v1/sso/domains/",
        "/api/2.0/mlflow/experiments/search",
        "/api/2.0/mlflow/registered-models/search",
        "/api/2.0/mlflow/model-versions/search",
        "/api/v1/models/promotions",
        "/api/v1/audit/?limit=200",
    ];

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

    private static IEnumerable<(HttpMethod Method, string Pattern, string Id, string Query, object? Body)> Attempts(
        Dictionary<string, string> ids
    )
    {
        var (get, post, put, delete) = (HttpMethod.Get, HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete);
        const string api = "/api/v1";
        yield return (get, api + "/assets/{id:guid}", ids["asset"], "", null);
        yield return (put, api + "/assets/{id:guid}", ids["asset"], "?version=1", Asset());
        yield return (delete, api + "/assets/{id:guid}", ids["asset"], "", null);
        yield return (post, api + "/assets/{id:guid}/restore", ids["asset"], "", null);
        yield return (get, api + "/bids/{id:guid}", ids["bid"], "", null);
        yield return (put, api + "/bids/{id:guid}", ids["bid"], "?version=1", Bid(ids["asset"]));
        yield return (post, api + "/bids/{id:guid}/submit", ids["bid"], "?version=1", null);
        yield return (post, api + "/bids/{id:guid}/cancel", ids["bid"], "?version=1", null);
        // The id in the body: the battery of another organisation.
        yield return (post, api + "/bids/", "", "", Bid(ids["asset"]));
        yield return (post, api + "/bids/check", "", "", Bid(ids["asset"]));
        yield return (post, api + "/bids/proposal", "", "", new { assetId = ids["asset"], day = "2026-01-01" });
        yield return (post, api + "/schedules", "", "", new { assetId = ids["asset"], day = "2026-01-01" });
        yield return (get, api + "/dashboards/{id:guid}", ids["dashboard"], "", null);
        yield return (get, api + "/dashboards/{id:guid}/export", ids["dashboard"], "", null);
        yield return (put, api + "/dashboards/{id:guid}", ids["dashboard"], "", Dashboard());
        yield return (post, api + "/dashboards/{id:guid}/duplicate", ids["dashboard"], "", null);
        yield return (put, api + "/dashboards/{id:guid}/sharing", ids["dashboard"], "", new { sharing = "private" });
        yield return (delete, api + "/dashboards/{id:guid}", ids["dashboard"], "", null);
        yield return (post, api + "/dashboards/{id:guid}/restore", ids["dashboard"], "", null);
        yield return (delete, api + "/api-keys/{id:guid}", ids["key"], "", null);
        yield return (delete, api + "/service-accounts/{id:guid}", ids["account"], "", null);
        yield return (delete, api + "/invitations/{id:guid}", ids["invitation"], "", null);
        yield return (post, api + "/invitations/{id:guid}/resend", ids["invitation"], "", null);
        yield return (put, api + "/members/{userId:guid}/role", ids["user"], "", new { roleKey = Roles.Viewer });
        yield return (get, api + "/members/{userId:guid}/role/preview", ids["user"], "?roleKey=" + Roles.Viewer, null);
        yield return (post, api + "/members/{userId:guid}/suspend", ids["user"], "", new { reason = "x" });
        yield return (post, api + "/members/{userId:guid}/reinstate", ids["user"], "", new { reason = "x" });
        yield return (post, api + "/members/{userId:guid}/reset-factors", ids["user"], "", new { reason = "lost phone" });
        yield return (delete, api + "/members/{userId:guid}", ids["user"], "", null);
        yield return (put, api + "/roles/{key:guid}", ids["role"], "", Role("assets.read"));
        yield return (delete, api + "/roles/{key:guid}", ids["role"], "", null);
        yield return (get, api + "/access/explain", "", $"?userId={ids["user"]}&permission=assets.read", null);
        yield return (post, api + "/access/pending/{id:guid}/approve", ids["pending"], "", null);
        yield return (post, api + "/access/pending/{id:guid}/refuse", ids["pending"], "", null);
        yield return (delete, api + "/sessions/{id:guid}", ids["session"], "", null);
        yield return (delete, api + "/sessions/of/{userId:guid}", ids["user"], "", null);
        yield return (get, api + "/audit/{id:guid}", ids["row"], "", null);
        yield return (get, api + "/audit/{id:guid}/proof", ids["row"], "", null);
        yield return (delete, api + "/scim/tokens/{id:guid}", ids["token"], "", null);
        yield return (put, api + "/sso/providers/{id:guid}", ids["provider"], "?version=1", Provider());
        yield return (put, api + "/sso/providers/{id:guid}/state", ids["provider"], "", new { state = "disabled" });
        yield return (post, api + "/sso/providers/{id:guid}/test", ids["provider"], "", null);
        yield return (delete, api + "/sso/providers/{id:guid}", ids["provider"], "", null);
        yield return (post, api + "/sso/domains/{id:guid}/verify", ids["domain"], "", null);
        yield return (delete, api + "/sso/domains/{id:guid}", ids["domain"], "", null);
        yield return (put, api + "/sso/break-glass/{userId:guid}", ids["user"], "", null);
        yield return (delete, api + "/sso/break-glass/{userId:guid}", ids["user"], "", null);
        yield return (post, api + "/privacy/export/{userId:guid}", ids["user"], "", null);
        yield return (post, api + "/privacy/erasure/{userId:guid}", ids["user"], "", new { reason = "asked" });
        yield return (post, api + "/privacy/requests/{id:guid}/withdraw", Guid.CreateVersion7().ToString(), "", null);
        yield return (get, api + "/backtests/{id:guid}", Guid.CreateVersion7().ToString(), "", null);
        yield return (get, api + "/backtests/{id:guid}/csv", Guid.CreateVersion7().ToString(), "", null);
        yield return (delete, api + "/backtests/{id:guid}", Guid.CreateVersion7().ToString(), "", null);
        yield return (post, api + "/models/promotions/{id:guid}/approve", ids["promotion"], "", new { answer = "x" });
        yield return (post, api + "/models/promotions/{id:guid}/refuse", ids["promotion"], "", new { answer = "x" });
        yield return (post, api + "/models/promotions/{id:guid}/withdraw", ids["promotion"], "", null);
        // MLflow's paths name their objects in the query and the body.
        const string mlflow = "/api/2.0/mlflow";
        yield return (get, mlflow + "/experiments/get", "", "?experiment_id=" + ids["experiment"], null);
        yield return (get, mlflow + "/experiments/get-by-name", "", "?experiment_name=" + Uri.EscapeDataString(ForeignName), null);
        yield return (post, mlflow + "/experiments/delete", "", "", new { experiment_id = ids["experiment"] });
        yield return (post, mlflow + "/runs/create", "", "", new { experiment_id = ids["experiment"] });
        yield return (get, mlflow + "/runs/get", "", "?run_id=" + ids["run"], null);
        yield return (post, mlflow + "/runs/update", "", "", new { run_id = ids["run"], status = "KILLED" });
        yield return (post, mlflow + "/runs/delete", "", "", new { run_id = ids["run"] });
        yield return (
            post,
            mlflow + "/runs/set-tag",
            "",
            "",
            new
            {
                run_id = ids["run"],
                key = "x",
                value = "y",
            }
        );
        yield return (get, mlflow + "/metrics/get-history", "", $"?run_id={ids["run"]}&metric_key=mae", null);
        yield return (get, mlflow + "/artifacts/list", "", "?run_id=" + ids["run"], null);
        yield return (get, mlflow + "/registered-models/get", "", "?name=" + Uri.EscapeDataString(ForeignName), null);
        yield return (delete, mlflow + "/registered-models/delete", "", "?name=" + Uri.EscapeDataString(ForeignName), null);
        yield return (get, mlflow + "/model-versions/get", "", $"?name={Uri.EscapeDataString(ForeignName)}&version=1", null);
        yield return (
            post,
            mlflow + "/model-versions/transition-stage",
            "",
            "",
            new
            {
                name = ForeignName,
                version = "1",
                stage = "Staging",
            }
        );
        yield return (post, api + "/models/rollback", "", "", new { model = ForeignName, reason = "x" });
        yield return (
            post,
            api + "/models/promotions",
            "",
            "",
            new
            {
                model = ForeignName,
                version = 1,
                reason = "x",
            }
        );
        yield return (post, api + "/organisations/{id:guid}/leave", Guid.CreateVersion7().ToString(), "", null);
    }

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
