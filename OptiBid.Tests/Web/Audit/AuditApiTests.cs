using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OptiBid.Core.Audit.Export;
using OptiBid.Tests.EndToEnd.Support;

namespace OptiBid.Tests.Web.Audit;

/// <summary>The audit log over HTTP, against the whole app.</summary>
public class AuditApiTests(SignedInApp app) : IClassFixture<SignedInApp>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_saved_asset_is_in_the_log_proven_verified_and_exported()
    {
        var draft = new
        {
            name = "Audited battery",
            kind = "battery",
            market = "ERCOT",
            node = "HB_NORTH",
            powerMw = 10,
            energyMwh = 20,
            roundTripEfficiency = 0.9,
        };
        using var saved = await app.Client.PostAsJsonAsync(new Uri("api/v1/assets", UriKind.Relative), draft, Token);
        Assert.True(saved.IsSuccessStatusCode, await saved.Content.ReadAsStringAsync(Token));
        var rows = (await GetAsync("audit?action=assets.created"))["items"]!.AsArray();
        var row = rows.First(r => r!["after"]!.GetValue<string>().Contains("Audited battery", StringComparison.Ordinal))!;
        var id = row["id"]!.GetValue<string>();
        Assert.Equal("asset", (await GetAsync($"audit/{id}"))["objectType"]!.GetValue<string>());

        // The sequencer covers it within a second or so.
        JsonNode proof;
        do
        {
            await Task.Delay(100, Token);
            proof = await GetAsync($"audit/{id}/proof");
        } while (proof["isInTree"] is null);

        Assert.True(proof["isInTree"]!.GetValue<bool>() && proof["isUnchanged"]!.GetValue<bool>());
        Assert.Null(proof["signatureProblem"]);

        using var verified = await app.Client.PostAsync(new Uri("api/v1/audit/verify", UriKind.Relative), null, Token);
        var outcome = JsonNode.Parse(await verified.Content.ReadAsStringAsync(Token))!;
        Assert.Equal("valid", outcome["status"]!.GetValue<string>());

        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(
            file,
            await app.Client.GetByteArrayAsync(new Uri("api/v1/audit/export", UriKind.Relative), Token),
            Token
        );
        var keys = outcome["keys"]!.AsArray().Select(k => k!.GetValue<string>()).ToList();
        var bundle = await AuditBundle.VerifyAsync(file, keys, Token);
        File.Delete(file);
        Assert.True(bundle.IsValid, string.Join("; ", bundle.Problems));
        Assert.True(bundle.Rows >= 2);
    }

    [Fact]
    public async Task A_row_that_is_not_there_is_404_and_a_wrong_cursor_422()
    {
        using var none = await app.Client.GetAsync(new Uri($"api/v1/audit/{Guid.CreateVersion7()}", UriKind.Relative), Token);
        using var cursor = await app.Client.GetAsync(new Uri("api/v1/audit?cursor=x", UriKind.Relative), Token);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.UnprocessableEntity), (none.StatusCode, cursor.StatusCode));
    }

    private async Task<JsonNode> GetAsync(string path) =>
        JsonNode.Parse(await app.Client.GetStringAsync(new Uri($"api/v1/{path}", UriKind.Relative), Token))!;
}
