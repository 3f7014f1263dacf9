using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OptiBid.Tests.EndToEnd.Support;

namespace OptiBid.Tests.Web.Account;

/// <summary>A browser without a screen: cookies, forms with their tokens, JSON.</summary>
internal sealed partial class AccountClient : IDisposable
{
    private readonly CookieContainer _cookies = new();
    private readonly HttpClient _http;

    public AccountClient(AppHost app)
    {
        // Passkeys are bound to names: localhost instead of 127.0.0.1.
        Url = new($"http://localhost:{app.Url.Port}/");
        _http = new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = _cookies }) { BaseAddress = Url };
        _http.DefaultRequestHeaders.Add("Origin", Origin);
    }

    public Uri Url { get; }

    public string Origin => Url.GetLeftPart(UriPartial.Authority);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The value of a cookie, or null.</summary>
    public string? Cookie(string name) => _cookies.GetCookies(Url)[name]?.Value;

    public async Task<string> PageAsync(string path) => await _http.GetStringAsync(Relative(path), Cancel);

    public Task<HttpResponseMessage> GetAsync(string path) => _http.GetAsync(Relative(path), Cancel);

    /// <summary>Sends a form of a page.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(string path, string handler, params (string Name, string Value)[] fields)
    {
        var page = await PageAsync(path);
        using var form = new FormUrlEncodedContent([
            KeyValuePair.Create("_handler", handler),
            KeyValuePair.Create("__RequestVerificationToken", Token().Match(page).Groups[1].Value),
            .. fields.Select(f => KeyValuePair.Create(f.Name, f.Value)),
        ]);
        return await _http.PostAsync(Relative(path), form, Cancel);
    }

    /// <summary>Sends a form as it is given.</summary>
    public async Task<HttpResponseMessage> PostFormAsync(string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        return await _http.PostAsync(Relative(path), form, Cancel);
    }

    /// <summary>Sends JSON.</summary>
    public async Task<(HttpStatusCode Status, string Body)> PostAsync(string path, JsonObject? body = null)
    {
        using var content = new StringContent((body ?? []).ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync(Relative(path), content, Cancel);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    /// <summary>Signs in with the one-time password and chooses one.</summary>
    public async Task SignInFirstTimeAsync(AppHost app)
    {
        using var first = await SubmitAsync("login", "login", ("Form.Email", app.Email), ("Form.Password", app.OneTimePassword));
        Assert.Equal(HttpStatusCode.Redirect, first.StatusCode);
        using var second = await SubmitAsync(
            "account/password",
            "change-password",
            ("Form.Current", app.OneTimePassword),
            ("Form.New", AppHost.ChosenPassword),
            ("Form.Again", AppHost.ChosenPassword)
        );
        Assert.Equal(HttpStatusCode.Redirect, second.StatusCode);
    }

    public void Dispose() => _http.Dispose();

    private static Uri Relative(string path) => new(path, UriKind.Relative);

    [GeneratedRegex("__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
