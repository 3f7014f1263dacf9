namespace OptiBid.Core.Identity.Tokens;

/// <summary>Access and refresh tokens. Section <c>Identity:Tokens</c>.</summary>
public sealed class TokenOptions
{
    /// <summary>Issuer of the tokens. Default: <c>optibid</c>.</summary>
    public string Issuer { get; set; } = "optibid";

    /// <summary>Who the tokens are for. Default: <c>optibid-api</c>.</summary>
    public string Audience { get; set; } = "optibid-api";

    /// <summary>Life of an access token, 5 minutes to 24 hours. Default: 15 minutes.</summary>
    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromMinutes(15);
}
