namespace OptiBid.Web.Components.Shared;

/// <summary>The page that a user chose to begin with.</summary>
public interface IStartPage
{
    /// <summary>Its address, or null: the desk.</summary>
    Task<string?> FindAsync(CancellationToken cancellationToken = default);
}
