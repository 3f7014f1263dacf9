using OptiBid.Core.Hosting;
using OptiBid.Web.Api;

namespace OptiBid.Web;

/// <summary>Builds the web application: services, pipeline, endpoints.</summary>
internal static class WebHost
{
    /// <summary>The app, ready to run.</summary>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddOptiBidCore(builder.Configuration);
        builder.Services.AddOptiBidWeb(builder.Configuration);
        var app = builder.Build();
        app.MapOptiBid();
        return app;
    }

    private static void AddOptiBidWeb(this IServiceCollection services, IConfiguration configuration)
    {
        _ = configuration;
        services.AddOptiBidApi();
    }

    private static void MapOptiBid(this WebApplication app)
    {
        app.MapOptiBidApi();
    }
}
