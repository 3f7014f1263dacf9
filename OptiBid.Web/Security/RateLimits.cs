using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace OptiBid.Web.Security;

/// <summary>How much one caller may ask for in a minute, and keep open at a time. Section <c>RateLimits</c>; 0 switches a limit off.</summary>
public sealed class RateLimitOptions
{
    /// <summary>Requests of one user. Default: 3,000.</summary>
    public int PerUser { get; set; } = 3_000;

    /// <summary>Requests of one organisation. Default: 30,000.</summary>
    public int PerOrganisation { get; set; } = 30_000;

    /// <summary>Requests of one address without a session. Default: 1,200.</summary>
    public int PerAddress { get; set; } = 1_200;

    /// <summary>Sign-in attempts and exchanges of tokens of one address. Default: 120.</summary>
    public int SignInPerAddress { get; set; } = 120;

    /// <summary>Calls of one circuit: clicks, keys, scripts. Default: 6,000.</summary>
    public int PerCircuit { get; set; } = 6_000;

    /// <summary>Calls of one hub connection. Default: 600.</summary>
    public int PerHub { get; set; } = 600;

    /// <summary>Circuits, hub connections and sockets that one user has open at a time. Default: 60.</summary>
    public int ConnectionsPerUser { get; set; } = 60;

    /// <summary>Circuits, hub connections and sockets that one organisation has open at a time. Default: 3,000.</summary>
    public int ConnectionsPerOrganisation { get; set; } = 3_000;
}

/// <summary>Limits by user, organisation and address.</summary>
internal static class RateLimits
{
    private static readonly PathString[] s_connections = ["/_blazor", "/hubs", "/ws"];
    private static readonly PathString[] s_signIn = ["/login", "/api/v1/auth", "/api/v1/passkeys/sign-in", "/account/password"];

    /// <summary>Adds the limits.</summary>
    public static IServiceCollection AddRateLimits(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RateLimitOptions>().Bind(configuration.GetSection("RateLimits"));
        services.AddRateLimiter(_ => { });
        services
            .AddOptions<Microsoft.AspNetCore.RateLimiting.RateLimiterOptions>()
            .Configure<IOptions<RateLimitOptions>>(
                (limiter, options) =>
                {
                    var limits = options.Value;
                    limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
                    limiter.OnRejected = (context, _) =>
                    {
                        if (context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after))
                        {
                            context.HttpContext.Response.Headers.RetryAfter = Math.Ceiling(after.TotalSeconds)
                                .ToString(CultureInfo.InvariantCulture);
                        }

                        return ValueTask.CompletedTask;
                    };
                    limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(
                        By(limits.SignInPerAddress, c => IsSignIn(c.Request) ? "s" + Address(c) : null),
                        By(limits.PerAddress, c => CurrentSession.Of(c) is null && !IsScim(c.Request) ? "a" + Address(c) : null),
                        By(limits.PerUser, c => CurrentSession.Of(c)?.Access.UserId.ToString("N")),
                        By(limits.PerOrganisation, c => CurrentSession.Of(c)?.Access.OrganisationId.ToString("N")),
                        Open(limits.ConnectionsPerUser, c => CurrentSession.Of(c)?.Access.UserId),
                        Open(limits.ConnectionsPerOrganisation, c => CurrentSession.Of(c)?.Access.OrganisationId)
                    );
                }
            );
        return services;
    }

    /// <summary>A bucket for one circuit or hub connection; null when there is no limit.</summary>
    public static RateLimiter? Connection(int perMinute) => perMinute <= 0 ? null : new TokenBucketRateLimiter(Bucket(perMinute));

    private static PartitionedRateLimiter<HttpContext> By(int perMinute, Func<HttpContext, string?> key) =>
        PartitionedRateLimiter.Create<HttpContext, string>(context =>
            perMinute > 0 && key(context) is { } partition
                ? RateLimitPartition.GetTokenBucketLimiter(partition, _ => Bucket(perMinute))
                : RateLimitPartition.GetNoLimiter("")
        );

    // A lease is held until the request ends: for a connection that is when it closes.
    private static PartitionedRateLimiter<HttpContext> Open(int most, Func<HttpContext, Guid?> key) =>
        PartitionedRateLimiter.Create<HttpContext, Guid>(context =>
            most > 0 && IsConnection(context.Request) && key(context) is { } partition
                ? RateLimitPartition.GetConcurrencyLimiter(partition, _ => new() { PermitLimit = most, QueueLimit = 0 })
                : RateLimitPartition.GetNoLimiter(Guid.Empty)
        );

    private static bool IsConnection(HttpRequest request) =>
        s_connections.Any(c => request.Path.StartsWithSegments(c, StringComparison.OrdinalIgnoreCase));

    private static TokenBucketRateLimiterOptions Bucket(int perMinute) =>
        new()
        {
            TokenLimit = perMinute,
            TokensPerPeriod = Math.Max(1, perMinute / 12),
            ReplenishmentPeriod = TimeSpan.FromSeconds(5),
            QueueLimit = 0,
        };

    private static bool IsSignIn(HttpRequest request) =>
        HttpMethods.IsPost(request.Method) && s_signIn.Any(p => request.Path.StartsWithSegments(p, StringComparison.OrdinalIgnoreCase));

    // SCIM clients have limits of their own: ScimLimits.
    private static bool IsScim(HttpRequest request) => request.Path.StartsWithSegments("/scim", StringComparison.OrdinalIgnoreCase);

    private static string Address(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "";
}
