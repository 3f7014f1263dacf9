using OptiBid.Core.Common;
using OptiBid.Core.Identity.SignIn;

namespace OptiBid.Core.Identity.Sso.Platform;

/// <summary>Somebody at Microsoft, after every signature and check: tenant and object id, which never change. No e-mail: it identifies nobody.</summary>
/// <param name="TenantId"><c>tid</c> of the ID token.</param>
/// <param name="ObjectId"><c>oid</c> of the ID token.</param>
public sealed record MicrosoftAccount(Guid TenantId, Guid ObjectId);

/// <summary>The account at Microsoft that a user connected.</summary>
/// <param name="TenantId">Its tenant.</param>
/// <param name="ObjectId">Its object id.</param>
public sealed record MicrosoftConnection(Guid TenantId, Guid ObjectId);

/// <summary>Signs in with an account at Microsoft that its owner connected before.</summary>
public interface ISignInWithMicrosoft
{
    /// <summary>
    /// A session or the next factor, under the same policies as after a password. One and the same failure for every account that nobody
    /// connected, so that the answer tells nothing about who has an account here.
    /// </summary>
    Task<Result<SignInStep>> ExecuteAsync(MicrosoftAccount account, SignInBrowser browser, CancellationToken cancellationToken = default);
}

/// <summary>The signed-in user's connection to Microsoft.</summary>
public interface IConnectMicrosoft
{
    /// <summary>The connection, or null.</summary>
    Task<MicrosoftConnection?> FindAsync(CancellationToken cancellationToken = default);

    /// <summary>Connects an account that was proved just now. Needs a recent proof of the user here too; one account per user and one user per account.</summary>
    Task<Result<Done>> ConnectAsync(MicrosoftAccount account, CancellationToken cancellationToken = default);

    /// <summary>Takes it back and ends the user's other sessions. Needs a recent proof, and another way in.</summary>
    Task<Result<Done>> DisconnectAsync(CancellationToken cancellationToken = default);
}
