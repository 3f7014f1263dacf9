using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Identity.Sessions.Database;
using OptiBid.Core.Identity.Sessions.Redis;

namespace OptiBid.Core.Identity.Sessions;

/// <summary>Registers sessions with the store that <c>Cache:Provider</c> chooses: <c>Memory</c> (the records database) or <c>Redis</c>.</summary>
internal static class SessionServices
{
    /// <summary>Adds sessions.</summary>
    public static IServiceCollection AddSessions(this IServiceCollection services, IConfiguration configuration)
    {
        var provider = configuration["Cache:Provider"] ?? "Memory";
        switch (provider.ToUpperInvariant())
        {
            case "MEMORY":
                services.AddSingleton<ISessionStore, DatabaseSessionStore>();
                services.AddSingleton<ISessionBus, DatabaseSessionBus>();
                break;
            case "REDIS":
                var connection =
                    configuration.GetConnectionString("Redis")
                    ?? throw new InvalidOperationException("Cache:Provider is Redis; ConnectionStrings:Redis is missing");
                services.AddSingleton(new RedisConnection(connection));
                services.AddSingleton<ISessionStore, RedisSessionStore>();
                services.AddSingleton<ISessionBus, RedisSessionBus>();
                break;
            default:
                throw new InvalidOperationException($"Cache:Provider is '{provider}'; allowed: Memory, Redis");
        }

        services.AddSingleton<LiveSessions>();
        services.AddSingleton<IFindLiveSession>(p => p.GetRequiredService<LiveSessions>());
        services.AddSingleton<SessionSignals>();
        services.AddSingleton<ISessionSignals>(p => p.GetRequiredService<SessionSignals>());
        services.AddSingleton<ISessionAssurance, SessionAssurance>();
        services.AddSingleton<IAccessChanged, AccessChanged>();
        services.AddScoped<IStartSession, StartSession>();
        services.AddScoped<IEndSessions, EndSessions>();
        services.AddScoped<ISwitchOrganisation, SwitchOrganisation>();
        services.AddHostedService<SessionWorker>();
        return services;
    }
}

/// <summary>No request is behind the actions of verbs and workers.</summary>
internal sealed class NoRequest : IRequestOrigin
{
    /// <inheritdoc/>
    public Guid? SessionId => null;

    /// <inheritdoc/>
    public string? Address => null;

    /// <inheritdoc/>
    public string? Agent => null;
}
