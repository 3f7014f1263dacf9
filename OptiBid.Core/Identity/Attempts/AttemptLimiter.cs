using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Data.Tenancy;

namespace OptiBid.Core.Identity.Attempts;

/// <summary>
/// Counts tries in the database. A try is taken before its secret is looked at, by one conditional update: however many arrive at once and on
/// however many nodes, no more than the limit are let through. Refused tries are not counted, so nobody can lengthen a lock.
/// </summary>
internal sealed class AttemptLimiter(IPlatformContexts contexts, TimeProvider time)
{
    private static readonly TimeSpan s_forgotten = TimeSpan.FromDays(1);

    /// <summary>A key that does not show what it is made of.</summary>
    public static string KeyOf(string kind, string value) =>
        $"{kind}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)).AsSpan(0, 16))}";

    /// <summary>Takes one try. False while <paramref name="limit"/> tries were let through, the last of them within <paramref name="window"/>.</summary>
    public async Task<bool> TryTakeAsync(string key, int limit, TimeSpan window, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var over = now - window;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        Task<int> TakeAsync() =>
            db.Set<AttemptCounter>()
                .Where(c => c.Key == key && (c.Tries < limit || c.LastAtUtc <= over))
                .ExecuteUpdateAsync(
                    s => s.SetProperty(c => c.Tries, c => c.LastAtUtc <= over ? 1 : c.Tries + 1).SetProperty(c => c.LastAtUtc, now),
                    cancellationToken
                );
        if (await TakeAsync() == 1)
        {
            return true;
        }

        var oldest = now - s_forgotten;
        await db.Set<AttemptCounter>().Where(c => c.LastAtUtc < oldest).ExecuteDeleteAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync(
            $"""INSERT INTO attempt_counters ("Key", "Tries", "LastAtUtc") VALUES ({key}, {0}, {now}) ON CONFLICT DO NOTHING""",
            cancellationToken
        );
        return await TakeAsync() == 1;
    }

    /// <summary>Gives a try back that turned out to be right.</summary>
    public async Task GiveBackAsync(string key, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Set<AttemptCounter>()
            .Where(c => c.Key == key && c.Tries > 0)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.Tries, c => c.Tries - 1), cancellationToken);
    }

    /// <summary>Forgets the tries of a key after a success.</summary>
    public async Task ClearAsync(string key, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Set<AttemptCounter>().Where(c => c.Key == key).ExecuteDeleteAsync(cancellationToken);
    }
}
