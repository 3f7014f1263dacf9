namespace OptiBid.Core.Identity.Scim;

/// <summary>Limits of the SCIM service. Section <c>Identity:Scim</c>.</summary>
public sealed class ScimOptions
{
    /// <summary>Requests of one token that are answered in one second, over time. Entra asks for at least 25.</summary>
    public int RequestsPerSecond { get; set; } = 50;

    /// <summary>Requests of one token that are answered at once.</summary>
    public int Burst { get; set; } = 200;

    /// <summary>Wrong tokens from one address in one minute, after which the address waits.</summary>
    public int WrongTokensPerMinute { get; set; } = 20;

    /// <summary>Longest life of a token in days.</summary>
    public int LongestTokenDays { get; set; } = 400;
}
