using System.Collections.Concurrent;
using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Access;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Core.Identity.ApiKeys;

/// <summary>The text of a key: <c>ob_</c>, an id, and 256 random bits.</summary>
internal static class ApiKeyText
{
    /// <summary>What every key starts with, so that scanners of leaked secrets find it.</summary>
    public const string Prefix = "ob_";

    /// <summary>A new key and what is stored of it.</summary>
    public static (string Key, byte[] SecretHash) Create(Guid id)
    {
        var (token, hash) = SessionToken.Create(id);
        return (Prefix + token, hash);
    }
}

/// <inheritdoc cref="IFindApiKey"/>
internal sealed class FindApiKey : IFindApiKey
{
    private const int MostEntries = 10_000;
    private static readonly TimeSpan s_readAgain = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<Guid, Entry> _entries = new();
    private readonly IPlatformContexts _contexts;
    private readonly IFindAccess _access;
    private readonly TimeProvider _time;
    private int _version;

    public FindApiKey(IPlatformContexts contexts, IFindAccess access, SessionSignals signals, TimeProvider time)
    {
        (_contexts, _access, _time) = (contexts, access, time);
        // Events are rare and keys are few: every one makes all be read again.
        signals.KeyEvents = _ =>
        {
            Interlocked.Increment(ref _version);
            _entries.Clear();
        };
    }

    private sealed record Entry(byte[] SecretHash, LiveSession Live, DateTime ReadUtc);

    /// <inheritdoc/>
    public async ValueTask<LiveSession?> ExecuteAsync(string key, CancellationToken cancellationToken = default)
    {
        if (
            !key.StartsWith(ApiKeyText.Prefix, StringComparison.Ordinal)
            || !SessionToken.TryRead(key[ApiKeyText.Prefix.Length..], out var id, out _)
        )
        {
            return null;
        }

        var entry = await EntryAsync(id, cancellationToken);
        return
            entry is not null
            && SessionToken.TryRead(key[ApiKeyText.Prefix.Length..], out _, out var secret)
            && SessionToken.Matches(secret, entry.SecretHash)
            ? entry.Live
            : null;
    }

    /// <inheritdoc/>
    public async ValueTask<LiveSession?> ByIdAsync(Guid id, CancellationToken cancellationToken = default) =>
        (await EntryAsync(id, cancellationToken))?.Live;

    private async ValueTask<Entry?> EntryAsync(Guid id, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        if (_entries.TryGetValue(id, out var known) && now - known.ReadUtc < s_readAgain && now < known.Live.ExpiresAtUtc)
        {
            return known;
        }

        var version = Volatile.Read(ref _version);
        var read = await ReadAsync(id, now, cancellationToken);
        if (read is null)
        {
            _entries.TryRemove(id, out _);
        }
        else if (version == Volatile.Read(ref _version) && _entries.Count < MostEntries)
        {
            _entries[id] = read;
        }

        return read;
    }

    private async Task<Entry?> ReadAsync(Guid id, DateTime now, CancellationToken cancellationToken)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        var key = await db.Set<ApiKey>().AsNoTracking().SingleOrDefaultAsync(k => k.Id == id, cancellationToken);
        if (key is null || key.RevokedAtUtc is not null || key.ExpiresAtUtc <= now)
        {
            return null;
        }

        var owner = key.UserId is { } user
            ? await _access.ExecuteAsync(user, key.OrganisationId, cancellationToken)
            : await ServiceAccessAsync(db, key, cancellationToken);
        if (owner is null)
        {
            return null;
        }

        if (key.LastUsedAtUtc is null || now - key.LastUsedAtUtc > TimeSpan.FromMinutes(1))
        {
            await db.Set<ApiKey>()
                .Where(k => k.Id == id)
                .ExecuteUpdateAsync(u => u.SetProperty(k => k.LastUsedAtUtc, now), cancellationToken);
        }

        var permissions = owner.Permissions.Intersect(key.Scopes, StringComparer.Ordinal).ToFrozenSet(StringComparer.Ordinal);
        List<string> methods = key.UserId is null
            ? [AuthenticationMethods.ApiKey, AuthenticationMethods.ServiceAccount]
            : [AuthenticationMethods.ApiKey];
        return new(
            key.SecretHash,
            new(key.Id, owner with { Permissions = permissions }, methods, key.CreatedAtUtc, key.CreatedAtUtc, key.ExpiresAtUtc, null),
            now
        );
    }

    private static async Task<MemberAccess?> ServiceAccessAsync(Data.OptiBidDbContext db, ApiKey key, CancellationToken cancellationToken)
    {
        var account = await db.Set<ServiceAccount>()
            .AsNoTracking()
            .SingleOrDefaultAsync(a => a.Id == key.ServiceAccountId && a.DisabledAtUtc == null, cancellationToken);
        var organisation = await db.Set<Organisation>()
            .AsNoTracking()
            .SingleOrDefaultAsync(o => o.Id == key.OrganisationId && o.Status == OrganisationStatus.Active, cancellationToken);
        return account is null || organisation is null || account.OrganisationId != organisation.Id
            ? null
            : new(
                account.Id,
                organisation.Id,
                organisation.Name,
                "",
                account.Name,
                "service-account",
                "Service account",
                account.Permissions.Intersect(Permissions.OfOrganisation, StringComparer.Ordinal).ToFrozenSet(StringComparer.Ordinal),
                organisation.Policy,
                "",
                MustChangePassword: false,
                IsBreakGlass: false,
                IsPlatformOperator: false,
                account.CreatedAtUtc
            );
    }
}
