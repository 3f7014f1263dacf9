using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace OptiBid.Web.Security.Sso;

/// <summary>
/// Reads ID tokens. The handler of ASP.NET Core asks for no signature in the code flow (OpenID Connect allows that); here one is always needed,
/// by an algorithm with a public key.
/// </summary>
internal sealed class StrictTokenHandler : JsonWebTokenHandler
{
    /// <summary>Algorithms that providers may sign with.</summary>
    public static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256,
        SecurityAlgorithms.RsaSha384,
        SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256,
        SecurityAlgorithms.RsaSsaPssSha384,
        SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256,
        SecurityAlgorithms.EcdsaSha384,
        SecurityAlgorithms.EcdsaSha512,
    ];

    public StrictTokenHandler() => MapInboundClaims = false;

    /// <inheritdoc/>
    public override Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters) =>
        base.ValidateTokenAsync(token, Strict(validationParameters));

    /// <inheritdoc/>
    public override Task<TokenValidationResult> ValidateTokenAsync(SecurityToken token, TokenValidationParameters validationParameters) =>
        base.ValidateTokenAsync(token, Strict(validationParameters));

    private static TokenValidationParameters Strict(TokenValidationParameters given)
    {
        var strict = given.Clone();
        strict.RequireSignedTokens = true;
        strict.RequireExpirationTime = true;
        strict.ValidateIssuer = true;
        strict.ValidateAudience = true;
        strict.ValidateLifetime = true;
        strict.ValidateIssuerSigningKey = true;
        strict.ValidAlgorithms = Algorithms;
        return strict;
    }
}
