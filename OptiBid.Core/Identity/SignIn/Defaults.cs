using Microsoft.Extensions.Configuration;
using OptiBid.Core.Identity.Recovery;
using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Core.Identity.SignIn;

/// <summary>Verbs and workers have no session.</summary>
internal sealed class NoSession : ICurrentSession
{
    /// <inheritdoc/>
    public LiveSession? Session => null;
}

/// <summary><c>App:PublicUrl</c>, by default <c>http://localhost:5080/</c>.</summary>
internal sealed class ConfiguredPublicUrl(IConfiguration configuration) : IPublicUrl
{
    /// <inheritdoc/>
    public Uri Base { get; } = PublicUrlSetting.Read(configuration) ?? new("http://localhost:5080/");
}

/// <summary>Reads <c>App:PublicUrl</c>.</summary>
public static class PublicUrlSetting
{
    /// <summary>Name of the setting.</summary>
    public const string Key = "App:PublicUrl";

    /// <summary>The address with a slash at the end; null when it is not set.</summary>
    /// <exception cref="InvalidOperationException">It is no http or https address.</exception>
    public static Uri? Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var text = configuration[Key];
        return string.IsNullOrWhiteSpace(text) ? null
            : Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var url) && url.Scheme is ("http" or "https") ? url
            : throw new InvalidOperationException($"{Key} is '{text}'; expected an address such as https://desk.example.com");
    }
}
