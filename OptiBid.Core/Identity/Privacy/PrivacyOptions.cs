namespace OptiBid.Core.Identity.Privacy;

/// <summary>Requests of people about their data. Section <c>Privacy</c>.</summary>
public sealed class PrivacyOptions
{
    /// <summary>Days in which an erasure can be withdrawn before it is done, 0 to 30. Default: 7.</summary>
    public int WithdrawDays { get; set; } = 7;

    /// <summary>Days after which an open request is overdue, 1 to 45. Default: 45, the limit of the CCPA; the GDPR gives a month.</summary>
    public int DueDays { get; set; } = 45;
}
