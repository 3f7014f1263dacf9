namespace OptiBid.Core.Identity;

/// <summary>Names of the permissions that commands ask for: <c>area.action</c>. Each one is asked for somewhere (tested).</summary>
public static class Permissions
{
    /// <summary>See market prices, feeds and their health.</summary>
    public const string ReadMarkets = "markets.read";

    /// <summary>Take prices out as files.</summary>
    public const string ExportMarkets = "markets.export";

    /// <summary>Import files into the time-series store.</summary>
    public const string ImportData = "data.import";

    /// <summary>See forecasts and backtests.</summary>
    public const string ReadForecasts = "forecasts.read";

    /// <summary>Make forecasts.</summary>
    public const string RunForecasts = "forecasts.run";

    /// <summary>Start, cancel and delete backtests.</summary>
    public const string RunBacktests = "backtests.run";

    /// <summary>Log experiments and runs.</summary>
    public const string WriteExperiments = "experiments.write";

    /// <summary>Register models and versions, ask for a promotion.</summary>
    public const string WriteModels = "models.write";

    /// <summary>Approve or refuse a promotion that somebody else asked for, roll a model back.</summary>
    public const string ApproveModels = "models.approve";

    /// <summary>Optimise schedules.</summary>
    public const string RunOptimiser = "optimiser.run";

    /// <summary>See bids, awards and settlements.</summary>
    public const string ReadBids = "bids.read";

    /// <summary>Create and change drafts of bids.</summary>
    public const string WriteBids = "bids.write";

    /// <summary>Submit bids to a market.</summary>
    public const string SubmitBids = "bids.submit";

    /// <summary>Withdraw bids and drop drafts.</summary>
    public const string CancelBids = "bids.cancel";

    /// <summary>See profit and loss.</summary>
    public const string ReadPnl = "pnl.read";

    /// <summary>See assets.</summary>
    public const string ReadAssets = "assets.read";

    /// <summary>Create and change assets.</summary>
    public const string WriteAssets = "assets.write";

    /// <summary>Retire assets.</summary>
    public const string RetireAssets = "assets.retire";

    /// <summary>See dashboards: one's own, shared ones, templates.</summary>
    public const string ReadDashboards = "dashboards.read";

    /// <summary>Create, change and delete dashboards of one's own, and shared ones as an editor.</summary>
    public const string WriteDashboards = "dashboards.write";

    /// <summary>Share one's own dashboards with the organisation and name their editors.</summary>
    public const string ShareDashboards = "dashboards.share";

    /// <summary>Change, delete and end the sharing of every shared dashboard.</summary>
    public const string ManageDashboards = "dashboards.manage";

    /// <summary>See system health and jobs.</summary>
    public const string ReadSystem = "system.read";

    /// <summary>See the members of the organisation.</summary>
    public const string ReadUsers = "users.read";

    /// <summary>Invite people and withdraw invitations.</summary>
    public const string InviteUsers = "users.invite";

    /// <summary>Give members another role.</summary>
    public const string AssignRoles = "users.assign_role";

    /// <summary>Suspend and reinstate members.</summary>
    public const string SuspendUsers = "users.suspend";

    /// <summary>Remove members from the organisation.</summary>
    public const string RemoveUsers = "users.remove";

    /// <summary>Reset a member's factors after they lost them.</summary>
    public const string ResetFactors = "users.reset_factors";

    /// <summary>See roles and what they allow.</summary>
    public const string ReadRoles = "roles.read";

    /// <summary>Create, change and delete custom roles.</summary>
    public const string ManageRoles = "roles.manage";

    /// <summary>Ask why a member can do something.</summary>
    public const string ExplainAccess = "access.explain";

    /// <summary>See everybody's sessions.</summary>
    public const string ReadSessions = "sessions.read";

    /// <summary>End other people's sessions.</summary>
    public const string RevokeSessions = "sessions.revoke";

    /// <summary>See service accounts and the API keys of the organisation.</summary>
    public const string ReadApiKeys = "apikeys.read";

    /// <summary>Make and revoke API keys of one's own.</summary>
    public const string UseApiKeys = "apikeys.own";

    /// <summary>Make and revoke anybody's API keys.</summary>
    public const string ManageApiKeys = "apikeys.manage";

    /// <summary>Create, change and disable service accounts.</summary>
    public const string ManageServiceAccounts = "service_accounts.manage";

    /// <summary>See identity providers and their state.</summary>
    public const string ReadSso = "sso.read";

    /// <summary>Add, change and test identity providers.</summary>
    public const string ManageSso = "sso.manage";

    /// <summary>Make sign-in through an identity provider compulsory, or end that.</summary>
    public const string EnforceSso = "sso.enforce";

    /// <summary>Claim and verify e-mail domains.</summary>
    public const string ManageDomains = "domains.manage";

    /// <summary>Make SCIM tokens and see provisioning.</summary>
    public const string ManageScim = "scim.manage";

    /// <summary>See the security policy.</summary>
    public const string ReadSecurityPolicy = "security.read";

    /// <summary>Change the security policy: MFA, sessions, passwords.</summary>
    public const string ManageSecurityPolicy = "security.manage";

    /// <summary>Change the organisation's name and settings.</summary>
    public const string ManageOrganisation = "organisation.manage";

    /// <summary>Delete the organisation.</summary>
    public const string DeleteOrganisation = "organisation.delete";

    /// <summary>Read the audit log.</summary>
    public const string ReadAudit = "audit.read";

    /// <summary>Verify the audit log.</summary>
    public const string VerifyAudit = "audit.verify";

    /// <summary>Export the audit log with proofs.</summary>
    public const string ExportAudit = "audit.export";

    /// <summary>See the messages of the local outbox.</summary>
    public const string ReadOutbox = "outbox.read";

    /// <summary>Export a member's personal data.</summary>
    public const string ExportPersonalData = "privacy.export";

    /// <summary>Erase a former member's personal data.</summary>
    public const string ErasePersonalData = "privacy.erase";

    /// <summary>Platform only: see, create, suspend and delete organisations.</summary>
    public const string OperateOrganisations = "platform.organisations";

    /// <summary>Platform only: see the state of the whole platform.</summary>
    public const string OperatePlatform = "platform.operate";

    /// <summary>What an organisation can grant.</summary>
    public static IReadOnlyList<string> OfOrganisation { get; } =
    [
        ReadMarkets,
        ExportMarkets,
        ImportData,
        ReadForecasts,
        RunForecasts,
        RunBacktests,
        WriteExperiments,
        WriteModels,
        ApproveModels,
        RunOptimiser,
        ReadBids,
        WriteBids,
        SubmitBids,
        CancelBids,
        ReadPnl,
        ReadAssets,
        WriteAssets,
        RetireAssets,
        ReadDashboards,
        WriteDashboards,
        ShareDashboards,
        ManageDashboards,
        ReadSystem,
        ReadUsers,
        InviteUsers,
        AssignRoles,
        SuspendUsers,
        RemoveUsers,
        ResetFactors,
        ReadRoles,
        ManageRoles,
        ExplainAccess,
        ReadSessions,
        RevokeSessions,
        ReadApiKeys,
        UseApiKeys,
        ManageApiKeys,
        ManageServiceAccounts,
        ReadSso,
        ManageSso,
        EnforceSso,
        ManageDomains,
        ManageScim,
        ReadSecurityPolicy,
        ManageSecurityPolicy,
        ManageOrganisation,
        DeleteOrganisation,
        ReadAudit,
        VerifyAudit,
        ExportAudit,
        ReadOutbox,
        ExportPersonalData,
        ErasePersonalData,
    ];

    /// <summary>What only the operators of the platform hold; no role of an organisation can.</summary>
    public static IReadOnlyList<string> OfPlatform { get; } = [OperateOrganisations, OperatePlatform];

    /// <summary>Every permission there is.</summary>
    public static IReadOnlyList<string> All { get; } = [.. OfOrganisation, .. OfPlatform];
}
