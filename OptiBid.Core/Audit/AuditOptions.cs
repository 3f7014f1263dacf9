namespace OptiBid.Core.Audit;

/// <summary>The audit log. Section <c>Audit</c>.</summary>
public sealed class AuditOptions
{
    /// <summary>
    /// A file that every checkpoint is appended to beside the database; default <c>audit/checkpoints.jsonl</c> in <c>Storage:Directory</c>. Put it where
    /// the owner of the database cannot write.
    /// </summary>
    public string? SecondPlace { get; set; }

    /// <summary>Longest time until a row is covered by a checkpoint. Default: one second.</summary>
    public TimeSpan CheckpointEvery { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Where rows are sent as they are sealed.</summary>
    public SiemOptions Siem { get; set; } = new();
}

/// <summary>Export to a security information and event management system. Section <c>Audit:Siem</c>; each part is off until its target is set.</summary>
public sealed class SiemOptions
{
    /// <summary>A file that gets one JSON object a line.</summary>
    public string? File { get; set; }

    /// <summary>An https address that batches are posted to.</summary>
    public Uri? Webhook { get; set; }

    /// <summary>Key of the header <c>X-OptiBid-Signature</c> of the webhook: at least 16 characters.</summary>
    public string? WebhookSecret { get; set; }

    /// <summary>Host of a syslog server (RFC 5424).</summary>
    public string? SyslogHost { get; set; }

    /// <summary>Its port. Default: 514.</summary>
    public int SyslogPort { get; set; } = 514;

    /// <summary><c>Tcp</c> (default, framed by length as RFC 6587 says) or <c>Udp</c>.</summary>
    public string SyslogProtocol { get; set; } = "Tcp";

    /// <summary>Rows in one batch, 1 to 1000. Default: 100.</summary>
    public int Batch { get; set; } = 100;

    /// <summary>Longest pause after failures, which begins at one second and doubles. Default: five minutes.</summary>
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromMinutes(5);
}
