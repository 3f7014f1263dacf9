using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Core.Identity.Sessions;

/// <summary>One contract, run against every store of sessions.</summary>
public sealed class SessionStoreTests(PostgresServer postgres, RedisServer redis)
{
    // Redis drops a session by its own clock once it has expired, so the test lives today.
    private static readonly DateTime s_now = TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddHours(8);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [InlineData("redis")]
    public async Task A_store_keeps_finds_touches_and_ends_once(string kind)
    {
        await using var desk = await SessionDesk.OpenAsync(await SettingsAsync(kind));
        var store = desk.Services.GetRequiredService<ISessionStore>();
        var (user, organisation, provider) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var first = Make(user, organisation, provider, "sid-1", 0);
        var second = Make(user, organisation, provider, "sid-2", 1);
        var other = Make(Guid.CreateVersion7(), organisation, null, null, 2);
        foreach (var session in new[] { second, first, other })
        {
            await store.AddAsync(session, Cancel);
        }

        var found = (await store.FindAsync(first.Id, Cancel))!;
        Assert.Equal(first.SecretHash, found.SecretHash);
        Assert.Equal(first.Methods, found.Methods);
        Assert.Equal(first.ExpiresAtUtc, found.ExpiresAtUtc);
        Assert.Null(found.EndedAtUtc);
        Assert.Null(await store.FindAsync(Guid.CreateVersion7(), Cancel));

        await store.TouchAsync(first.Id, s_now.AddMinutes(5), Cancel);
        Assert.Equal(s_now.AddMinutes(5), (await store.FindAsync(first.Id, Cancel))!.LastUsedAtUtc);
        await store.TouchAsync(Guid.CreateVersion7(), s_now, Cancel);

        Assert.Equal([first.Id, second.Id], (await store.LiveAsync(new() { UserId = user }, s_now, Cancel)).Select(s => s.Id));
        Assert.Equal(3, (await store.LiveAsync(new() { OrganisationId = organisation }, s_now, Cancel)).Count);
        Assert.Empty(await store.LiveAsync(new() { UserId = user }, s_now.AddDays(2), Cancel));

        var bySid = new SessionFilter { IdentityProviderId = provider, ProviderSessionId = "sid-2" };
        Assert.Equal([second.Id], (await store.EndAsync(bySid, "provider", s_now, Cancel)).Select(s => s.Id));
        Assert.Empty(await store.EndAsync(bySid, "again", s_now, Cancel));
        var ended = (await store.FindAsync(second.Id, Cancel))!;
        Assert.Equal((s_now, "provider"), (ended.EndedAtUtc, ended.EndReason));
        Assert.Empty(await store.EndAsync(new() { UserId = user, ExceptId = first.Id }, "others", s_now, Cancel));
        Assert.Equal(2, (await store.EndAsync(new() { OrganisationId = organisation }, "all", s_now, Cancel)).Count);
    }

    [Theory]
    [Trait("AttackCase", "11")]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [InlineData("redis")]
    public async Task A_session_that_another_process_ends_is_gone_here_within_a_second(string kind)
    {
        var settings = await SettingsAsync(kind);
        await using var here = await SessionDesk.OpenAsync(settings);
        await using var there = await SessionDesk.OpenAsync(settings, here);
        var worker = here.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<SessionWorker>().Single();
        await worker.StartAsync(Cancel);
        var session = await here.StartAsync();
        var live = (await here.Find.ExecuteAsync(session.Token, cancellationToken: Cancel))!;
        using var watch = here.Services.GetRequiredService<ISessionSignals>().Watch(live, t => here.Find.ByIdAsync(live.Id, false, t));
        // A handle of the token cannot be had any more once the watch has ended, and it may end before the next line.
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var told = watch.Ended.Register(ended.SetResult);
        await HearingAsync(here, there);
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        await there.EndAsync(e => e.OneAsync(session.Id, "revoked elsewhere", Cancel));
        await ended.Task.WaitAsync(Cancel);
        var delay = System.Diagnostics.Stopwatch.GetElapsedTime(began);
        Assert.InRange(delay.TotalMilliseconds, 0, 1000);
        Assert.Equal("revoked elsewhere", watch.Reason);
        Assert.Null(await here.Find.ExecuteAsync(session.Token, cancellationToken: Cancel));
        await worker.StopAsync(Cancel);
        TestContext.Current.SendDiagnosticMessage("{0}: {1:F0} ms", kind, delay.TotalMilliseconds);
    }

    /// <summary>Returns once what one process publishes reaches the other: the worker subscribes in the background.</summary>
    private static async Task HearingAsync(SessionDesk here, SessionDesk there)
    {
        var probe = await here.StartAsync();
        var live = (await here.Find.ExecuteAsync(probe.Token, cancellationToken: Cancel))!;
        using var watch = here.Services.GetRequiredService<ISessionSignals>().Watch(live, _ => ValueTask.FromResult<LiveSession?>(live));
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        while (!watch.Ended.IsCancellationRequested)
        {
            Assert.True(
                System.Diagnostics.Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(1),
                "one process does not hear the other"
            );
            await there.Services.GetRequiredService<ISessionBus>().PublishAsync([new(SessionEventKind.Ended, probe.Id, "probe")], Cancel);
            await Task.Delay(20, Cancel);
        }
    }

    private async Task<IReadOnlyDictionary<string, string?>> SettingsAsync(string kind)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal);
        if (kind == "postgres")
        {
            settings["Database:Provider"] = "Postgres";
            settings["ConnectionStrings:Postgres"] = await postgres.CreateDatabaseAsync();
        }
        else if (kind == "redis")
        {
            settings["Cache:Provider"] = "Redis";
            settings["ConnectionStrings:Redis"] = await redis.ConnectionAsync();
        }

        return settings;
    }

    private static Session Make(Guid user, Guid organisation, Guid? provider, string? sid, int minute) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            SecretHash = SessionToken.Create(Guid.CreateVersion7()).SecretHash,
            UserId = user,
            OrganisationId = organisation,
            Methods = ["pwd", "mfa"],
            IdentityProviderId = provider,
            ProviderSessionId = sid,
            SecurityStamp = "stamp",
            StartedAtUtc = s_now.AddMinutes(minute),
            VerifiedAtUtc = s_now,
            LastUsedAtUtc = s_now,
            ExpiresAtUtc = s_now.AddDays(1),
        };
}
