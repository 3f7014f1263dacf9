using System.IO.Compression;
using System.Security.Authentication;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Localization;
using MudBlazor;
using MudBlazor.Services;
using OptiBid.Core.Hosting;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Web.Api;
using OptiBid.Web.Api.Mlflow;
using OptiBid.Web.Api.Scim;
using OptiBid.Web.Components.Layout;
using OptiBid.Web.Components.Shared;
using OptiBid.Web.Features;
using OptiBid.Web.Features.Forecasts;
using OptiBid.Web.Features.Markets;
using OptiBid.Web.Features.Sessions;
using OptiBid.Web.Live;
using OptiBid.Web.Security;
using OptiBid.Web.Security.Passkeys;
using OptiBid.Web.Security.Sso;

namespace OptiBid.Web;

/// <summary>Builds the web application: services, pipeline, endpoints.</summary>
internal static class WebHost
{
    /// <summary>Where the app listens unless told otherwise: this machine only.</summary>
    public const string DefaultUrl = "http://127.0.0.1:5080";

    /// <summary>The app, ready to be prepared and run.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="more">Further services; for tests, such as a clock.</param>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? more = null)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions
            {
                Args = [.. args.Where(a => a != "serve")],
                ApplicationName = typeof(WebHost).Assembly.GetName().Name,
                // appsettings.json and wwwroot lie beside the program, wherever it is started from.
                ContentRootPath = AppContext.BaseDirectory,
            }
        );
        builder.Configuration.AddOptiBidSettings(args);
        // Without a publish, MudBlazor's files are found through the manifest of the build, in every environment.
        builder.WebHost.UseStaticWebAssets();
        if (
            builder.Configuration["urls"] is null
            && builder.Configuration["http_ports"] is null
            && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists()
        )
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }

        builder.WebHost.ConfigureKestrel(k =>
        {
            k.AddServerHeader = false;
            k.ConfigureHttpsDefaults(h => h.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13);
        });
        // The framework's switch believes every sender; here Network:Proxies says who is believed.
        builder.Configuration["FORWARDEDHEADERS_ENABLED"] = "false";
        // It writes a stack trace for every hub call that is refused; SessionHubFilter writes refusals in a line and real faults in full.
        builder.Logging.AddFilter("Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher", LogLevel.None);
        builder.Services.AddOptiBidWeb(builder.Configuration);
        builder.Services.AddOptiBidCore(builder.Configuration);
        more?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseOptiBid();
        app.MapOptiBid();
        // Routing knows them before the app starts: compiling them can go beside the preparation of the stores.
        app.UseEndpoints(_ => { });
        return app;
    }

    private static void AddOptiBidWeb(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddLocalization();
        services.Replace(ServiceDescriptor.Singleton<IStringLocalizerFactory, ReaderTexts>());
        services.AddHttpContextAccessor();
        services.AddScoped<CircuitSession>();
        services.AddScoped<IRequestOrigin, RequestOrigin>();
        services.AddScoped<IInteractiveUser, WebCurrentUser>();
        services.AddScoped<CircuitHandler, SessionCircuitHandler>();
        services.AddScoped<AuthenticationStateProvider, SessionStateProvider>();
        services.AddCascadingAuthenticationState();
        services.AddSignIn();
        services.AddSsoSignIn();
        services.AddMicrosoftSignIn(configuration);
        services.AddPasskeyCeremonies(configuration);
        services.AddPolicies();
        services.AddScimApi();
        services.AddAntiforgery(o => o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest);
        services.AddSingleton<ThemeStyles>();
        services.AddRateLimits(configuration);
        services.AddSignalR(o => o.AddFilter<SessionHubFilter>());
        services.AddSingleton<SessionHubFilter>();

        services.AddOptiBidApi();
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddMudServices(o =>
        {
            o.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomRight;
            o.SnackbarConfiguration.MaxDisplayedSnackbars = 4;
        });
        services.AddTransient<MudLocalizer, MudTexts>();
        services.AddScoped<IToast, Toast>();
        services.AddScoped<IConfirm, Confirm>();
        services.AddScoped<IProofPrompt, ProofPrompt>();
        services.AddScoped<IDownloads, Downloads>();
        services.AddScoped<ShellActions>();
        services.AddScoped<ICommandSource>(p => p.GetRequiredService<ShellActions>());
        services.AddScoped<ICommandSource, PageCommands>();
        services.AddLive();
        services.AddFeatures();
        // Static types only: compressing answers that mix secrets with input invites BREACH.
        services.AddResponseCompression(o =>
        {
            o.EnableForHttps = true;
            o.MimeTypes = ["text/css", "text/javascript", "application/javascript", "image/svg+xml"];
        });
        services.Configure<BrotliCompressionProviderOptions>(o => o.Level = CompressionLevel.Optimal);
        services.Configure<GzipCompressionProviderOptions>(o => o.Level = CompressionLevel.Optimal);
    }

    private static void UseOptiBid(this WebApplication app)
    {
        app.UseTrustedProxies();
        app.UseCookieNames();
        app.UseSecurityHeaders();
        app.UseLanguages();
        app.UseErrorAnswers();
        app.UseResponseCompression();
        app.UseRouting();
        app.UseRequestGuard();
        app.UseWebSockets();
        app.UseSso();
        app.UseAuthentication();
        app.UseStoredLanguage();
        app.UseRateLimiter();
        app.UseRefusalRecords();
        app.UseAuthorization();
        app.UseSessionAbort();
        app.UseAntiforgery();
    }

    private static void MapOptiBid(this WebApplication app)
    {
        app.MapStaticAssets().AllowAnonymous();
        app.MapHealth();
        app.MapSignOut();
        app.MapLanguage();
        app.MapSwitchOrganisation();
        app.MapLeaveOrganisation();
        app.MapSso();
        app.MapMicrosoft();
        app.MapOptiBidApi();
        app.MapScim();
        app.MapMlflow();
        AuthEndpoints.MapKeys(app);
        PriceSocket.Map(app);
        ForecastSocket.Map(app);
        app.MapHub<SessionHub>("/hubs/session");
        app.MapPages();
    }
}
