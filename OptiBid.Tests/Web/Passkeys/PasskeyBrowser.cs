using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.Users;
using OptiBid.Tests.EndToEnd.Support;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Web.Passkeys;

/// <summary>A browser without pages: cookies, the calls of passkeys.js, and an authenticator beside it.</summary>
internal sealed partial class PasskeyBrowser : IDisposable
{
    /// <summary>The password of the users that tests make.</summary>
    public const string Password = "correct horse battery staple";

    private readonly CookieContainer _cookies = new();
    private readonly HttpClient _client;

    public PasskeyBrowser(AppHost app)
    {
        Url = new Uri($"http://localhost:{app.Url.Port}/");
        Origin = Url.GetLeftPart(UriPartial.Authority);
        _client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = _cookies }) { BaseAddress = Url };
        _client.DefaultRequestHeaders.Add("Origin", Origin);
    }

    public Uri Url { get; }

    public string Origin { get; }

    /// <summary>The value of the session cookie, or null.</summary>
    public string? Session => _cookies.GetCookies(Url).FirstOrDefault(c => c.Name is "optibid" or "__Host-optibid")?.Value;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A new member of the demo organisation with a password.</summary>
    public static async Task<(Guid Id, string Email)> AddUserAsync(AppHost app)
    {
        var user = new User
        {
            Id = Guid.CreateVersion7(),
            DisplayName = "Kay",
            UserName = $"kay-{Guid.CreateVersion7():N}@example.com",
            EmailConfirmed = true,
        };
        user.Email = user.UserName;
        await using (var scope = app.Services.CreateAsyncScope())
        {
            var made = await scope.ServiceProvider.GetRequiredService<UserManager<User>>().CreateAsync(user, Password);
            Assert.True(made.Succeeded, string.Join(" ", made.Errors.Select(e => e.Description)));
        }

        await using var db = app.Services.GetRequiredService<IPlatformContexts>().CreateDbContext();
        db.Add(
            new Membership
            {
                Id = Guid.CreateVersion7(),
                OrganisationId = DemoOrganisation.Id,
                UserId = user.Id,
                RoleKey = Roles.Administrator,
                Source = MembershipSource.Invitation,
                JoinedAtUtc = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc),
            }
        );
        await db.SaveChangesAsync(Cancel);
        return (user.Id, user.Email!);
    }

    /// <summary>The methods of the user's live sessions.</summary>
    public static async Task<IReadOnlyList<string[]>> MethodsAsync(AppHost app, Guid userId)
    {
        var live = await app
            .Services.GetRequiredService<ISessionStore>()
            .LiveAsync(new() { UserId = userId }, app.Services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime, Cancel);
        return [.. live.Select(s => s.Methods.ToArray())];
    }

    /// <summary>An authenticator that reports this browser's origin.</summary>
    public SoftwareAuthenticator Authenticator(uint step = 1) => new() { Origin = Origin, Step = step };

    /// <summary>The sign-in form.</summary>
    public async Task<HttpStatusCode> SignInByPasswordAsync(string email, string password = Password)
    {
        var page = await _client.GetStringAsync(new Uri("login", UriKind.Relative), Cancel);
        using var form = new FormUrlEncodedContent([
            KeyValuePair.Create("_handler", "login"),
            KeyValuePair.Create("__RequestVerificationToken", Token().Match(page).Groups[1].Value),
            KeyValuePair.Create("Form.Email", email),
            KeyValuePair.Create("Form.Password", password),
        ]);
        using var answer = await _client.PostAsync(new Uri("login", UriKind.Relative), form, Cancel);
        return answer.StatusCode;
    }

    /// <summary>Options and ticket.</summary>
    public async Task<JsonElement> BeginAsync(string path, object? body = null)
    {
        using var answer = await PostAsync(path, body ?? new { });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
    }

    /// <summary>Adds the authenticator's passkey to the signed-in user.</summary>
    public async Task<HttpStatusCode> RegisterAsync(SoftwareAuthenticator authenticator, string name = "Laptop")
    {
        var begun = await BeginAsync("options");
        using var answer = await PostAsync(
            "",
            new
            {
                ticket = begun.GetProperty("ticket").GetString(),
                credential = authenticator.Create(begun.GetProperty("options")),
                name,
            }
        );
        return answer.StatusCode;
    }

    /// <summary>Proves with the authenticator: <c>sign-in</c> or <c>step-up</c>.</summary>
    public async Task<HttpStatusCode> ProveAsync(SoftwareAuthenticator authenticator, string path = "sign-in")
    {
        var begun = await BeginAsync(path + "/options");
        return await SendAsync(path, begun.GetProperty("ticket").GetString()!, authenticator.Get(begun.GetProperty("options")));
    }

    /// <summary>Sends an answer.</summary>
    public async Task<HttpStatusCode> SendAsync(string path, string ticket, JsonObject credential, string? returnUrl = null)
    {
        using var answer = await PostAsync(
            path,
            new
            {
                ticket,
                credential,
                returnUrl,
            }
        );
        return answer.StatusCode;
    }

    public Task<HttpResponseMessage> PostAsync(string path, object body) =>
        _client.PostAsJsonAsync(new Uri("api/v1/passkeys" + (path.Length > 0 ? "/" + path : ""), UriKind.Relative), body, Cancel);

    public async Task<HttpStatusCode> GetAsync(string path)
    {
        using var answer = await _client.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        return answer.StatusCode;
    }

    public void Dispose() => _client.Dispose();

    [GeneratedRegex("__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
