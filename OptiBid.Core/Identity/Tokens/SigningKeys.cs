using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Data.Tenancy;

namespace OptiBid.Core.Identity.Tokens;

/// <summary>A public key as <c>/.well-known/jwks.json</c> shows it.</summary>
public sealed record PublicSigningKey(string Kid, string X, string Y);

/// <summary>The public halves of the keys that sign access tokens.</summary>
public interface IPublicSigningKeys
{
    /// <summary>Those that may have signed a token which has not expired.</summary>
    Task<IReadOnlyList<PublicSigningKey>> ExecuteAsync(CancellationToken cancellationToken = default);
}

/// <summary>
/// Keys of access tokens. A new one every 30 days; an old one verifies for two days more, longer than any token lives. Safe for use by many
/// threads at once.
/// </summary>
internal sealed class SigningKeys(IPlatformContexts contexts, IServiceProvider services, TimeProvider time)
    : IPublicSigningKeys,
        IDisposable
{
    private static readonly TimeSpan s_signs = TimeSpan.FromDays(30);
    private static readonly TimeSpan s_verifies = TimeSpan.FromDays(32);
    private static readonly TimeSpan s_readAgain = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_unknownKid = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private Dictionary<string, Loaded> _keys = new(StringComparer.Ordinal);
    private DateTime _readUtc;

    private sealed record Loaded(SigningKey Row, ECDsa Public, JwsKey Verifier, Lazy<ECDsa> Private);

    /// <summary>The key that signs, made when there is none young enough.</summary>
    public async Task<(string Kid, ECDsa Key)> CurrentAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(s_readAgain, cancellationToken);
        var current = Youngest();
        if (current is null || time.GetUtcNow().UtcDateTime - current.Row.CreatedAtUtc > s_signs)
        {
            await AddAsync(cancellationToken);
            current = Youngest()!;
        }

        return (KidOf(current.Row), current.Private.Value);
    }

    /// <summary>The key behind a <c>kid</c>, or null.</summary>
    public async ValueTask<JwsKey?> FindAsync(string kid, CancellationToken cancellationToken)
    {
        if (!_keys.ContainsKey(kid))
        {
            // Another process may have made it; nobody can make us read the table at will.
            await ReadAsync(s_unknownKid, cancellationToken);
        }

        return _keys.TryGetValue(kid, out var key) && time.GetUtcNow().UtcDateTime - key.Row.CreatedAtUtc < s_verifies
            ? key.Verifier
            : null;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PublicSigningKey>> ExecuteAsync(CancellationToken cancellationToken = default)
    {
        await ReadAsync(s_readAgain, cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        return
        [
            .. _keys
                .Values.Where(k => now - k.Row.CreatedAtUtc < s_verifies)
                .OrderBy(k => k.Row.CreatedAtUtc)
                .Select(k => new PublicSigningKey(KidOf(k.Row), Base64Url.EncodeToString(k.Row.X), Base64Url.EncodeToString(k.Row.Y))),
        ];
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private IDataProtector Protector =>
        ((IDataProtectionProvider)services.GetService(typeof(IDataProtectionProvider))!).CreateProtector("OptiBid.SigningKeys.v1");

    private Loaded? Youngest() => _keys.Values.MaxBy(k => k.Row.CreatedAtUtc);

    private static string KidOf(SigningKey row) => row.Id.ToString("N");

    private async Task ReadAsync(TimeSpan age, CancellationToken cancellationToken)
    {
        if (time.GetUtcNow().UtcDateTime - _readUtc < age)
        {
            return;
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (time.GetUtcNow().UtcDateTime - _readUtc < age)
            {
                return;
            }

            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var rows = await db.Set<SigningKey>().AsNoTracking().ToListAsync(cancellationToken);
            _keys = rows.ToDictionary(KidOf, r => _keys.GetValueOrDefault(KidOf(r)) ?? Load(r), StringComparer.Ordinal);
            _readUtc = time.GetUtcNow().UtcDateTime;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task AddAsync(CancellationToken cancellationToken)
    {
        using (var key = ECDsa.Create(ECCurve.NamedCurves.nistP256))
        {
            var parameters = key.ExportParameters(false);
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            db.Add(
                new SigningKey
                {
                    Id = Guid.CreateVersion7(time.GetUtcNow()),
                    X = parameters.Q.X!,
                    Y = parameters.Q.Y!,
                    PrivateKey = Protector.Protect(key.ExportPkcs8PrivateKey()),
                    CreatedAtUtc = time.GetUtcNow().UtcDateTime,
                }
            );
            await db.SaveChangesAsync(cancellationToken);
        }

        await ReadAsync(TimeSpan.Zero, cancellationToken);
    }

    private Loaded Load(SigningKey row)
    {
        var key = ECDsa.Create(
            new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new() { X = row.X, Y = row.Y },
            }
        );
        return new(
            row,
            key,
            JwsKey.Of(key, "ES256"),
            new(() =>
            {
                var secret = ECDsa.Create();
                secret.ImportPkcs8PrivateKey(Protector.Unprotect(row.PrivateKey), out _);
                return secret;
            })
        );
    }
}
