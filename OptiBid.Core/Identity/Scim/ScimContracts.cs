using System.Text.Json.Nodes;
using OptiBid.Core.Common;

namespace OptiBid.Core.Identity.Scim;

/// <summary>A SCIM request that was refused (RFC 7644 section 3.12).</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="ScimType">Keyword such as <c>uniqueness</c>, or null.</param>
/// <param name="Detail">One sentence for the administrator of the identity provider.</param>
public sealed record ScimFailure(int Status, string? ScimType, string Detail)
    : Failure(
        "scim." + (ScimType ?? "refused"),
        Detail,
        Status switch
        {
            404 => FailureKind.NotFound,
            403 => FailureKind.Forbidden,
            409 or 412 => FailureKind.Conflict,
            _ => FailureKind.Invalid,
        }
    );

/// <summary>A resource as it is answered.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">The entity tag, such as <c>W/"3"</c>.</param>
/// <param name="Json">The resource; locations are relative to the base of the service.</param>
public sealed record ScimResource(Guid Id, string Version, JsonObject Json);

/// <summary>Which attributes the caller wants (RFC 7644 section 3.9).</summary>
/// <param name="Attributes">Only these beside those that are always returned; empty for the default.</param>
/// <param name="Excluded">All but these.</param>
public sealed record ScimSelection(IReadOnlyList<string> Attributes, IReadOnlyList<string> Excluded)
{
    /// <summary>The default.</summary>
    public static ScimSelection Default { get; } = new([], []);
}

/// <summary>A query for a list.</summary>
/// <param name="Filter">A filter, or null.</param>
/// <param name="StartIndex">1-based index of the first result.</param>
/// <param name="Count">Most results on the page, or null for the default.</param>
/// <param name="SortBy">An attribute, or null.</param>
/// <param name="Descending">Largest first.</param>
/// <param name="Selection">Which attributes.</param>
public sealed record ScimQuery(string? Filter, int StartIndex, int? Count, string? SortBy, bool Descending, ScimSelection Selection);

/// <summary>One page of a list.</summary>
/// <param name="TotalResults">Matches on all pages.</param>
/// <param name="StartIndex">1-based index of the first one here.</param>
/// <param name="Resources">The page.</param>
public sealed record ScimPage(int TotalResults, int StartIndex, IReadOnlyList<ScimResource> Resources);

/// <summary>Resources of one type, of the organisation of the scope's SCIM token. Failures are <see cref="ScimFailure"/>.</summary>
public interface IScimResources
{
    /// <summary>Makes one.</summary>
    Task<Result<ScimResource>> CreateAsync(JsonObject resource, CancellationToken cancellationToken = default);

    /// <summary>Reads one.</summary>
    Task<Result<ScimResource>> FindAsync(Guid id, ScimSelection selection, CancellationToken cancellationToken = default);

    /// <summary>Finds many.</summary>
    Task<Result<ScimPage>> ListAsync(ScimQuery query, CancellationToken cancellationToken = default);

    /// <summary>Puts another in its place; with <paramref name="ifMatch"/> only when its version is among them.</summary>
    Task<Result<ScimResource>> ReplaceAsync(Guid id, JsonObject resource, string? ifMatch, CancellationToken cancellationToken = default);

    /// <summary>Applies the operations of a PATCH: all or none.</summary>
    Task<Result<ScimResource>> PatchAsync(Guid id, JsonObject patch, string? ifMatch, CancellationToken cancellationToken = default);

    /// <summary>Takes one away. A user's membership is suspended and their sessions end; the account and what they did stay.</summary>
    Task<Result<Done>> DeleteAsync(Guid id, string? ifMatch, CancellationToken cancellationToken = default);
}

/// <summary>Users whom the organisation's identity provider provisions.</summary>
public interface IScimUsers : IScimResources;

/// <summary>Groups of them; group rules turn groups into roles.</summary>
public interface IScimGroups : IScimResources;
