using OptiBid.Core.Data;

namespace OptiBid.Web.Security;

/// <summary>Writes down each 403 that a signed-in caller gets, whether the gate or a command refused.</summary>
internal static class RefusalRecords
{
    /// <summary>Adds it; after authentication, before authorisation.</summary>
    public static void UseRefusalRecords(this WebApplication app) =>
        app.Use(
            async (context, next) =>
            {
                await next(context);
                if (context.Response.StatusCode == StatusCodes.Status403Forbidden && CurrentSession.Of(context) is not null)
                {
                    var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
                    await context
                        .RequestServices.GetRequiredService<IAuditTrail>()
                        .RecordAsync(
                            new("access.refused", "endpoint", route, After: new { context.Request.Method }) { Succeeded = false },
                            CancellationToken.None
                        );
                }
            }
        );
}
