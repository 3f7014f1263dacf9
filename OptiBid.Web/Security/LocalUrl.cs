namespace OptiBid.Web.Security;

/// <summary>Guards redirects: only a path of this site is followed.</summary>
internal static class LocalUrl
{
    /// <summary><paramref name="url"/> when it is a path of this site, else the start page.</summary>
    public static string OrStart(string? url) =>
        url is ['/', .. var rest] && (rest.Length == 0 || rest[0] is not ('/' or '\\')) && !url.Any(char.IsControl) ? url : "/";
}
