using OptiBid.Core.Common;
using OptiBid.Core.Identity.SignIn;
using OtpNet;
using QRCoder;

namespace OptiBid.Core.Identity.Mfa.Manage;

/// <summary>An authenticator app that is being set up. Shown once; nothing counts before its first code is confirmed.</summary>
/// <param name="Secret">Base 32, in groups of four, to be typed.</param>
/// <param name="Uri">The <c>otpauth</c> link.</param>
/// <param name="QrSvg">The link as a QR code: an SVG element.</param>
public sealed record NewAuthenticatorApp(string Secret, string Uri, string QrSvg);

/// <summary>Sets up and removes one's own authenticator app. A recent proof is needed.</summary>
public interface IManageAuthenticatorApp
{
    /// <summary>A new secret. The app that counts now goes on until the new one is confirmed.</summary>
    Task<Result<NewAuthenticatorApp>> BeginAsync(CancellationToken cancellationToken = default);

    /// <summary>Makes the new app count, with a code that it shows; the code is used up.</summary>
    Task<Result<Done>> ConfirmAsync(string code, CancellationToken cancellationToken = default);

    /// <summary>Removes it; other sessions and trusted devices end.</summary>
    Task<Result<Done>> RemoveAsync(CancellationToken cancellationToken = default);
}

/// <inheritdoc cref="IManageAuthenticatorApp"/>
internal sealed class ManageAuthenticatorApp(OwnFactors own, FactorSecrets secrets, TimeProvider time) : IManageAuthenticatorApp
{
    private const string Issuer = "OptiBid";

    /// <inheritdoc/>
    public async Task<Result<NewAuthenticatorApp>> BeginAsync(CancellationToken cancellationToken = default)
    {
        var secret = TotpCodes.NewSecret();
        var account = "";
        var done = await own.ChangeAsync(
            "authenticator_app.begun",
            removes: false,
            (_, user, factors) =>
            {
                account = user.Email!;
                factors.ProtectedNewTotpSecret = secrets.Protect(user.Id, TotpCodes.SecretKind, secret);
                return Task.FromResult<Failure?>(null);
            },
            cancellationToken
        );
        if (done.Failure is { } failure)
        {
            return failure;
        }

        var uri = new OtpUri(OtpType.Totp, secret, account, Issuer).ToString();
        using var qr = QRCodeGenerator.GenerateQrCode(uri, QRCodeGenerator.ECCLevel.M);
        using var svg = new SvgQRCode(qr);
        var image = svg.GetGraphic(4, "#000000", "#ffffff", drawQuietZones: true, SvgQRCode.SizingMode.ViewBoxAttribute);
        var text = string.Join(' ', Base32Encoding.ToString(secret).TrimEnd('=').Chunk(4).Select(c => new string(c)));
        return new NewAuthenticatorApp(text, uri, image);
    }

    /// <inheritdoc/>
    public Task<Result<Done>> ConfirmAsync(string code, CancellationToken cancellationToken = default) =>
        own.ChangeAsync(
            "authenticator_app.added",
            removes: false,
            (_, user, factors) =>
            {
                var now = time.GetUtcNow();
                if (
                    factors.ProtectedNewTotpSecret is not { } stored
                    || TotpCodes.StepOf(secrets.Open(user.Id, TotpCodes.SecretKind, stored), code, now) is not { } step
                )
                {
                    return Task.FromResult<Failure?>(new WrongCode());
                }

                factors.ProtectedTotpSecret = stored;
                factors.ProtectedNewTotpSecret = null;
                factors.TotpLastStep = step;
                factors.TotpSinceUtc = now.UtcDateTime;
                return Task.FromResult<Failure?>(null);
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<Result<Done>> RemoveAsync(CancellationToken cancellationToken = default) =>
        own.ChangeAsync(
            "authenticator_app.removed",
            removes: true,
            (_, _, factors) =>
            {
                factors.ProtectedTotpSecret = null;
                factors.ProtectedNewTotpSecret = null;
                factors.TotpSinceUtc = null;
                return Task.FromResult<Failure?>(null);
            },
            cancellationToken
        );
}
