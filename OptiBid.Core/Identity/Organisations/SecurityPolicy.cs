namespace OptiBid.Core.Identity.Organisations;

/// <summary>What an organisation asks of its members' sign-ins and sessions. An immutable value; changed as a whole.</summary>
public sealed record SecurityPolicy
{
    /// <summary>Roles (built-in names or ids of custom roles) whose members need a second factor; <c>*</c> means everybody.</summary>
    public IReadOnlyList<string> MfaRoles { get; init; } = [];

    /// <summary>Days after joining in which a member without a factor may still enrol one; 0 asks at the next sign-in.</summary>
    public int MfaGraceDays { get; init; }

    /// <summary>Second factors that count; a text message is the weakest of them.</summary>
    public bool AllowSms { get; init; } = true;

    /// <summary>Members sign in through the organisation's identity provider only, break-glass owners excepted.</summary>
    public bool SsoEnforced { get; init; }

    /// <summary>A session ends after so many minutes without use (5 to 1,440).</summary>
    public int IdleMinutes { get; init; } = 60;

    /// <summary>A session ends after so many hours, used or not (1 to 24).</summary>
    public int AbsoluteHours { get; init; } = 12;

    /// <summary>Sessions that one member may have at once; one more ends the oldest (1 to 100).</summary>
    public int SessionsPerMember { get; init; } = 10;

    /// <summary>Days that a device may skip the second factor; 0 switches trusted devices off (0 to 90).</summary>
    public int TrustedDeviceDays { get; init; } = 30;

    /// <summary>Longest life of an API key in days (1 to 366).</summary>
    public int ApiKeyDays { get; init; } = 366;

    /// <summary>True when a member with this role needs a second factor.</summary>
    public bool NeedsMfa(string roleKey) => MfaRoles.Contains("*") || MfaRoles.Contains(roleKey, StringComparer.Ordinal);

    /// <summary>True when it asks for less than another one in any respect.</summary>
    public bool IsLooserThan(SecurityPolicy other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return (!MfaRoles.Contains("*") && other.MfaRoles.Any(r => !NeedsMfa(r)))
            || MfaGraceDays > other.MfaGraceDays
            || (AllowSms && !other.AllowSms)
            || IdleMinutes > other.IdleMinutes
            || AbsoluteHours > other.AbsoluteHours
            || SessionsPerMember > other.SessionsPerMember
            || TrustedDeviceDays > other.TrustedDeviceDays
            || ApiKeyDays > other.ApiKeyDays;
    }
}
