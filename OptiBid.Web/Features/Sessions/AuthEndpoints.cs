using Microsoft.AspNetCore.Mvc;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.Tokens;
using OptiBid.Web.Api;
using OptiBid.Web.Security;

namespace OptiBid.Web.Features.Sessions;

/// <summary>REST for programs: tokens under <c>/api/v1/auth</c>.</summary>
internal sealed class AuthEndpoints : IEndpointModule
{
    /// <summary>A refresh token to exchange.</summary>
    private sealed record RefreshRequest(string RefreshToken);

    /// <summary>Names as in OAuth 2.0.</summary>
    private sealed record TokenAnswer(string AccessToken, string TokenType, DateTime ExpiresAtUtc, string? RefreshToken)
    {
        public static TokenAnswer Of(TokenPair pair) => new(pair.Access.Token, "Bearer", pair.Access.ExpiresAtUtc, pair.RefreshToken);
    }

    /// <inheritdoc/>
    public void Map(RouteGroupBuilder api)
    {
        var auth = api.MapGroup("/auth").WithTags("Authentication");
        auth.MapPost(
                "/token",
                async (HttpContext context, IExchangeForTokens exchange) =>
                    TypedResults.Ok(TokenAnswer.Of(await exchange.ExecuteAsync(CurrentSession.Of(context)!, context.RequestAborted)))
            )
            .WithSummary("Exchanges the session or the API key of the request for an access token");
        auth.MapPost(
                "/refresh",
                async ([FromBody] RefreshRequest request, IRefreshTokens refresh, HttpContext context) =>
                {
                    var answer = await refresh.ExecuteAsync(request.RefreshToken, context.RequestAborted);
                    return answer.Failure is { } failure
                        ? (IResult)
                            TypedResults.Problem(
                                title: failure.Message,
                                statusCode: StatusCodes.Status401Unauthorized,
                                extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = failure.Code }
                            )
                        : TypedResults.Ok(TokenAnswer.Of(answer.Value));
                }
            )
            .AllowAnonymous()
            .WithSummary("Exchanges a refresh token, once, for the next pair");
        auth.MapGet(
                "/session",
                (HttpContext context) =>
                {
                    var live = CurrentSession.Of(context)!;
                    return TypedResults.Ok(
                        new
                        {
                            live.Id,
                            live.Access.UserId,
                            live.Access.OrganisationId,
                            live.Access.RoleName,
                            Permissions = live.Access.Permissions.Order(StringComparer.Ordinal),
                            live.Methods,
                            live.VerifiedAtUtc,
                            live.ExpiresAtUtc,
                        }
                    );
                }
            )
            .WithSummary("Who the caller is and what they may do now");
    }

    /// <summary>The public keys of access tokens, where every library looks for them.</summary>
    public static void MapKeys(WebApplication app) =>
        app.MapGet(
                "/.well-known/jwks.json",
                async (IPublicSigningKeys keys, CancellationToken token) =>
                    TypedResults.Ok(
                        new
                        {
                            keys = (await keys.ExecuteAsync(token)).Select(k => new
                            {
                                kty = "EC",
                                crv = "P-256",
                                alg = "ES256",
                                use = "sig",
                                kid = k.Kid,
                                x = k.X,
                                y = k.Y,
                            }),
                        }
                    )
            )
            .AllowAnonymous()
            .ExcludeFromDescription();
}
