using OptiBid.Core.Identity.Access;

namespace OptiBid.Core.Identity.Sessions;

/// <summary>What a live session lacks before it may do anything else.</summary>
public enum SessionLack
{
    /// <summary>Nothing: it may work.</summary>
    Nothing,

    /// <summary>The one-time password has to be replaced.</summary>
    PasswordChange,

    /// <summary>The organisation or the role needs a second factor.</summary>
    SecondFactor,

    /// <summary>The organisation signs in through its identity provider only.</summary>
    SingleSignOn,
}

/// <summary>
/// The check that pages, REST, hubs, sockets and circuits share, after <see cref="IFindLiveSession"/> said that the session lives (which
/// includes that the organisation and the membership are active).
/// </summary>
public interface ISessionAssurance
{
    /// <summary>The first thing that the session lacks.</summary>
    SessionLack Check(LiveSession session);
}

/// <inheritdoc cref="ISessionAssurance"/>
internal sealed class SessionAssurance(TimeProvider time) : ISessionAssurance
{
    /// <inheritdoc/>
    public SessionLack Check(LiveSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        var access = session.Access;
        if (session.Methods.Contains(AuthenticationMethods.ApiKey, StringComparer.Ordinal))
        {
            return OfKey(session);
        }

        if (access.Policy.SsoEnforced && !access.IsBreakGlass && session.IdentityProviderId is null)
        {
            return SessionLack.SingleSignOn;
        }

        if (access.MustChangePassword && !session.Methods.Contains(AuthenticationMethods.SingleSignOn, StringComparer.Ordinal))
        {
            return SessionLack.PasswordChange;
        }

        return
            access.Policy.NeedsMfa(access.RoleKey)
            && !session.Methods.Contains(AuthenticationMethods.MultiFactor, StringComparer.Ordinal)
            && !IsInGrace(access)
            ? SessionLack.SecondFactor
            : SessionLack.Nothing;
    }

    /// <summary>A personal key is no way around single sign-on; a service account has no second factor and no provider.</summary>
    private static SessionLack OfKey(LiveSession session) =>
        session.Methods.Contains(AuthenticationMethods.ServiceAccount, StringComparer.Ordinal) ? SessionLack.Nothing
        : session.Access.Policy.SsoEnforced ? SessionLack.SingleSignOn
        : session.Access.MustChangePassword ? SessionLack.PasswordChange
        : SessionLack.Nothing;

    private bool IsInGrace(MemberAccess access) =>
        time.GetUtcNow().UtcDateTime < access.JoinedAtUtc.AddDays(Math.Max(0, access.Policy.MfaGraceDays));
}
