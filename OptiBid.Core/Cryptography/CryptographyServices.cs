using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OptiBid.Core.Cryptography.Keys;
using OptiBid.Core.Cryptography.Signatures;

namespace OptiBid.Core.Cryptography;

/// <summary>Registers keys and signatures.</summary>
public static class CryptographyServices
{
    /// <summary>Adds <see cref="IKeyVault"/> and <see cref="IDocumentSigner"/> over the section <c>Keys</c>. Needs a clock.</summary>
    public static IServiceCollection AddCryptography(
        this IServiceCollection services,
        IConfiguration configuration,
        string storageDirectory
    )
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services
            .AddOptions<KeyOptions>()
            .Bind(configuration.GetSection("Keys"))
            .PostConfigure(o => o.Directory ??= Path.Combine(storageDirectory, "keys"));
        services.TryAddSingleton<IKeyVault, KeyVault>();
        services.TryAddSingleton<IDocumentSigner, KeyRing>();
        return services;
    }
}
