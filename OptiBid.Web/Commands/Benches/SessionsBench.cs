using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Hosting;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Web.Commands.Benches;

/// <summary>
/// What a request pays for the check of its session, and how long a revoked one still works in this process. With <c>Cache:Provider</c> Redis
/// the session is kept there. One operation is one check from memory, in batches of 1,000.
/// </summary>
internal sealed class SessionsBench : IBench
{
    private const int Batch = 1_000;
    private const int Revocations = 600;

    /// <inheritdoc/>
    public string Name => "sessions";

    /// <inheritdoc/>
    public string Summary => "session checks a second from memory, the first check from the store, and the delay of a revocation";

    /// <inheritdoc/>
    public async Task<BenchResult> RunAsync(BenchSettings settings, CancellationToken cancellationToken)
    {
        var folder = settings.Store ?? Directory.CreateTempSubdirectory("optibid-bench-").FullName;
        try
        {
            await using var services = HostSettings.BuildVerbServices(folder);
            await services.GetRequiredService<IDatabaseMigrator>().MigrateAsync(cancellationToken);
            await using var scope = services.CreateAsyncScope();
            foreach (var seeder in scope.ServiceProvider.GetServices<ISeeder>().Where(s => s.Order <= 100))
            {
                await seeder.SeedAsync(cancellationToken);
            }

            var first =
                services.GetRequiredService<IFirstSignIn>().Take()
                ?? throw new InvalidOperationException("The store has users: give a new one");
            var user = (
                await scope
                    .ServiceProvider.GetRequiredService<IVerifyPassword>()
                    .ExecuteAsync(first.Email, first.Password, cancellationToken)
            ).Value;
            var start = scope.ServiceProvider.GetRequiredService<IStartSession>();
            var find = services.GetRequiredService<IFindLiveSession>();
            var session = await StartAsync();
            var began = Stopwatch.GetTimestamp();
            await find.ExecuteAsync(session.Token, cancellationToken: cancellationToken);
            var cold = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            var timings = await BenchTimings.MeasureAsync(
                settings.Seconds,
                async (_) =>
                {
                    for (var i = 0; i < Batch; i++)
                    {
                        await find.ExecuteAsync(session.Token, cancellationToken: cancellationToken);
                    }

                    return Batch;
                },
                cancellationToken
            );
            var (revocation, store) = (new List<double>(), new List<double>());
            var end = scope.ServiceProvider.GetRequiredService<IEndSessions>();
            for (var i = 0; i < Revocations; i++)
            {
                var other = await StartAsync();
                began = Stopwatch.GetTimestamp();
                var live = (await find.ExecuteAsync(other.Token, cancellationToken: cancellationToken))!;
                store.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                using var watch = services
                    .GetRequiredService<ISessionSignals>()
                    .Watch(live, token => find.ByIdAsync(live.Id, countsAsUse: false, token));
                var ended = 0L;
                watch.Ended.Register(() => ended = Stopwatch.GetTimestamp());
                began = Stopwatch.GetTimestamp();
                await end.OneAsync(other.Id, "bench", cancellationToken);
                revocation.Add(Stopwatch.GetElapsedTime(began, ended).TotalMilliseconds);
            }

            return new(
                timings,
                new Dictionary<string, object>(StringComparer.Ordinal)
                {
                    ["microsecondsPerCheck"] = 1e6 / timings.PerSecond,
                    ["firstCheckMilliseconds"] = cold,
                    ["checkFromStoreMedianMilliseconds"] = store.Order().ElementAt(Revocations / 2),
                    ["revocationMaxMilliseconds"] = revocation.Max(),
                    ["store"] = services.GetRequiredService<IConfiguration>()["Cache:Provider"] ?? "Memory",
                }
            );

            async Task<StartedSession> StartAsync() =>
                (
                    await start.ExecuteAsync(
                        new(user.Id, [AuthenticationMethods.Password]),
                        DemoOrganisation.Id,
                        new(null, null),
                        cancellationToken
                    )
                ).Value;
        }
        finally
        {
            if (settings.Store is null)
            {
                Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
                Directory.Delete(folder, recursive: true);
            }
        }
    }
}
