using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OptiBid.Core.Common;
using OptiBid.Core.Cryptography.Keys;

namespace OptiBid.Core.Identity.Keys;

/// <summary>
/// Stops the start when the master key is not the one that the stored keys need. Without it, a lost key file would show as everybody signed out,
/// secrets that open no more, and a new key beside the dead ones.
/// </summary>
internal sealed class KeyGuard(IXmlRepository repository, IKeyVault vault) : ISeeder
{
    /// <summary>Before anything is protected.</summary>
    public int Order => 10;

    /// <inheritdoc/>
    public Task SeedAsync(CancellationToken cancellationToken) =>
        Problem() is { } problem ? throw new CryptographicException(problem.ToString()) : Task.CompletedTask;

    /// <summary>What is wrong with the master key, or null.</summary>
    public Sentence? Problem()
    {
        var needed = VaultXml.MasterKeysOf(repository.GetAllElements());
        if (needed.Count == 0)
        {
            return null;
        }

        if (!vault.HasMasterKey)
        {
            return $"The master key is missing: {vault.MasterKeyFile}. Stored keys were encrypted under it; restore the file from its backup (or delete the stored keys: everybody signs in anew, stored secrets are lost)";
        }

        try
        {
            // Every stored key, not any: a process with another master key may have added one of its own beside them.
            return needed.All(n => n == vault.Fingerprint)
                ? null
                : Sentence.Of(
                    $"{vault.MasterKeyFile} is not the master key of this database ({string.Join(", ", needed)}); restore the right file"
                );
        }
        catch (CryptographicException fault)
        {
            return Sentence.FromString(fault.Message);
        }
    }
}

/// <summary>Data Protection's keys can be read, and how old the newest is.</summary>
internal sealed class KeysHealthCheck(KeyGuard guard, IKeyManager keys, IKeyVault vault, KeyPlace place, TimeProvider time) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data = new Dictionary<string, object>(StringComparer.Ordinal) { ["adapter"] = vault.Protector };
        if (guard.Problem() is { } problem)
        {
            return Task.FromResult(data.Say(HealthStatus.Unhealthy, problem));
        }

        var now = time.GetUtcNow();
        var valid = keys.GetAllKeys().Where(k => !k.IsRevoked && k.ExpirationDate > now).OrderBy(k => k.CreationDate).ToList();
        if (valid.Count == 0)
        {
            return Task.FromResult(data.Say(HealthStatus.Healthy, $"No key yet in {place.Name}; the first start makes one"));
        }

        var newest = valid[^1];
        var age = (int)(now - newest.CreationDate).TotalDays;
        return Task.FromResult(
            data.Say(
                HealthStatus.Healthy,
                $"{valid.Count} valid in {place.Name}, the newest {age} days old, replaced by {newest.ExpirationDate.UtcDateTime:yyyy-MM-dd}"
            )
        );
    }
}

/// <summary>Where the keys are stored, for people.</summary>
internal sealed record KeyPlace(Sentence Name);
