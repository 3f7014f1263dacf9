using OptiBid.Core.Identity;

namespace OptiBid.Tests.Web.Security;

/// <summary>What the stranger tries.</summary>
public sealed partial class ForeignObjectTests
{
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
        "/api/v1/models/plans",
        "/api/v1/audit/?limit=200",
    ];

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
        yield return (put, api + "/models/plans/{id:guid}", ids["plan"], "", RetrainPlan("price"));
        yield return (delete, api + "/models/plans/{id:guid}", ids["plan"], "", null);
        yield return (post, api + "/models/plans/{id:guid}/jobs", ids["plan"], "", null);
        yield return (get, api + "/models/plans/{id:guid}/jobs", ids["plan"], "", null);
        yield return (get, api + "/models/plans/{id:guid}/drift", ids["plan"], "", null);
        yield return (get, api + "/models/jobs/{id:guid}", ids["job"], "", null);
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
}
