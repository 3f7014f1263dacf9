using OptiBid.Core.Common;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.SignIn;
using OptiBid.Core.Identity.Users;
using OptiBid.Web.Security.SignIn;

namespace OptiBid.Web.Security.Passkeys;

/// <summary>Turns what a passkey proved into a session cookie with a new value.</summary>
internal sealed class PasskeySessions(IContinueSignIn signIn, IRenewSession renew)
{
    /// <summary>What a passkey proves that verified its user.</summary>
    public static IReadOnlyList<string> MethodsOfPasskey { get; } =
    [AuthenticationMethods.Passkey, AuthenticationMethods.UserVerified, AuthenticationMethods.MultiFactor];

    /// <summary>Signs in; where to go, or why the organisation refuses.</summary>
    public async Task<Result<string>> StartAsync(HttpContext context, Authentication proof, string next)
    {
        var step = await signIn.ExecuteAsync(proof, null, SignInCookies.BrowserOf(context), context.RequestAborted);
        if (step.Failure is { } failure)
        {
            return failure;
        }

        if (!await SignInCookies.WriteAsync(context, step.Value))
        {
            return new SignInRefused();
        }

        return next;
    }

    /// <summary>Adds the proof to the session of the request, which gets a new id and secret.</summary>
    public async Task<Result<string>> RenewAsync(HttpContext context, IReadOnlyList<string> methods, string next)
    {
        var renewed = await renew.ExecuteAsync(methods, RequestOrigin.Of(context), context.RequestAborted);
        if (renewed.IsSuccess)
        {
            await SessionCookie.WriteAsync(context, renewed.Value);
        }

        return renewed.Map(_ => next);
    }
}
