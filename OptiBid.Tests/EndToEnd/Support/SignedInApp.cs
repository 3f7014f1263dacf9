using System.Text.RegularExpressions;

namespace OptiBid.Tests.EndToEnd.Support;

/// <summary>The app with a client that the first administrator signed in.</summary>
public sealed partial class SignedInApp : IAsyncLifetime
{
    private HttpClient? _client;

    /// <summary>The app as it is.</summary>
    public SignedInApp() { }

    /// <summary>The app of this host.</summary>
    internal SignedInApp(AppHost host) => Host = host;

    /// <summary>The app.</summary>
    public AppHost Host { get; } = new();

    /// <summary>Cookies of the client.</summary>
    internal System.Net.CookieContainer Cookies { get; } = new();

    /// <summary>The client; follows no redirect.</summary>
    public HttpClient Client => _client!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await Host.InitializeAsync();
        _client = Host.ClientWith(Cookies);
        await PostAsync("login", "login", ("Form.Email", Host.Email), ("Form.Password", Host.OneTimePassword));
        await PostAsync(
            "account/password",
            "change-password",
            ("Form.Current", Host.OneTimePassword),
            ("Form.New", AppHost.ChosenPassword),
            ("Form.Again", AppHost.ChosenPassword)
        );
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await Host.DisposeAsync();
    }

    private async Task PostAsync(string path, string handler, params (string Name, string Value)[] fields)
    {
        var cancel = TestContext.Current.CancellationToken;
        var page = await Client.GetStringAsync(new Uri(path, UriKind.Relative), cancel);
        using var form = new FormUrlEncodedContent([
            KeyValuePair.Create("_handler", handler),
            KeyValuePair.Create("__RequestVerificationToken", Token().Match(page).Groups[1].Value),
            .. fields.Select(f => KeyValuePair.Create(f.Name, f.Value)),
        ]);
        using var answer = await Client.PostAsync(new Uri(path, UriKind.Relative), form, cancel);
        Assert.Equal(System.Net.HttpStatusCode.Redirect, answer.StatusCode);
    }

    [GeneratedRegex("__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
