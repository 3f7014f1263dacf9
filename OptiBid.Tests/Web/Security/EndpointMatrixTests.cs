using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Tests.Support;
using OptiBid.Web.Security;

namespace OptiBid.Tests.Web.Security;

/// <summary>
/// Every endpoint of the running app against docs/security/endpoints.md: anonymous, each role, a revoked session, a missing second factor,
/// enforced single sign-on, a forged Origin, an object of another organisation. An endpoint without an entry fails.
/// </summary>
public sealed partial class EndpointMatrixTests(PostgresServer postgres)
{
    private const string ScimToken = "scim token";
    private static readonly string[] s_methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private sealed record Case(string Method, string Pattern, RouteEndpoint Endpoint, string? Permission, bool IsOnesOwn)
    {
        public bool IsAnonymous => Endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;

        public bool IsForPrograms =>
            Pattern.StartsWith("/api", StringComparison.Ordinal)
            || Pattern.StartsWith("/openapi", StringComparison.Ordinal)
            || Pattern.StartsWith("/_blazor", StringComparison.Ordinal)
            || Pattern.StartsWith("/hubs", StringComparison.Ordinal)
            || Pattern.StartsWith("/ws", StringComparison.Ordinal)
            || Pattern.StartsWith("/scim", StringComparison.Ordinal)
            || Pattern.StartsWith("/.well-known", StringComparison.Ordinal);

        public bool IsConnection =>
            Pattern.StartsWith("/_blazor", StringComparison.Ordinal)
            || Pattern.StartsWith("/hubs", StringComparison.Ordinal)
            || Pattern.StartsWith("/ws", StringComparison.Ordinal);

        /// <summary>The handler reads a JSON body: it has a parameter of a type of our own that is no service.</summary>
        public bool TakesJson =>
            Pattern.StartsWith("/api", StringComparison.Ordinal)
            && Method is "POST" or "PUT" or "PATCH"
            && !IsAnonymous
            && Endpoint.Metadata.OfType<IParameterBindingMetadata>().Any(p => IsBody(p.ParameterInfo));

        private static bool IsBody(ParameterInfo parameter)
        {
            var type = parameter.ParameterType.IsArray ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;
            return type is { IsClass: true, IsAbstract: false }
                && type.Namespace?.StartsWith("OptiBid", StringComparison.Ordinal) == true
                && parameter.GetCustomAttribute<AsParametersAttribute>() is null;
        }

        public bool Allows(SessionLack lack) => Endpoint.Metadata.GetOrderedMetadata<AllowsLackAttribute>().Any(a => a.Lack == lack);

        public override string ToString() => $"{Method} {Pattern}";
    }

    [Fact]
    [Trait("AttackCase", "3")]
    public async Task The_endpoints_without_a_session_are_the_listed_ones()
    {
        await using var app = await GateApp.OpenAsync();
        var open = Cases(app)
            .Where(c => c.IsAnonymous)
            .Select(c => c.Pattern)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
        Assert.Equal(AnonymousEndpoints.All.Keys.Order(StringComparer.Ordinal), open);
    }

    [Theory]
    [InlineData(GateDatabase.Sqlite)]
    [InlineData(GateDatabase.Postgres)]
    [InlineData(GateDatabase.PostgresWithoutFilters)]
    [Trait("AttackCase", "1")]
    [Trait("AttackCase", "2")]
    [Trait("AttackCase", "3")]
    [Trait("AttackCase", "6")]
    [Trait("AttackCase", "36")]
    public async Task Every_endpoint_gives_the_documented_answer(GateDatabase database)
    {
        await using var app = await GateApp.OpenAsync(postgres, database, "--RateLimits:PerAddress", "0", "--RateLimits:PerUser", "0");
        var cases = Cases(app);
        var wrong = new List<string>();
        wrong.AddRange(
            cases.Where(c => c.Permission is null && !c.IsAnonymous).Select(c => $"{c}: no entry in docs/security/endpoints.md")
        );
        var revoked = await app.StartAsync(Roles.Administrator);
        await app.EndAsync(revoked.Id);
        await EachAsync(app.Client(), (c, s, to) => c.IsAnonymous ? s is not (401 or 403) : Refused(c, s, to, 401, "/login"), "anonymous");
        await EachAsync(
            app.Client(revoked),
            (c, s, to) => c.IsAnonymous ? s is not (401 or 403) : Refused(c, s, to, 401, "/login"),
            "revoked session"
        );

        var (sessions, administrator) = (
            new Dictionary<string, StartedSession>(StringComparer.Ordinal),
            await app.StartAsync(Roles.Administrator)
        );
        foreach (var role in Roles.All)
        {
            var session = await app.StartAsync(role);
            sessions[role] = session;
            var held = Roles.PermissionsOf(role);
            bool May(Case c) => c.IsAnonymous || c.Permission is null or "session" || held.Contains(c.Permission, StringComparer.Ordinal);
            await EachAsync(
                app.Client(session),
                (c, s, _) => May(c) ? s is not (401 or 403) : s == 403 || (s == 404 && c.IsOnesOwn),
                role,
                c => c.Pattern is not ("/logout" or "/login") && !c.Pattern.StartsWith("/api/v1/auth", StringComparison.Ordinal)
            );
            // Who may not do a thing is told so before what they sent is looked at.
            await EachAsync(
                app.Client(session),
                (c, s, _) => s == 403 || (s == 404 && c.IsOnesOwn),
                role + " with rubbish",
                c => !May(c) && c.Permission != ScimToken,
                content: () => new StringContent("no json", null, "text/plain")
            );
        }

        var silent = app.Client(administrator);
        silent.DefaultRequestHeaders.Remove("Origin");
        await EachAsync(silent, (_, s, _) => s == 403, "no Origin", c => c.Method != "GET" && !c.IsConnection);
        var neighbour = app.Client(administrator);
        neighbour.DefaultRequestHeaders.Remove("Origin");
        neighbour.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-site");
        await EachAsync(neighbour, (_, s, _) => s == 403, "a neighbouring site", c => c.Method != "GET" && !c.IsConnection);
        var plain = app.Client(administrator);
        await EachAsync(
            plain,
            (_, s, _) => s == 415,
            "JSON that says it is text",
            c => c.TakesJson && !Permissions.OfPlatform.Contains(c.Permission),
            content: () => new StringContent("{}", null, "text/plain")
        );

        var foreign = app.Client(administrator);
        foreign.DefaultRequestHeaders.Remove("Origin");
        foreign.DefaultRequestHeaders.Add("Origin", "https://evil.example");
        await EachAsync(foreign, (_, s, _) => s == 403, "forged Origin", c => c.Method != "GET");

        await app.SetPolicyAsync(new() { MfaRoles = ["*"] });
        await EachAsync(
            app.Client(administrator),
            (c, s, to) =>
                c.IsAnonymous || c.Allows(SessionLack.SecondFactor) ? s is not (401 or 403) : Refused(c, s, to, 403, "/login/mfa"),
            "second factor missing",
            c => c.Pattern != "/logout"
        );
        await app.SetPolicyAsync(new() { SsoEnforced = true });
        await EachAsync(
            app.Client(administrator),
            (c, s, to) =>
                c.IsAnonymous || c.Allows(SessionLack.SingleSignOn) ? s is not (401 or 403) : Refused(c, s, to, 403, "/login?sso=1"),
            "single sign-on required",
            c => c.Pattern != "/logout"
        );
        Assert.True(wrong.Count == 0, $"{wrong.Count} wrong answers of {cases.Count} endpoints:\n{string.Join('\n', wrong.Take(60))}");

        async Task EachAsync(
            HttpClient client,
            Func<Case, int, string?, bool> expected,
            string who,
            Func<Case, bool>? which = null,
            Func<HttpContent>? content = null
        )
        {
            using (client)
            {
                foreach (var test in cases.Where(c => which?.Invoke(c) != false))
                {
                    var (status, location) = await AskAsync(app, client, test, content);
                    // A session proves nothing to SCIM, which takes its own tokens; a fault of the server is never an answer.
                    var right = test.Permission == ScimToken ? status is 401 or 403 : expected(test, status, location);
                    if (!right || status >= 500)
                    {
                        wrong.Add($"{test} as {who}: {status} {location}");
                    }
                }
            }
        }
    }

    private static bool Refused(Case test, int status, string? location, int code, string page) =>
        test.IsForPrograms ? status == code
        : test.Method == "GET" || code == 401 ? status == 302 && location?.StartsWith(page, StringComparison.Ordinal) == true
        : status == code;

    private static async Task<(int Status, string? Location)> AskAsync(
        GateApp app,
        HttpClient client,
        Case test,
        Func<HttpContent>? content
    )
    {
        var path = Parameter()
            .Replace(
                test.Pattern,
                m =>
                    m.Value.Contains("int", StringComparison.OrdinalIgnoreCase) ? "404"
                    : m.Value.Contains("date", StringComparison.OrdinalIgnoreCase) ? "2026-01-01"
                    : Guid.CreateVersion7().ToString()
            );
        using var request = new HttpRequestMessage(new HttpMethod(test.Method), new Uri(path.TrimStart('/'), UriKind.Relative));
        if (test.Method is "POST" or "PUT" or "PATCH")
        {
            // Programs send JSON, people forms; another kind of content is answered before the endpoint is reached.
            request.Content =
                content is not null ? content()
                : test.IsForPrograms ? new StringContent("{}", null, "application/json")
                : new FormUrlEncodedContent([]);
        }

        if (test.IsConnection && !client.DefaultRequestHeaders.Contains("Origin"))
        {
            request.Headers.Add("Origin", app.Host.Url.GetLeftPart(UriPartial.Authority));
        }

        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        return ((int)answer.StatusCode, answer.Headers.Location?.OriginalString);
    }

    private static List<Case> Cases(GateApp app)
    {
        var table = File.ReadLines(Path.Combine(RepositoryRoot.Path, "docs", "security", "endpoints.md"))
            .Select(l => l.Split('|', StringSplitOptions.TrimEntries))
            .Where(c => c.Length >= 4 && c[1].Contains(" /", StringComparison.Ordinal))
            .ToDictionary(c => c[1].Trim('`'), c => (Permission: c[2].Trim('`'), Kind: c[3]), StringComparer.Ordinal);
        var cases = new List<Case>();
        foreach (var endpoint in app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            var pattern = "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
            if (
                endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is not null
                || pattern.StartsWith("/_framework", StringComparison.Ordinal)
                || pattern.Contains("{**", StringComparison.Ordinal)
                || pattern.Contains("{*path", StringComparison.Ordinal)
            )
            {
                continue;
            }

            foreach (
                var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is { Count: > 0 } known
                    ? known
                    : (IEnumerable<string>)["GET", "POST"]
            )
            {
                if (!s_methods.Contains(method))
                {
                    continue;
                }

                var isPage = endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Components.Endpoints.ComponentTypeMetadata>() is not null;
                var isKnown =
                    table.TryGetValue($"{method} {pattern}", out var row) || (isPage && table.TryGetValue($"GET {pattern}", out row));
                cases.Add(
                    new(
                        method,
                        pattern,
                        endpoint,
                        isKnown ? row.Permission : null,
                        isKnown && row.Kind.EndsWith("own", StringComparison.Ordinal)
                    )
                );
            }
        }

        return [.. cases.DistinctBy(c => (c.Method, c.Pattern)).OrderBy(c => c.Pattern, StringComparer.Ordinal)];
    }

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}
