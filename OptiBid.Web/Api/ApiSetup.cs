using System.Text.Json.Serialization;

namespace OptiBid.Web.Api;

/// <summary>One capability's REST endpoints. Found by type; each lives in <c>Features/Capability/CapabilityEndpoints.cs</c>.</summary>
internal interface IEndpointModule
{
    /// <summary>Maps the routes under <c>/api/v1</c>.</summary>
    void Map(RouteGroupBuilder api);
}

/// <summary>The REST surface: JSON options, OpenAPI, problem details, versioned group.</summary>
internal static class ApiSetup
{
    /// <summary>Adds what the endpoints need.</summary>
    public static IServiceCollection AddOptiBidApi(this IServiceCollection services)
    {
        services.AddProblemDetails();
        services.AddOpenApi();
        services.ConfigureHttpJsonOptions(o =>
            o.SerializerOptions.Converters.Add(new JsonStringEnumConverter(System.Text.Json.JsonNamingPolicy.CamelCase))
        );
        return services;
    }

    /// <summary>Maps <c>/api/v1</c> and <c>/openapi/v1.json</c>.</summary>
    public static void MapOptiBidApi(this WebApplication app)
    {
        app.MapOpenApi();
        var api = app.MapGroup("/api/v1").RequireAuthorization();
        var modules = typeof(ApiSetup)
            .Assembly.GetTypes()
            .Where(t => t is { IsAbstract: false, IsInterface: false } && typeof(IEndpointModule).IsAssignableFrom(t))
            .OrderBy(t => t.Name, StringComparer.Ordinal);
        foreach (var module in modules)
        {
            ((IEndpointModule)Activator.CreateInstance(module)!).Map(api);
        }
    }
}
