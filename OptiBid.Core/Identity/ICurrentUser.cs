namespace OptiBid.Core.Identity;

/// <summary>Who acts: asked by every command before it changes or shows anything. One adapter for HTTP requests and circuits, one for verbs and workers.</summary>
public interface ICurrentUser
{
    /// <summary>False for an anonymous request; the other members then throw or answer no.</summary>
    bool IsAuthenticated { get; }

    /// <summary>Id of the user, recorded on what they change.</summary>
    Guid UserId { get; }

    /// <summary>The organisation they act for; every query is limited to it.</summary>
    Guid OrganisationId { get; }

    /// <summary>Name for display and records.</summary>
    string Name { get; }

    /// <summary>True when the user holds <paramref name="permission"/> (see <see cref="Permissions"/>).</summary>
    bool Has(string permission);
}

/// <summary>Names of the permissions that commands ask for.</summary>
public static class Permissions
{
    /// <summary>See market data, assets, forecasts, bids and results of the organisation.</summary>
    public const string Read = "desk.read";

    /// <summary>Import files into the time-series store.</summary>
    public const string ImportData = "data.import";

    /// <summary>Run forecasts, backtests and optimisations.</summary>
    public const string RunAnalytics = "analytics.run";

    /// <summary>Create, change and cancel bids.</summary>
    public const string WriteBids = "bids.write";

    /// <summary>Submit bids to a market.</summary>
    public const string SubmitBids = "bids.submit";

    /// <summary>Create and change assets.</summary>
    public const string WriteAssets = "assets.write";

    /// <summary>See system health and jobs.</summary>
    public const string ReadSystem = "system.read";
}
