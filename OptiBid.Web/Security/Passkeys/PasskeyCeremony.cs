using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using OptiBid.Core.Common;
using OptiBid.Core.Identity.Passkeys;
using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Web.Security.Passkeys;

/// <summary>What a browser needs for <c>navigator.credentials</c>.</summary>
/// <param name="Ticket">Comes back with the answer.</param>
/// <param name="Options">The options of WebAuthn, as JSON.</param>
internal sealed record PasskeyOptions(string Ticket, JsonElement Options);

/// <summary>
/// The two halves of the WebAuthn ceremonies: ASP.NET Core's handler checks challenge, origin, site, flags, signature and counter; this adds the
/// purpose, the browser, the session, the single use and the record.
/// </summary>
internal sealed class PasskeyCeremony(
    IPasskeyHandler<PasskeyAccount> handler,
    PasskeyTickets tickets,
    IProveByPasskey prove,
    IAddPasskey add,
    PasskeySite site
)
{
    private const int FlagsAt = 32;
    private const byte UserVerifiedFlag = 0x04;

    /// <summary>Options to sign in. They name no user and do not depend on one.</summary>
    public Task<PasskeyOptions> SignInOptionsAsync(HttpContext context) => RequestAsync(context, PasskeyPurpose.SignIn, null);

    /// <summary>Options for the user of the session to prove who they are.</summary>
    public Task<PasskeyOptions> StepUpOptionsAsync(HttpContext context, LiveSession session) =>
        RequestAsync(context, PasskeyPurpose.StepUp, new(session.Access.UserId));

    /// <summary>Options to make a passkey for the user of the session.</summary>
    public async Task<PasskeyOptions> RegisterOptionsAsync(HttpContext context, LiveSession session)
    {
        var made = await handler.MakeCreationOptionsAsync(
            new()
            {
                Id = PasskeyAccounts.HandleOf(session.Access.UserId),
                Name = session.Access.Email,
                DisplayName = session.Access.DisplayName,
            },
            context
        );
        return Issue(context, PasskeyPurpose.Register, made.AttestationState!, made.CreationOptionsJson);
    }

    /// <summary>The proof in an answer, or <see cref="PasskeyRefused"/>.</summary>
    public async Task<Result<Authentication>> ProveAsync(HttpContext context, PasskeyPurpose purpose, string ticket, JsonElement credential)
    {
        var known = CurrentSession.Of(context)?.Access.UserId;
        if (site.Obstacle is not null || tickets.Open(context, purpose, ticket) is not var (state, challenge))
        {
            return await RefuseAsync(purpose, known, "the ticket is too old or another browser's, session's or purpose's", context);
        }

        var checkedAnswer = await handler.PerformAssertionAsync(
            new()
            {
                HttpContext = context,
                CredentialJson = credential.GetRawText(),
                AssertionState = state,
            }
        );
        return checkedAnswer.Succeeded
            ? await prove.ExecuteAsync(
                new(
                    checkedAnswer.User.Id,
                    checkedAnswer.Passkey.CredentialId,
                    checkedAnswer.Passkey.SignCount,
                    checkedAnswer.Passkey.IsBackedUp,
                    HasUserVerified(credential),
                    challenge
                ),
                context.RequestAborted
            )
            : await RefuseAsync(purpose, known, checkedAnswer.Failure.Message, context);
    }

    /// <summary>Adds the passkey of an answer to the session's user.</summary>
    public async Task<Result<PasskeySummary>> RegisterAsync(HttpContext context, LiveSession session, RegisterPasskey answer)
    {
        if (site.Obstacle is not null || tickets.Open(context, PasskeyPurpose.Register, answer.Ticket) is not var (state, challenge))
        {
            return new PasskeyRefused();
        }

        var made = await handler.PerformAttestationAsync(
            new()
            {
                HttpContext = context,
                CredentialJson = answer.Credential.GetRawText(),
                AttestationState = state,
            }
        );
        if (!made.Succeeded || !made.Passkey.IsUserVerified || made.UserEntity.Id != PasskeyAccounts.HandleOf(session.Access.UserId))
        {
            var why = made.Failure?.Message ?? "the authenticator did not verify its user";
            await prove.RefuseAsync(session.Access.UserId, why, context.RequestAborted);
            return new PasskeyRefused();
        }

        var passkey = made.Passkey;
        return await add.ExecuteAsync(
            answer.Name,
            new(
                passkey.CredentialId,
                passkey.PublicKey,
                passkey.SignCount,
                passkey.Transports ?? [],
                passkey.IsBackupEligible,
                passkey.IsBackedUp,
                passkey.CreatedAt.UtcDateTime
            ),
            challenge,
            context.RequestAborted
        );
    }

    private async Task<PasskeyOptions> RequestAsync(HttpContext context, PasskeyPurpose purpose, PasskeyAccount? account)
    {
        var made = await handler.MakeRequestOptionsAsync(account, context);
        return Issue(context, purpose, made.AssertionState!, made.RequestOptionsJson);
    }

    private PasskeyOptions Issue(HttpContext context, PasskeyPurpose purpose, string state, string options) =>
        new(tickets.Issue(context, purpose, state), JsonSerializer.Deserialize<JsonElement>(options));

    private async Task<Result<Authentication>> RefuseAsync(PasskeyPurpose purpose, Guid? user, string why, HttpContext context)
    {
        await prove.RefuseAsync(purpose == PasskeyPurpose.SignIn ? null : user, why, context.RequestAborted);
        return new PasskeyRefused();
    }

    /// <summary>The flag in the signed data of an answer that was found right; the handler does not hand it out.</summary>
    private static bool HasUserVerified(JsonElement credential)
    {
        var data = credential.GetProperty("response").GetProperty("authenticatorData").GetString();
        var bytes = System.Buffers.Text.Base64Url.DecodeFromChars(data);
        return bytes.Length > FlagsAt && (bytes[FlagsAt] & UserVerifiedFlag) != 0;
    }
}
