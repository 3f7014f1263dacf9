using System.Net;
using System.Text.RegularExpressions;

namespace OptiBid.Tests.Web.Sso;

/// <summary>What a browser does on the way through a provider: cookies, redirects, forms, pages that go on by themselves.</summary>
internal sealed partial class SsoBrowser : IDisposable
{
    private readonly HttpClient _client;
    private readonly Uri _app;

    public SsoBrowser(Uri app, params (string Name, string Value)[] headers)
    {
        _app = app;
        _client = new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = Cookies })
        {
            Timeout = TimeSpan.FromSeconds(40),
        };
        foreach (var (name, value) in headers)
        {
            _client.DefaultRequestHeaders.Add(name, value);
        }
    }

    /// <summary>The jar.</summary>
    public CookieContainer Cookies { get; } = new();

    /// <summary>True when the app gave a session.</summary>
    public bool HasSession => Cookies.GetCookies(_app)["optibid"] is { Value.Length: > 0 };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>One request to the app.</summary>
    public Task<HttpResponseMessage> GetAsync(string path) => _client.GetAsync(new Uri(_app, path), Cancel);

    /// <summary>Posts a form of a page of the app with its antiforgery token.</summary>
    public async Task<HttpResponseMessage> PostAsync(string page, string path, params (string Name, string Value)[] fields)
    {
        using var answer = await GetAsync(page);
        var token = Token().Match(await answer.Content.ReadAsStringAsync(Cancel)).Groups[1].Value;
        using var form = Form([("__RequestVerificationToken", token), .. fields]);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_app, path)) { Content = form };
        request.Headers.Add("Origin", _app.GetLeftPart(UriPartial.Authority));
        return await _client.SendAsync(request, Cancel);
    }

    /// <summary>Home-realm discovery at the sign-in page: the address that the answer leads to.</summary>
    public async Task<Uri> StartAsync(string home, string returnUrl = "/help")
    {
        using var answer = await PostAsync("login", "login/sso", ("home", home), ("returnUrl", returnUrl));
        return await NextOfPageAsync(answer);
    }

    /// <summary>Signs in with a password, by default the one that tests choose.</summary>
    public async Task<Uri?> SignInAsync(string email, string password = EndToEnd.Support.AppHost.ChosenPassword)
    {
        using var answer = await PostAsync("login", "login", ("_handler", "login"), ("Form.Email", email), ("Form.Password", password));
        return answer.Headers.Location;
    }

    /// <summary>Says yes on the sign-out page of oidc-provider; where that leads.</summary>
    public async Task<Uri> SignOutAtProviderAsync(Uri url)
    {
        using var page = await _client.GetAsync(url, Cancel);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        var text = await page.Content.ReadAsStringAsync(Cancel);
        using var form = Form(("xsrf", Xsrf().Match(text).Groups[1].Value), ("logout", "yes"));
        using var answer = await _client.PostAsync(new Uri(url, WebUtility.HtmlDecode(Action().Match(text).Groups[1].Value)), form, Cancel);
        Assert.NotNull(answer.Headers.Location);
        return new(url, answer.Headers.Location);
    }

    /// <summary>Where a page that goes on by itself leads.</summary>
    public async Task<Uri> NextOfPageAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var target = Refresh().Match(await answer.Content.ReadAsStringAsync(Cancel));
        Assert.True(target.Success, "the page leads nowhere");
        return new(_app, WebUtility.HtmlDecode(target.Groups[1].Value));
    }

    /// <summary>Follows redirects and fills the provider's forms; ends at the first page that is neither, or before <paramref name="stop"/>.</summary>
    public async Task<(Uri Url, HttpStatusCode Status, string Text)> FollowAsync(
        Uri url,
        string login = "ann@alpha.example",
        Func<Uri, bool>? stop = null
    )
    {
        for (var i = 0; i < 30; i++)
        {
            if (stop?.Invoke(url) == true)
            {
                return (url, default, "");
            }

            var answer = await _client.GetAsync(url, Cancel);
            while (answer.StatusCode == HttpStatusCode.OK)
            {
                var text = await answer.Content.ReadAsStringAsync(Cancel);
                var action = Action().Match(text).Groups[1].Value;
                var prompt = Prompt().Match(text).Groups[1].Value;
                if (prompt.Length == 0)
                {
                    answer.Dispose();
                    return (url, HttpStatusCode.OK, text);
                }

                using var form =
                    prompt == "login" ? Form(("prompt", "login"), ("login", login), ("password", "x")) : Form(("prompt", "consent"));
                answer.Dispose();
                answer = await _client.PostAsync(new Uri(url, action), form, Cancel);
            }

            if (answer.Headers.Location is not { } location)
            {
                var text = await answer.Content.ReadAsStringAsync(Cancel);
                answer.Dispose();
                return (url, answer.StatusCode, text);
            }

            answer.Dispose();
            url = new(url, location);
        }

        throw new InvalidOperationException("Too many redirects");
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) =>
        new(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));

    [GeneratedRegex("__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("http-equiv=\"refresh\" content=\"0;url=([^\"]+)\"")]
    private static partial Regex Refresh();

    [GeneratedRegex("action=\"([^\"]+)\"")]
    private static partial Regex Action();

    [GeneratedRegex("name=\"xsrf\" value=\"([^\"]+)\"")]
    private static partial Regex Xsrf();

    [GeneratedRegex("name=\"prompt\" value=\"([^\"]+)\"")]
    private static partial Regex Prompt();
}
