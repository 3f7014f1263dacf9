using System.Net;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Organisations;

namespace OptiBid.Tests.Web.Security;

/// <summary>What a session or a key reaches that lacks what its organisation asks for.</summary>
public sealed class AssuranceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("AttackCase", "24")]
    public async Task Who_has_to_enrol_a_second_factor_reaches_the_page_for_it_and_nothing_else()
    {
        await using var app = await GateApp.OpenAsync();
        await app.SetPolicyAsync(new() { MfaRoles = ["*"] });
        using var client = app.Client(await app.StartAsync(Roles.Trader));
        foreach (var page in new[] { "", "markets", "bids", "assets", "account", "account/sessions" })
        {
            using var answer = await client.GetAsync(new Uri(page, UriKind.Relative), Cancel);
            Assert.Equal((HttpStatusCode.Redirect, "/login/mfa"), (answer.StatusCode, answer.Headers.Location?.OriginalString));
        }

        using var program = await client.GetAsync(new Uri("api/v1/assets/", UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, program.StatusCode);
        Assert.Contains("identity.mfa_required", await program.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        // The page leads on to where a factor is set up, which answers.
        var at = "login/mfa";
        for (var i = 0; i < 3; i++)
        {
            using var answer = await client.GetAsync(new Uri(at, UriKind.RelativeOrAbsolute), Cancel);
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                return;
            }

            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            at = answer.Headers.Location!.OriginalString;
        }

        Assert.Fail($"the way to a second factor does not end: {at}");
    }

    [Fact]
    [Trait("AttackCase", "32")]
    public async Task A_personal_key_and_an_access_token_do_not_get_round_enforced_single_sign_on()
    {
        await using var app = await GateApp.OpenAsync();
        var (_, key) = await app.KeyAsync(app.Users[Roles.Trader], DemoOrganisation.Id, Permissions.ReadMarkets);
        using var program = app.Bearer(key);
        using var token = app.Bearer(await app.TokenAsync(await app.StartAsync(Roles.Trader)));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await StatusAsync(program), await StatusAsync(token)));
        await app.SetPolicyAsync(new() { SsoEnforced = true });
        Assert.True(await StatusAsync(program) is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden);
        Assert.True(await StatusAsync(token) is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client)
    {
        using var answer = await client.GetAsync(new Uri("api/v1/series/", UriKind.Relative), Cancel);
        return answer.StatusCode;
    }
}
