using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OptiBid.Core.Common;
using OptiBid.Core.Cryptography.Keys;
using OptiBid.Core.Identity.Keys.Database;
using OptiBid.Core.Identity.Keys.Redis;

namespace OptiBid.Core.Identity.Keys;

/// <summary>Registers Data Protection with keys that all processes of an installation share, encrypted at rest.</summary>
public static class KeyServices
{
    /// <summary>
    /// Adds Data Protection: its keys lie in the database, or in Redis where <c>Cache:Provider</c> says so, encrypted under the master key of section
    /// <c>Keys</c>. Needs records, sessions and cryptography.
    /// </summary>
    public static IServiceCollection AddDataProtectionKeys(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        // Unknown values were refused with the sessions, which share the section.
        if (string.Equals(configuration["Cache:Provider"], "Redis", StringComparison.OrdinalIgnoreCase))
        {
            services.TryAddSingleton<IXmlRepository, RedisXmlRepository>();
            services.AddSingleton(new KeyPlace("Redis"));
        }
        else
        {
            services.TryAddSingleton<IXmlRepository, DatabaseXmlRepository>();
            services.AddSingleton(new KeyPlace("the database"));
        }

        services.AddDataProtection().SetApplicationName("OptiBid");
        services
            .AddOptions<KeyManagementOptions>()
            .Configure<IXmlRepository, IKeyVault>(
                (options, repository, vault) =>
                {
                    options.XmlRepository = repository;
                    options.XmlEncryptor = new VaultXmlEncryptor(vault);
                }
            );
        services.AddSingleton<KeyGuard>();
        services.AddSingleton<ISeeder>(p => p.GetRequiredService<KeyGuard>());
        services.AddHealthChecks().AddCheck<KeysHealthCheck>("keys");
        return services;
    }
}
