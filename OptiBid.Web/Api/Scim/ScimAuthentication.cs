using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using OptiBid.Core.Identity.Scim.Tokens;

namespace OptiBid.Web.Api.Scim;

/// <summary>The scheme of SCIM clients: a bearer token and nothing else. It gives no session and no permission of a person.</summary>
internal sealed class ScimAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    IFindScimCaller callers,
    ScimLimits limits
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    /// <summary>Name of the scheme and of its policy.</summary>
    public new const string Scheme = "scim";

    private const string Prefix = "Bearer ";

    /// <summary>The client of a request; there is one behind the gate.</summary>
    public static ScimCaller CallerOf(HttpContext context) => (ScimCaller)context.Items[typeof(ScimCaller)]!;

    /// <summary>True when the request sent a token, so that its answer can say that the token is wrong.</summary>
    public static bool HasToken(HttpRequest request) =>
        request.Headers.Authorization.ToString().StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!HasToken(Request))
        {
            return AuthenticateResult.NoResult();
        }

        var address = Context.Connection.RemoteIpAddress?.ToString() ?? "";
        if (limits.IsBlocked(address))
        {
            return AuthenticateResult.Fail("Too many wrong tokens");
        }

        var token = Request.Headers.Authorization.ToString()[Prefix.Length..].Trim();
        if (await callers.ExecuteAsync(token, Context.RequestAborted) is not { } caller)
        {
            limits.CountWrong(address);
            return AuthenticateResult.Fail("Wrong token");
        }

        Context.Items[typeof(ScimCaller)] = caller;
        var identity = new ClaimsIdentity([new Claim("scim", caller.TokenId.ToString())], Scheme);
        return AuthenticateResult.Success(new(new ClaimsPrincipal(identity), Scheme));
    }

    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => ScimAnswers.UnauthorizedAsync(Context);
}

/// <summary>Marks the endpoints of SCIM, whose refusals have a form of their own.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ScimEndpointAttribute : Attribute;

/// <summary>Registers what the SCIM endpoints need.</summary>
internal static class ScimSetup
{
    /// <summary>Adds the scheme, the policy and the limits.</summary>
    public static IServiceCollection AddScimApi(this IServiceCollection services)
    {
        services.AddSingleton<ScimLimits>();
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, ScimAuthentication>(ScimAuthentication.Scheme, null);
        services
            .AddAuthorizationBuilder()
            .AddPolicy(
                ScimAuthentication.Scheme,
                new AuthorizationPolicyBuilder(ScimAuthentication.Scheme).RequireAuthenticatedUser().Build()
            );
        return services;
    }
}
