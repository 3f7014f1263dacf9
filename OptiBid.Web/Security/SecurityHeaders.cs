using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Endpoints;

namespace OptiBid.Web.Security;

/// <summary>Headers of every answer. Scripts come from this origin only; the one inline script, Blazor's import map, is allowed by its hash.</summary>
internal static class SecurityHeaders
{
    private static readonly ConcurrentDictionary<string, string> s_hashes = new(StringComparer.Ordinal);

    /// <summary>Adds the headers.</summary>
    public static void UseSecurityHeaders(this WebApplication app) =>
        app.Use(
            (context, next) =>
            {
                context.Response.OnStarting(
                    state =>
                    {
                        Write((HttpContext)state);
                        return Task.CompletedTask;
                    },
                    context
                );
                return next(context);
            }
        );

    private static void Write(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        // MudBlazor writes style attributes; the style elements of the theme are allowed by their hashes.
        var styles = context.RequestServices.GetRequiredService<ThemeStyles>().Sources;
        headers.ContentSecurityPolicy =
            $"default-src 'self'; script-src 'self'{ImportMapHash(context)}; style-src 'self'{styles}; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; "
            + "font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; frame-ancestors 'none'; form-action 'self'";
        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = "max-age=63072000; includeSubDomains";
        }

        var isFile = context.GetEndpoint()?.Metadata.GetMetadata<Microsoft.AspNetCore.StaticAssets.StaticAssetDescriptor>() is not null;
        if (!isFile)
        {
            headers.CacheControl = "no-store";
        }

        if (
            context.Response.ContentType is { } type
            && type.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
            && !type.Contains("charset=", StringComparison.OrdinalIgnoreCase)
        )
        {
            context.Response.ContentType = type + "; charset=utf-8";
        }
    }

    private static string ImportMapHash(HttpContext context)
    {
        var map = context.GetEndpoint()?.Metadata.GetMetadata<ImportMapDefinition>()?.ToString();
        return map is null
            ? ""
            : s_hashes.GetOrAdd(
                map,
                m =>
                {
                    // A browser hashes the text with line feeds, whatever the server wrote.
                    var text = m.ReplaceLineEndings("\n");
                    return $" 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";
                }
            );
    }
}
