using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.OpenApi;
using OptiBid.Core.Common;

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
        // What a program reads of a sentence is its English text.
        services.AddOpenApi(o =>
            o.AddSchemaTransformer(
                (schema, context, _) =>
                {
                    if (context.JsonTypeInfo.Type == typeof(Sentence))
                    {
                        schema.Type = JsonSchemaType.String;
                    }

                    return Task.CompletedTask;
                }
            )
        );
        services.ConfigureHttpJsonOptions(o =>
        {
            o.SerializerOptions.Converters.Add(new JsonStringEnumConverter(System.Text.Json.JsonNamingPolicy.CamelCase));
            // A missing or null member is the caller's mistake (400), not a fault of a command that trusts its types.
            o.SerializerOptions.RespectNullableAnnotations = true;
            o.SerializerOptions.RespectRequiredConstructorParameters = true;
        });
        return services;
    }

    /// <summary>Maps <c>/api/v1</c> and <c>/openapi/v1.json</c>.</summary>
    public static void MapOptiBidApi(this WebApplication app)
    {
        app.MapOpenApi();
        var api = app.MapGroup("/api/v1").RequireAuthorization();
        ((IEndpointConventionBuilder)api).Finally(PermissionBeforeContent);
        var modules = typeof(ApiSetup)
            .Assembly.GetTypes()
            .Where(t => t is { IsAbstract: false, IsInterface: false } && typeof(IEndpointModule).IsAssignableFrom(t))
            .OrderBy(t => t.Name, StringComparer.Ordinal);
        foreach (var module in modules)
        {
            ((IEndpointModule)Activator.CreateInstance(module)!).Map(api);
        }
    }

    /// <summary>
    /// Routing would refuse content of another kind (415) before anybody asks whether the caller may do this at all. Without the metadata the
    /// endpoint itself refuses it, behind the gate.
    /// </summary>
    private static void PermissionBeforeContent(EndpointBuilder endpoint)
    {
        foreach (var accepts in endpoint.Metadata.OfType<IAcceptsMetadata>().ToList())
        {
            endpoint.Metadata.Remove(accepts);
        }
    }
}
