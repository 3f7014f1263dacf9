using System.Globalization;
using System.Text.Json;
using StackExchange.Redis;

namespace OptiBid.Core.Identity.Sessions.Redis;

/// <summary>
/// Sessions in Redis: one hash each (what does not change, last use, end), which expires a day after the session, and sets of ids by user,
/// organisation and identity provider.
/// </summary>
internal sealed class RedisSessionStore(RedisConnection redis) : ISessionStore
{
    private const string Prefix = "optibid:session:";
    private const string Touch = "if redis.call('exists', KEYS[1]) == 1 then redis.call('hset', KEYS[1], 'used', ARGV[1]) end";

    // A session ends once: only the first caller writes.
    private const string End =
        "if redis.call('exists', KEYS[1]) == 1 and redis.call('hsetnx', KEYS[1], 'ended', ARGV[1]) == 1 then "
        + "redis.call('hset', KEYS[1], 'reason', ARGV[2]) return 1 end return 0";

    /// <inheritdoc/>
    public async Task AddAsync(Session session, CancellationToken cancellationToken)
    {
        var db = await redis.DatabaseAsync();
        var key = KeyOf(session.Id);
        var gone = session.ExpiresAtUtc.AddDays(1);
        await db.HashSetAsync(key, [new("data", JsonSerializer.SerializeToUtf8Bytes(session)), new("used", Ticks(session.LastUsedAtUtc))]);
        await db.KeyExpireAsync(key, gone);
        foreach (var set in SetsOf(session))
        {
            await db.SetAddAsync(set, session.Id.ToString("N"));
            await db.KeyExpireAsync(set, gone);
        }
    }

    /// <inheritdoc/>
    public async Task<Session?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        var db = await redis.DatabaseAsync();
        var fields = await db.HashGetAsync(KeyOf(id), ["data", "used", "ended", "reason"]);
        if (fields[0].IsNull)
        {
            return null;
        }

        var session = JsonSerializer.Deserialize<Session>((byte[])fields[0]!)!;
        session.LastUsedAtUtc = Time(fields[1]);
        if (!fields[2].IsNull)
        {
            session.EndedAtUtc = Time(fields[2]);
            session.EndReason = fields[3];
        }

        return session;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Session>> LiveAsync(SessionFilter filter, DateTime nowUtc, CancellationToken cancellationToken)
    {
        var db = await redis.DatabaseAsync();
        var ids =
            filter.Id is { } id ? [id.ToString("N")]
            : filter.UserId is { } user ? await db.SetMembersAsync($"{Prefix}user:{user:N}")
            : filter.IdentityProviderId is { } provider ? await db.SetMembersAsync($"{Prefix}provider:{provider:N}")
            : filter.OrganisationId is { } organisation ? await db.SetMembersAsync($"{Prefix}organisation:{organisation:N}")
            : (RedisValue[])[];
        var found = new List<Session>();
        foreach (var member in ids)
        {
            var session = await FindAsync(Guid.ParseExact(member.ToString(), "N"), cancellationToken);
            if (session is { EndedAtUtc: null } && session.ExpiresAtUtc > nowUtc && Matches(session, filter))
            {
                found.Add(session);
            }
        }

        return [.. found.OrderBy(s => s.StartedAtUtc)];
    }

    /// <inheritdoc/>
    public async Task TouchAsync(Guid id, DateTime usedAtUtc, CancellationToken cancellationToken)
    {
        var db = await redis.DatabaseAsync();
        await db.ScriptEvaluateAsync(Touch, [KeyOf(id)], [Ticks(usedAtUtc)]);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Session>> EndAsync(
        SessionFilter filter,
        string reason,
        DateTime nowUtc,
        CancellationToken cancellationToken
    )
    {
        var db = await redis.DatabaseAsync();
        var ended = new List<Session>();
        foreach (var session in await LiveAsync(filter, nowUtc, cancellationToken))
        {
            if ((int)await db.ScriptEvaluateAsync(End, [KeyOf(session.Id)], [Ticks(nowUtc), reason]) == 1)
            {
                ended.Add(session);
                foreach (var set in SetsOf(session))
                {
                    await db.SetRemoveAsync(set, session.Id.ToString("N"));
                }
            }
        }

        return ended;
    }

    private static bool Matches(Session session, SessionFilter filter) =>
        (filter.UserId is null || session.UserId == filter.UserId)
        && (filter.OrganisationId is null || session.OrganisationId == filter.OrganisationId)
        && session.Id != filter.ExceptId
        && (filter.IdentityProviderId is null || session.IdentityProviderId == filter.IdentityProviderId)
        && (filter.ProviderSessionId is null || session.ProviderSessionId == filter.ProviderSessionId);

    private static string KeyOf(Guid id) => $"{Prefix}{id:N}";

    private static IEnumerable<string> SetsOf(Session session)
    {
        yield return $"{Prefix}user:{session.UserId:N}";
        yield return $"{Prefix}organisation:{session.OrganisationId:N}";
        if (session.IdentityProviderId is { } provider)
        {
            yield return $"{Prefix}provider:{provider:N}";
        }
    }

    private static string Ticks(DateTime time) => time.Ticks.ToString(CultureInfo.InvariantCulture);

    private static DateTime Time(RedisValue ticks) => new((long)ticks, DateTimeKind.Utc);
}
