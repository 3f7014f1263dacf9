using System.Globalization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Passkeys;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.SignIn;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity.Sso.Platform;

/// <inheritdoc cref="ISignInWithMicrosoft"/>
internal sealed class SignInWithMicrosoft(IPlatformContexts contexts, IContinueSignIn flow, IAuditTrail audit) : ISignInWithMicrosoft
{
    /// <inheritdoc/>
    public async Task<Result<SignInStep>> ExecuteAsync(
        MicrosoftAccount account,
        SignInBrowser browser,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(account);
        var key = MicrosoftLogin.KeyOf(account);
        Guid? userId;
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            userId = await db.Set<IdentityUserLogin<Guid>>()
                .Where(l => l.LoginProvider == MicrosoftLogin.Provider && l.ProviderKey == key)
                .Select(l => (Guid?)l.UserId)
                .SingleOrDefaultAsync(cancellationToken);
        }

        if (userId is { } id)
        {
            return await flow.ExecuteAsync(new(id, [AuthenticationMethods.Microsoft]), null, browser, cancellationToken);
        }

        await audit.RecordAsync(
            new("sign_in.refused", "microsoft", null, After: new { account.TenantId }) { Succeeded = false },
            cancellationToken
        );
        return SsoFailures.Refused(
            "not_connected",
            "No account here is connected with this Microsoft account. Sign in the way you did before and connect it under Security, or ask for an invitation."
        );
    }
}

/// <inheritdoc cref="IConnectMicrosoft"/>
internal sealed class ConnectMicrosoft(
    IPlatformContexts contexts,
    ICurrentSession current,
    IRecentProof recent,
    IEndSessions sessions,
    IAuditTrail audit
) : IConnectMicrosoft
{
    /// <inheritdoc/>
    public async Task<MicrosoftConnection?> FindAsync(CancellationToken cancellationToken = default)
    {
        if (current.Session is not { } session)
        {
            return null;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await OwnAsync(db, session.Access.UserId, cancellationToken) is { } login ? MicrosoftLogin.Read(login.ProviderKey) : null;
    }

    /// <inheritdoc/>
    public async Task<Result<Done>> ConnectAsync(MicrosoftAccount account, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(account);
        if (recent.Missing() is not null || current.Session is not { } session)
        {
            return new StepUpRequired();
        }

        var userId = session.Access.UserId;
        var key = MicrosoftLogin.KeyOf(account);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await OwnAsync(db, userId, cancellationToken) is { } own)
        {
            return own.ProviderKey == key
                ? Done.Instance
                : SsoFailures.Conflict("sso.connected_already", "Another Microsoft account is connected; disconnect it first.");
        }

        db.Add(
            new IdentityUserLogin<Guid>
            {
                LoginProvider = MicrosoftLogin.Provider,
                ProviderKey = key,
                UserId = userId,
            }
        );
        audit.Append(db, new("microsoft.connected", "user", userId.ToString(), After: account) { SubjectUserId = userId });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException) when (!cancellationToken.IsCancellationRequested)
        {
            // The table's key lets an account at Microsoft belong to one user.
            return SsoFailures.Conflict("sso.linked_elsewhere", "This Microsoft account belongs to another user.");
        }

        return Done.Instance;
    }

    /// <inheritdoc/>
    public async Task<Result<Done>> DisconnectAsync(CancellationToken cancellationToken = default)
    {
        if (recent.Missing() is not null || current.Session is not { } session)
        {
            return new StepUpRequired();
        }

        var userId = session.Access.UserId;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await OwnAsync(db, userId, cancellationToken) is not { } login)
        {
            return SsoFailures.NotFound("connection");
        }

        var hasOther =
            await db.Set<User>().AnyAsync(u => u.Id == userId && u.PasswordHash != null, cancellationToken)
            || await db.Set<Passkey>().AnyAsync(p => p.UserId == userId, cancellationToken)
            || await db.Set<Sso.SignIn.ExternalIdentity>().AnyAsync(i => i.UserId == userId, cancellationToken);
        if (!hasOther)
        {
            return SsoFailures.Conflict("sso.last_way_in", "It is your only way in; add a passkey first.");
        }

        db.Remove(login);
        audit.Append(
            db,
            new("microsoft.disconnected", "user", userId.ToString(), Before: MicrosoftLogin.Read(login.ProviderKey))
            {
                SubjectUserId = userId,
            }
        );
        await db.SaveChangesAsync(cancellationToken);
        await sessions.OfUserAsync(userId, "Microsoft was disconnected", exceptSessionId: session.Id, cancellationToken: cancellationToken);
        return Done.Instance;
    }

    private static Task<IdentityUserLogin<Guid>?> OwnAsync(OptiBidDbContext db, Guid userId, CancellationToken cancellationToken) =>
        db.Set<IdentityUserLogin<Guid>>()
            .SingleOrDefaultAsync(l => l.LoginProvider == MicrosoftLogin.Provider && l.UserId == userId, cancellationToken);
}

/// <summary>How <c>user_logins</c> holds an account at Microsoft.</summary>
internal static class MicrosoftLogin
{
    public const string Provider = "microsoft";

    public static string KeyOf(MicrosoftAccount account) =>
        string.Create(CultureInfo.InvariantCulture, $"{account.TenantId:D}/{account.ObjectId:D}");

    public static MicrosoftConnection Read(string key) => new(Guid.Parse(key.AsSpan(0, 36)), Guid.Parse(key.AsSpan(37)));
}
