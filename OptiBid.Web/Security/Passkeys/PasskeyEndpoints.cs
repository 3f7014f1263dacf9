using System.Text.Json;
using OptiBid.Core.Common;
using OptiBid.Core.Identity.Passkeys;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.SignIn;
using OptiBid.Web.Api;

namespace OptiBid.Web.Security.Passkeys;

/// <summary>The answer of a passkey.</summary>
internal sealed record PasskeyAnswer(string Ticket, JsonElement Credential, string? ReturnUrl = null);

/// <summary>A new passkey.</summary>
internal sealed record RegisterPasskey(string Ticket, JsonElement Credential, string Name);

/// <summary>A new name.</summary>
internal sealed record PasskeyName(string Name);

/// <summary>Asks for options; a body, so that the request has to be JSON and no other site's page can send it.</summary>
internal sealed record PasskeyOptionsRequest;

/// <summary>Where the browser goes next.</summary>
internal sealed record PasskeyNext(string Next);

/// <summary>The WebAuthn ceremonies and a user's own passkeys: <c>/api/v1/passkeys</c>.</summary>
internal sealed class PasskeyEndpoints : IEndpointModule
{
    /// <inheritdoc/>
    public void Map(RouteGroupBuilder api)
    {
        var passkeys = api.MapGroup("/passkeys").WithTags("Passkeys");
        MapSignIn(passkeys);
        MapStepUp(passkeys);
        MapOwn(passkeys);
    }

    private static void MapSignIn(RouteGroupBuilder passkeys)
    {
        passkeys
            .MapPost(
                "/sign-in/options",
                (PasskeyOptionsRequest _, PasskeyCeremony ceremony, HttpContext context) => ceremony.SignInOptionsAsync(context)
            )
            .AllowAnonymous()
            .WithSummary("Begin a sign-in by passkey; the answer is the same for everybody");
        passkeys
            .MapPost(
                "/sign-in",
                async (PasskeyAnswer answer, PasskeyCeremony ceremony, PasskeySessions sessions, HttpContext context) =>
                {
                    var proof = await ceremony.ProveAsync(context, PasskeyPurpose.SignIn, answer.Ticket, answer.Credential);
                    var next = proof.IsSuccess
                        ? await sessions.StartAsync(context, proof.Value, LocalUrl.OrStart(answer.ReturnUrl))
                        : proof.Failure;
                    return next.Map(n => new PasskeyNext(n)).ToHttp();
                }
            )
            .AllowAnonymous()
            .WithSummary("Complete a sign-in by passkey: a session cookie, and where to go");
    }

    private static void MapStepUp(RouteGroupBuilder passkeys)
    {
        passkeys
            .MapPost(
                "/step-up/options",
                async (PasskeyOptionsRequest _, PasskeyCeremony ceremony, ICurrentSession current, HttpContext context) =>
                    current.Session is { } session
                        ? TypedResults.Ok(await ceremony.StepUpOptionsAsync(context, session))
                        : (IResult)new StepUpRequired().ToProblem()
            )
            .AllowsEnrolment()
            .WithSummary("Begin to prove again who you are");
        passkeys
            .MapPost(
                "/step-up",
                async (PasskeyAnswer answer, PasskeyCeremony ceremony, PasskeySessions sessions, HttpContext context) =>
                {
                    var proof = await ceremony.ProveAsync(context, PasskeyPurpose.StepUp, answer.Ticket, answer.Credential);
                    var next = proof.IsSuccess
                        ? await sessions.RenewAsync(context, proof.Value.Methods, LocalUrl.OrStart(answer.ReturnUrl))
                        : proof.Failure;
                    return next.Map(n => new PasskeyNext(n)).ToHttp();
                }
            )
            .AllowsEnrolment()
            .WithSummary("Prove again who you are: a new session cookie, and where to go");
    }

    private static void MapOwn(RouteGroupBuilder passkeys)
    {
        passkeys
            .MapGet(
                "/",
                async (IFindPasskeys find, ICurrentSession current, CancellationToken token) =>
                    current.Session is { } session
                        ? TypedResults.Ok(await find.ListAsync(session.Access.UserId, token))
                        : (IResult)new StepUpRequired().ToProblem()
            )
            .AllowsEnrolment()
            .WithSummary("Your passkeys");
        passkeys
            .MapPost(
                "/options",
                async (
                    PasskeyOptionsRequest _,
                    PasskeyCeremony ceremony,
                    ICurrentSession current,
                    IRecentProof recent,
                    HttpContext context
                ) =>
                    recent.Missing() is null && current.Session is { } session
                        ? TypedResults.Ok(await ceremony.RegisterOptionsAsync(context, session))
                        : (IResult)new StepUpRequired().ToProblem()
            )
            .AllowsEnrolment()
            .WithSummary("Begin to add a passkey");
        passkeys
            .MapPost(
                "/",
                async (
                    RegisterPasskey answer,
                    PasskeyCeremony ceremony,
                    ICurrentSession current,
                    PasskeySessions sessions,
                    HttpContext context
                ) =>
                {
                    if (current.Session is not { } session)
                    {
                        return new StepUpRequired().ToProblem();
                    }

                    var added = await ceremony.RegisterAsync(context, session, answer);
                    if (added.Failure is { } failure)
                    {
                        return failure.ToProblem();
                    }

                    // The fresh proof and the new key together are two factors.
                    var renewed = await sessions.RenewAsync(context, PasskeySessions.MethodsOfPasskey, "/");
                    return renewed.Failure is { } over
                        ? over.ToProblem()
                        : (IResult)TypedResults.Created($"/api/v1/passkeys/{added.Value.Id}", added.Value);
                }
            )
            .AllowsEnrolment()
            .WithSummary("Add a passkey: a new session cookie with it");
        passkeys
            .MapPut(
                "/{id:guid}",
                async (Guid id, PasskeyName name, IRenamePasskey rename, CancellationToken token) =>
                    NoContent(await rename.ExecuteAsync(id, name.Name, token))
            )
            .WithSummary("Rename a passkey");
        passkeys
            .MapDelete(
                "/{id:guid}",
                async (Guid id, IRemovePasskey remove, CancellationToken token) => NoContent(await remove.ExecuteAsync(id, token))
            )
            .WithSummary("Remove a passkey; your other sessions end");
    }

    private static IResult NoContent(Result<Done> done) => done.Failure is { } failure ? failure.ToProblem() : TypedResults.NoContent();
}

/// <summary>Conventions of these endpoints.</summary>
internal static class PasskeyConventions
{
    /// <summary>A member who needs a second factor may come here to get one.</summary>
    public static RouteHandlerBuilder AllowsEnrolment(this RouteHandlerBuilder endpoint) =>
        endpoint.WithMetadata(new AllowsLackAttribute(SessionLack.SecondFactor));
}
