using OptiBid.Core.Common;

namespace OptiBid.Core.Identity.Organisations;

/// <summary>What a name and a time zone have to be.</summary>
internal static class OrganisationRules
{
    /// <summary>The first rule that is broken, or null.</summary>
    public static Failure? Problem(string? name, string? timeZoneId)
    {
        var text = name?.Trim() ?? "";
        if (text.Length is < 2 or > 200 || text.Any(char.IsControl))
        {
            return IdentityFailures.Invalid("name", "The name needs 2 to 200 characters, without control characters");
        }

        return TimeZoneInfo.TryFindSystemTimeZoneById(timeZoneId ?? "", out var zone) && zone.HasIanaId
            ? null
            : IdentityFailures.Invalid("timeZoneId", $"'{timeZoneId}' is not an IANA time zone such as America/Chicago");
    }
}
