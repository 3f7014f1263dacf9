namespace OptiBid.Core.Common;

/// <summary>
/// Brings a part of a fresh store to its first useful state. Runs at every start after the migrations and before the app serves, so it is
/// idempotent, quick when there is nothing to do, and bounded to a few seconds when there is.
/// </summary>
public interface ISeeder
{
    /// <summary>Position in the sequence: identity 100, assets 200, market history 300.</summary>
    int Order { get; }

    /// <summary>Seeds what is missing.</summary>
    Task SeedAsync(CancellationToken cancellationToken);
}
