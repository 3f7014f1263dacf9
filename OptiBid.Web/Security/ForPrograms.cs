namespace OptiBid.Web.Security;

/// <summary>Tells what programs ask for from what people open in a browser.</summary>
internal static class ForPrograms
{
    private static readonly PathString[] s_roots = ["/api", "/openapi", "/_blazor", "/hubs", "/ws", "/scim", "/.well-known"];

    /// <summary>True for paths that no person opens.</summary>
    public static bool Is(HttpRequest request) => s_roots.Any(r => request.Path.StartsWithSegments(r, StringComparison.Ordinal));
}
