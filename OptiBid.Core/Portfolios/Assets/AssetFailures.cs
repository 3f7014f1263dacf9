using OptiBid.Core.Common;

namespace OptiBid.Core.Portfolios.Assets;

/// <summary>Why an asset command was refused.</summary>
internal static class AssetFailures
{
    /// <summary>A field breaks a rule.</summary>
    public static Failure Invalid(string field, Sentence message) =>
        new SimpleFailure("portfolio.asset_invalid", message) { Field = field };

    /// <summary>Another asset in use has the name.</summary>
    public static Failure NameTaken(string name) =>
        new SimpleFailure("portfolio.asset_name_taken", $"An asset named '{name}' exists; choose another name", FailureKind.Conflict)
        {
            Field = "name",
        };

    /// <summary>The organisation has no such asset.</summary>
    public static Failure NotFound(Guid id) =>
        new SimpleFailure("portfolio.asset_not_found", $"There is no asset {id}", FailureKind.NotFound);

    /// <summary>Somebody changed it in between.</summary>
    public static Failure Changed(Sentence by) =>
        new SimpleFailure(
            "portfolio.asset_changed",
            $"The asset was changed by {by} in the meantime; reload it and repeat your change",
            FailureKind.Conflict
        );

    /// <summary>The user lacks a permission.</summary>
    public static Failure Forbidden(string permission) =>
        new SimpleFailure("identity.forbidden", $"This needs the permission {permission}", FailureKind.Forbidden);
}
