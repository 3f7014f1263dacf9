namespace OptiBid.Core.Identity;

/// <summary>The five built-in roles and what each may do. A member has one role in each of their organisations: one of these or a custom one.</summary>
public static class Roles
{
    /// <summary>Everything in the organisation.</summary>
    public const string Administrator = "Administrator";

    /// <summary>Runs the desk: data, forecasts, optimisation, bids.</summary>
    public const string Trader = "Trader";

    /// <summary>Keeps assets and watches the system.</summary>
    public const string AssetOperator = "Asset operator";

    /// <summary>Sees everything that is traded, reads and exports the audit log, watches access.</summary>
    public const string RiskAndCompliance = "Risk & compliance";

    /// <summary>Reads.</summary>
    public const string Viewer = "Viewer";

    private static readonly string[] s_reading =
    [
        Permissions.ReadMarkets,
        Permissions.ReadForecasts,
        Permissions.ReadBids,
        Permissions.ReadPnl,
        Permissions.ReadAssets,
        Permissions.ReadDashboards,
    ];

    private static readonly string[] s_composing = [Permissions.WriteDashboards, Permissions.ShareDashboards];

    private static readonly Dictionary<string, string[]> s_permissions = new(StringComparer.Ordinal)
    {
        [Administrator] = [.. Permissions.OfOrganisation],
        [Trader] =
        [
            .. s_reading,
            .. s_composing,
            Permissions.ExportMarkets,
            Permissions.ImportData,
            Permissions.RunForecasts,
            Permissions.RunBacktests,
            Permissions.WriteExperiments,
            Permissions.WriteModels,
            Permissions.RunOptimiser,
            Permissions.WriteBids,
            Permissions.SubmitBids,
            Permissions.CancelBids,
            Permissions.WriteAssets,
            Permissions.UseApiKeys,
        ],
        [AssetOperator] =
        [
            .. s_reading,
            .. s_composing,
            Permissions.RunOptimiser,
            Permissions.WriteAssets,
            Permissions.RetireAssets,
            Permissions.ReadSystem,
            Permissions.UseApiKeys,
        ],
        [RiskAndCompliance] =
        [
            .. s_reading,
            .. s_composing,
            Permissions.ExportMarkets,
            Permissions.RunForecasts,
            Permissions.RunBacktests,
            Permissions.ApproveModels,
            Permissions.ReadSystem,
            Permissions.ReadUsers,
            Permissions.ReadRoles,
            Permissions.ExplainAccess,
            Permissions.ReadSessions,
            Permissions.ReadApiKeys,
            Permissions.ReadSso,
            Permissions.ReadSecurityPolicy,
            Permissions.ReadAudit,
            Permissions.VerifyAudit,
            Permissions.ExportAudit,
            Permissions.ExportPersonalData,
        ],
        [Viewer] = s_reading,
    };

    /// <summary>The names of all built-in roles.</summary>
    public static IReadOnlyList<string> All { get; } = [Administrator, Trader, AssetOperator, RiskAndCompliance, Viewer];

    /// <summary>What a built-in role may do; nothing for a name that is no role.</summary>
    public static IReadOnlyCollection<string> PermissionsOf(string? role) =>
        role is not null && s_permissions.TryGetValue(role, out var permissions) ? permissions : [];
}
