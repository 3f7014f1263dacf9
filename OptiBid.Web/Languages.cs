using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Mvc;
using OptiBid.Core.Identity.Users;
using OptiBid.Web.Security;

namespace OptiBid.Web;

/// <summary>
/// The language of a page: what the user stored, else what this browser chose (a cookie), else what it asks for (Accept-Language), else English.
/// A circuit takes it from the request that opens it. Programs get the invariant culture: JSON and CSV look alike everywhere.
/// </summary>
internal static class Languages
{
    /// <summary>The languages that have texts.</summary>
    public static IReadOnlyList<string> All { get; } = ["en", "de"];

    private static readonly CultureInfo s_english = CultureInfo.GetCultureInfo("en");
    private static readonly CultureInfo s_german = CultureInfo.GetCultureInfo("de");
    private static readonly ConcurrentDictionary<(string, string), CultureInfo> s_figures = new();

    /// <summary>Language of the texts of the current request or circuit.</summary>
    public static string Current => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "de" ? "de" : "en";

    /// <summary>The tag with which browsers write figures as <c>Formats</c> does.</summary>
    public static string Figures => CultureInfo.CurrentCulture.Name is { Length: > 0 } name ? name : "en-US";

    /// <summary>Sets the culture of requests that people make.</summary>
    public static void UseLanguages(this WebApplication app) =>
        app.Use(
            (context, next) =>
            {
                var people =
                    !ForPrograms.Is(context.Request) || context.Request.Path.StartsWithSegments("/_blazor", StringComparison.Ordinal);
                Apply(people ? Asked(context.Request) : null);
                return next(context);
            }
        );

    /// <summary>The stored choice of a signed-in user wins, whatever browser they use.</summary>
    public static void UseStoredLanguage(this WebApplication app) =>
        app.Use(
            async (context, next) =>
            {
                if (
                    HttpMethods.IsGet(context.Request.Method)
                    && CurrentSession.Of(context) is not null
                    && context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null
                    && await context.RequestServices.GetRequiredService<IReadDisplaySettings>().ExecuteAsync(context.RequestAborted)
                        is { } liked
                    && Tag(liked.Locale, liked.Currency) is { } stored
                    && stored != context.Request.Cookies[CookieName(context)]
                )
                {
                    Remember(context, stored);
                }

                await next(context);
            }
        );

    /// <summary>POST /language: chooses the language of this browser and, when signed in, of the user.</summary>
    public static void MapLanguage(this WebApplication app) =>
        app.MapPost(
                "/language",
                async (
                    HttpContext context,
                    [FromForm] string language,
                    [FromForm] string? returnUrl,
                    IManageProfile profiles,
                    CancellationToken cancellationToken
                ) =>
                {
                    if (!All.Contains(language, StringComparer.Ordinal))
                    {
                        return Results.BadRequest();
                    }

                    var tag = language;
                    if (CurrentSession.Of(context) is not null)
                    {
                        var own = await profiles.ReadAsync(cancellationToken);
                        // A British or French format of figures stays when somebody comes back to English texts.
                        var stored = language == LanguageOf(own.Locale) && own.Locale is not null ? own.Locale : Stored(language);
                        await profiles.SaveAsync(own.DisplayName, own.TimeZoneId, own.Theme, stored, own.Currency, cancellationToken);
                        tag = Tag(stored ?? language, own.Currency)!;
                    }

                    Remember(context, tag);
                    return Results.LocalRedirect(LocalUrl.OrStart(returnUrl));
                }
            )
            .AllowAnonymous();

    /// <summary>Keeps the choice in the browser and uses it for the rest of this request; null forgets it.</summary>
    public static void Remember(HttpContext context, string? tag)
    {
        var options = new CookieOptions
        {
            Path = "/",
            Secure = context.Request.IsHttps,
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            MaxAge = TimeSpan.FromDays(365),
        };
        if (tag is null)
        {
            context.Response.Cookies.Delete(CookieName(context), options);
        }
        else
        {
            context.Response.Cookies.Append(CookieName(context), tag, options);
            Apply(tag);
        }
    }

    /// <summary>What is kept of the choice: a language or locale, <c>~</c>, and how dollars are written. Null where nothing was chosen.</summary>
    public static string? Tag(string? locale, string? currency) =>
        (Known(locale), IManageProfile.Currencies.Skip(1).Contains(currency, StringComparer.Ordinal)) switch
        {
            (null, false) => null,
            ({ } known, false) => known,
            (var known, true) => $"{known}~{currency}",
        };

    /// <summary>The culture of figures and of texts for a tag that is known here; the app's own for any other.</summary>
    public static (CultureInfo Figures, CultureInfo Texts) Of(string? tag)
    {
        var (locale, currency) = Parts(tag);
        var figures = locale switch
        {
            null or "en" => CultureInfo.InvariantCulture,
            "de" => CultureInfo.GetCultureInfo("de-DE"),
            _ => CultureInfo.GetCultureInfo(locale),
        };
        return (
            currency is null ? figures : s_figures.GetOrAdd((figures.Name, currency), _ => Writing(figures, currency)),
            LanguageOf(locale) == "de" ? s_german : s_english
        );
    }

    /// <summary>A culture that writes dollars in a way of its own; <c>Formats.Dollar</c> reads it.</summary>
    private static CultureInfo Writing(CultureInfo figures, string currency)
    {
        var own = (CultureInfo)figures.Clone();
        own.NumberFormat.CurrencySymbol = currency;
        return CultureInfo.ReadOnly(own);
    }

    private static (string? Locale, string? Currency) Parts(string? tag)
    {
        var parts = (tag ?? "").Split('~', 2);
        return (
            Known(parts[0]),
            parts.Length == 2 && IManageProfile.Currencies.Contains(parts[1], StringComparer.Ordinal) ? parts[1] : null
        );
    }

    private static void Apply(string? tag) => (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = Of(tag);

    private static string? Asked(HttpRequest request)
    {
        var (locale, currency) = Parts(request.Cookies[CookieName(request.HttpContext)]);
        locale ??= request
            .GetTypedHeaders()
            .AcceptLanguage.OrderByDescending(l => l.Quality ?? 1)
            .Select(l => l.Value.Value is { Length: >= 2 } value ? value[..2].ToLowerInvariant() : null)
            .FirstOrDefault(l => l is not null && All.Contains(l, StringComparer.Ordinal));
        return Tag(locale, currency);
    }

    private static string? Known(string? tag) =>
        tag is not null && (All.Contains(tag, StringComparer.Ordinal) || IManageProfile.Locales.Contains(tag, StringComparer.Ordinal))
            ? tag
            : null;

    private static string LanguageOf(string? locale) => locale?.StartsWith("de", StringComparison.Ordinal) == true ? "de" : "en";

    private static string? Stored(string language) => language == "de" ? "de-DE" : null;

    private static string CookieName(HttpContext context) => context.Request.IsHttps ? "__Host-optibid-language" : "optibid-language";
}
