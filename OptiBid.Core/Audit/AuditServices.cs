using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using OptiBid.Core.Audit.Checkpoints;
using OptiBid.Core.Audit.Entries;
using OptiBid.Core.Audit.Explorer;
using OptiBid.Core.Audit.Export;
using OptiBid.Core.Audit.Siem;
using OptiBid.Core.Audit.Verification;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Identity.Privacy;

namespace OptiBid.Core.Audit;

/// <summary>Registers the audit log.</summary>
public static class AuditServices
{
    /// <summary>Adds the log over the section <c>Audit</c>; needs the records, cryptography, the network guard and the current user.</summary>
    public static IServiceCollection AddAudit(this IServiceCollection services, IConfiguration configuration, string storageDirectory)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services
            .AddOptions<AuditOptions>()
            .Bind(configuration.GetSection("Audit"))
            .PostConfigure(o => o.SecondPlace ??= Path.Combine(storageDirectory, "audit", "checkpoints.jsonl"))
            .Validate(
                o => o.CheckpointEvery > TimeSpan.Zero && o.CheckpointEvery <= TimeSpan.FromMinutes(1),
                "Audit:CheckpointEvery is more than zero and at most one minute"
            )
            .Validate(
                o => o.Siem.Batch is >= 1 and <= 1000 && (o.Siem.Webhook is null || o.Siem.WebhookSecret is { Length: >= 16 }),
                "Audit:Siem:Batch is 1 to 1000, and Audit:Siem:Webhook needs a WebhookSecret of at least 16 characters"
            )
            .Validate(o => o.Siem.SyslogProtocol is "Tcp" or "Udp", "Audit:Siem:SyslogProtocol is Tcp or Udp")
            .ValidateOnStart();
        services.AddSingleton<SubjectKeys>();
        services.AddSingleton<EntryFactory>();
        services.AddSingleton<WriteTurn>();
        services.AddSingleton<AuditWriter>();
        services.AddSingleton<SequencerSignal>();
        services.AddSingleton<SecondPlace>();
        services.AddSingleton<Sequencer>();
        services.AddSingleton<ICheckpointAudit, CheckpointAudit>();
        services.AddScoped<IAuditTrail, AuditTrail>();
        services.TryAddScoped<IListAudit, ListAudit>();
        services.TryAddScoped<IReadAuditFacets, ReadAuditFacets>();
        services.TryAddScoped<IReadAuditState, ReadAuditState>();
        services.TryAddScoped<IProveAuditEntry, ProveAuditEntry>();
        services.TryAddScoped<IEraseAuditSubject, EraseAuditSubject>();
        services.TryAddScoped<AuditPersonalData>();
        services.AddScoped<IPersonalData>(p => p.GetRequiredService<AuditPersonalData>());
        services.TryAddScoped<IForgetSubject>(p => p.GetRequiredService<AuditPersonalData>());
        services.TryAddScoped<IVerifyAudit, VerifyAudit>();
        services.TryAddScoped<IExportAudit, ExportAudit>();
        services.AddSingleton<ISeeder, AppendOnlyTables>();
        services.AddSingleton<IHostedService, SequencerWorker>();
        services.AddSiem();
        return services;
    }
}
