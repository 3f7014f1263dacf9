using OptiBid.Core.Common;
using OptiBid.Core.Identity.Attempts;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.SignIn;

namespace OptiBid.Core.Identity.Mfa.Manage;

/// <summary>The number is not one in international form.</summary>
public sealed record BadPhoneNumber() : Failure("identity.bad_phone", "Give the number with its country, such as +1 555 123 4567.");

/// <summary>Sets one's own phone for codes and whether codes may come by e-mail. A recent proof is needed.</summary>
public interface IManageCodeAddresses
{
    /// <summary>Sends a code to a new number. The number that counts now goes on until the new one is confirmed.</summary>
    Task<Result<Done>> BeginPhoneAsync(string number, CancellationToken cancellationToken = default);

    /// <summary>Makes the number count that the code was sent to.</summary>
    Task<Result<Done>> ConfirmPhoneAsync(string code, CancellationToken cancellationToken = default);

    /// <summary>Removes it; other sessions and trusted devices end.</summary>
    Task<Result<Done>> RemovePhoneAsync(CancellationToken cancellationToken = default);

    /// <summary>Lets codes come to the verified e-mail, or no longer; the latter ends other sessions and trusted devices.</summary>
    Task<Result<Done>> SetEmailCodesAsync(bool allowed, CancellationToken cancellationToken = default);
}

/// <inheritdoc cref="IManageCodeAddresses"/>
internal sealed class ManageCodeAddresses(OwnFactors own, SentCodes codes, AttemptLimiter limiter, IRecentProof recent)
    : IManageCodeAddresses
{
    /// <inheritdoc/>
    public async Task<Result<Done>> BeginPhoneAsync(string number, CancellationToken cancellationToken = default)
    {
        if (recent.Missing() is { } missing)
        {
            return missing;
        }

        if (own.SessionId is not { } session || International(number ?? "") is not { } digits)
        {
            return new BadPhoneNumber();
        }

        return await codes.SendAsync(own.UserId, AuthenticationMethods.Sms, digits, session, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Result<Done>> ConfirmPhoneAsync(string code, CancellationToken cancellationToken = default) =>
        own.ChangeAsync(
            "phone.added",
            removes: false,
            async (_, user, _) =>
            {
                var key = AttemptLimiter.KeyOf("mfa", user.Id.ToString());
                if (
                    own.SessionId is not { } session
                    || !await limiter.TryTakeAsync(key, 5, TimeSpan.FromMinutes(15), cancellationToken)
                    || await codes.TakeAsync(user.Id, AuthenticationMethods.Sms, session, code, cancellationToken) is not { } number
                )
                {
                    return new WrongCode();
                }

                await limiter.ClearAsync(key, cancellationToken);
                user.PhoneNumber = number;
                user.PhoneNumberConfirmed = true;
                return null;
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<Result<Done>> RemovePhoneAsync(CancellationToken cancellationToken = default) =>
        own.ChangeAsync(
            "phone.removed",
            removes: true,
            (_, user, _) =>
            {
                user.PhoneNumber = null;
                user.PhoneNumberConfirmed = false;
                return Task.FromResult<Failure?>(null);
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<Result<Done>> SetEmailCodesAsync(bool allowed, CancellationToken cancellationToken = default) =>
        own.ChangeAsync(
            allowed ? "email_codes.allowed" : "email_codes.removed",
            removes: !allowed,
            (_, user, factors) =>
            {
                if (allowed && !user.EmailConfirmed)
                {
                    return Task.FromResult<Failure?>(
                        new SimpleFailure("identity.email_not_verified", "Verify your e-mail first.", FailureKind.Conflict)
                    );
                }

                factors.EmailCodes = allowed;
                return Task.FromResult<Failure?>(null);
            },
            cancellationToken
        );

    /// <summary>The number in E.164, or null for anything else.</summary>
    private static string? International(string number)
    {
        var text = string.Concat(number.Where(c => !(char.IsWhiteSpace(c) || c is '(' or ')' or '.' or '-' or '/')));
        return text is ['+', >= '1' and <= '9', ..] && text.Length is >= 8 and <= 16 && text.Skip(1).All(char.IsAsciiDigit) ? text : null;
    }
}
