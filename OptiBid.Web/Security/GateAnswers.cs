using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Diagnostics;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Web.Api.Mlflow;
using OptiBid.Web.Api.Scim;

namespace OptiBid.Web.Security;

/// <summary>How the gate says no: a program gets 401 or 403 as problem details with a code, a person is led to where they supply what is missing.</summary>
internal sealed class GateAnswers : IAuthorizationMiddlewareResultHandler
{
    /// <inheritdoc/>
    public Task HandleAsync(
        RequestDelegate next,
        HttpContext context,
        AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult
    )
    {
        if (authorizeResult.Succeeded)
        {
            return next(context);
        }

        if (context.GetEndpoint()?.Metadata.GetMetadata<ScimEndpointAttribute>() is not null)
        {
            return ScimAnswers.UnauthorizedAsync(context);
        }

        if (CurrentSession.Of(context) is null)
        {
            return UnknownAsync(context);
        }

        var lack = authorizeResult.AuthorizationFailure?.FailureReasons.OfType<LackReason>().FirstOrDefault()?.Lack ?? SessionLack.Nothing;
        var (code, title, page) = lack switch
        {
            SessionLack.PasswordChange => (
                "identity.password_change_required",
                "Replace the one-time password first.",
                "/account/password"
            ),
            SessionLack.SecondFactor => ("identity.mfa_required", "The organisation needs a second factor.", "/login/mfa"),
            SessionLack.SingleSignOn => (
                "identity.sso_required",
                "The organisation signs in through its identity provider only.",
                "/login?sso=1"
            ),
            _ => ("identity.forbidden", "You may not do this.", null),
        };
        if (page is not null && !ForPrograms.Is(context.Request) && HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.Redirect(page);
            return Task.CompletedTask;
        }

        if (!ForPrograms.Is(context.Request))
        {
            if (!HttpMethods.IsGet(context.Request.Method) && context.Features.Get<IStatusCodePagesFeature>() is { } pages)
            {
                // The page that explains 403 would be asked for with this request's form.
                pages.Enabled = false;
            }

            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }

        return ProblemAsync(context, StatusCodes.Status403Forbidden, code, title);
    }

    private static Task UnknownAsync(HttpContext context)
    {
        if (!ForPrograms.Is(context.Request))
        {
            var target = context.Request.PathBase + context.Request.Path + context.Request.QueryString;
            context.Response.Redirect("/login" + QueryString.Create("returnUrl", HttpMethods.IsGet(context.Request.Method) ? target : "/"));
            return Task.CompletedTask;
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        return ProblemAsync(
            context,
            StatusCodes.Status401Unauthorized,
            "identity.unauthenticated",
            "Sign in, or send an access token or an API key."
        );
    }

    private static Task ProblemAsync(HttpContext context, int status, string code, string title)
    {
        var extensions = new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = code };
        if (context.GetEndpoint()?.Metadata.GetMetadata<MlflowEndpointAttribute>() is not null)
        {
            // MLflow's clients look for these two.
            extensions["error_code"] = status == StatusCodes.Status401Unauthorized ? "UNAUTHENTICATED" : "PERMISSION_DENIED";
            extensions["message"] = title;
        }

        return TypedResults.Problem(title: title, statusCode: status, extensions: extensions).ExecuteAsync(context);
    }
}
