using System.Collections.Frozen;
using OptiBid.Core.Identity.Access;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Tests.Support;

/// <summary>Sessions for commands that tests call without a host.</summary>
internal static class ActingSession
{
    /// <summary>A session of a member who proved who they are then.</summary>
    public static LiveSession Of(MemberAccess access, DateTime verifiedAtUtc) =>
        new(access.UserId, access, [AuthenticationMethods.Password], verifiedAtUtc, verifiedAtUtc, verifiedAtUtc.AddHours(12), null);

    /// <summary>A session of somebody with these permissions.</summary>
    public static LiveSession Of(
        Guid userId,
        string name,
        Guid organisation,
        IReadOnlyCollection<string> permissions,
        DateTime verifiedAtUtc
    ) =>
        Of(
            new MemberAccess(
                userId,
                organisation,
                "Organisation",
                "someone@example.com",
                name,
                "Role",
                "Role",
                permissions.ToFrozenSet(StringComparer.Ordinal),
                new SecurityPolicy(),
                "stamp",
                MustChangePassword: false,
                IsBreakGlass: false,
                IsPlatformOperator: false,
                verifiedAtUtc
            ),
            verifiedAtUtc
        );
}
