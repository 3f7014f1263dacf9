using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Tests.Core.Identity.Sessions;

public sealed class LiveSessionTests : IAsyncLifetime
{
    private SessionDesk _desk = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _desk = await SessionDesk.OpenAsync();

    public ValueTask DisposeAsync() => _desk.DisposeAsync();

    [Fact]
    public async Task The_token_proves_the_session_and_only_its_hash_is_kept()
    {
        var session = await _desk.StartAsync();
        Assert.NotNull(await FindAsync(session));
        var stored = (await _desk.Services.GetRequiredService<ISessionStore>().FindAsync(session.Id, Cancel))!;
        Assert.DoesNotContain(Convert.ToBase64String(stored.SecretHash), session.Token, StringComparison.Ordinal);
        foreach (
            var wrong in new[]
            {
                "",
                "x",
                session.Token[..^1] + (session.Token[^1] == 'A' ? 'B' : 'A'),
                session.Token + "A",
                $"{Guid.CreateVersion7():N}{session.Token[32..]}",
                session.Id.ToString(),
            }
        )
        {
            Assert.Null(await _desk.Find.ExecuteAsync(wrong, cancellationToken: Cancel));
        }
    }

    [Fact]
    [Trait("AttackCase", "13")]
    public async Task An_idle_session_ends_and_pings_do_not_keep_it()
    {
        await _desk.SetPolicyAsync(new() { IdleMinutes = 10, AbsoluteHours = 2 });
        var session = await _desk.StartAsync();
        for (var minute = 0; minute < 9; minute++)
        {
            _desk.Time.Advance(TimeSpan.FromMinutes(1));
            Assert.NotNull(await FindAsync(session, countsAsUse: false));
        }

        Assert.NotNull(await FindAsync(session));
        _desk.Time.Advance(TimeSpan.FromMinutes(9));
        Assert.NotNull(await FindAsync(session, countsAsUse: false));
        _desk.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await FindAsync(session, countsAsUse: false));
        Assert.Null(await FindAsync(session));
    }

    [Fact]
    [Trait("AttackCase", "13")]
    public async Task A_session_in_use_ends_at_its_absolute_limit_and_a_tighter_policy_applies_at_once()
    {
        await _desk.SetPolicyAsync(new() { IdleMinutes = 60, AbsoluteHours = 2 });
        var (session, tightened) = (await _desk.StartAsync(), await _desk.StartAsync());
        for (var minute = 0; minute < 119; minute++)
        {
            _desk.Time.Advance(TimeSpan.FromMinutes(1));
            Assert.NotNull(await FindAsync(session));
            Assert.NotNull(await FindAsync(tightened));
        }

        await _desk.SetPolicyAsync(new() { IdleMinutes = 60, AbsoluteHours = 1 });
        Assert.Null(await FindAsync(tightened));
        _desk.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await FindAsync(session));
    }

    [Fact]
    [Trait("AttackCase", "13")]
    public async Task Use_is_written_at_most_once_a_minute()
    {
        var session = await _desk.StartAsync();
        var store = _desk.Services.GetRequiredService<ISessionStore>();
        var started = (await store.FindAsync(session.Id, Cancel))!.LastUsedAtUtc;
        _desk.Time.Advance(TimeSpan.FromSeconds(25));
        await FindAsync(session);
        Assert.Equal(started, (await store.FindAsync(session.Id, Cancel))!.LastUsedAtUtc);
        _desk.Time.Advance(TimeSpan.FromSeconds(40));
        await FindAsync(session);
        Assert.Equal(started.AddSeconds(65), (await store.FindAsync(session.Id, Cancel))!.LastUsedAtUtc);
    }

    [Fact]
    [Trait("AttackCase", "15")]
    public async Task One_session_more_than_the_policy_allows_ends_the_oldest()
    {
        await _desk.SetPolicyAsync(new() { SessionsPerMember = 3 });
        var sessions = new List<StartedSession>();
        for (var i = 0; i < 5; i++)
        {
            sessions.Add(await _desk.StartAsync());
            _desk.Time.Advance(TimeSpan.FromSeconds(1));
        }

        var live = await Task.WhenAll(sessions.Select(async s => await FindAsync(s) is not null));
        Assert.Equal([false, false, true, true, true], live);
        var parallel = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _desk.StartAsync()));
        var alive = 0;
        foreach (var session in sessions.Concat(parallel))
        {
            alive += await FindAsync(session) is null ? 0 : 1;
        }

        Assert.InRange(alive, 1, 3);
    }

    [Fact]
    [Trait("AttackCase", "14")]
    public async Task A_role_that_is_taken_away_is_gone_from_live_sessions_at_once()
    {
        var session = await _desk.StartAsync();
        var live = (await FindAsync(session))!;
        Assert.Contains(Permissions.SubmitBids, live.Access.Permissions.AsEnumerable());
        var told = 0;
        using var watch = _desk.Services.GetRequiredService<ISessionSignals>().Watch(live, t => _desk.Find.ByIdAsync(live.Id, false, t));
        watch.Changed += () => told++;
        await _desk.ChangeMemberAsync(m => m.RoleKey = Roles.Viewer);
        await _desk.Services.GetRequiredService<IAccessChanged>().UserAsync(_desk.UserId, Cancel);
        Assert.DoesNotContain(Permissions.SubmitBids, (await FindAsync(session))!.Access.Permissions.AsEnumerable());
        Assert.Equal(1, told);
        Assert.DoesNotContain(Permissions.SubmitBids, watch.Session.Access.Permissions.AsEnumerable());
    }

    [Fact]
    [Trait("AttackCase", "11")]
    public async Task Suspending_the_member_or_changing_the_password_ends_what_is_open()
    {
        var session = await _desk.StartAsync();
        var live = (await FindAsync(session))!;
        using var watch = _desk.Services.GetRequiredService<ISessionSignals>().Watch(live, t => _desk.Find.ByIdAsync(live.Id, false, t));
        await _desk.ChangeMemberAsync(m => m.SuspendedAtUtc = _desk.Time.GetUtcNow().UtcDateTime);
        await _desk.Services.GetRequiredService<IAccessChanged>().UserAsync(_desk.UserId, Cancel);
        Assert.True(watch.Ended.IsCancellationRequested);
        Assert.Null(await FindAsync(session));
        Assert.Equal("identity.no_access", (await _desk.TryStartAsync()).Failure?.Code);
    }

    [Fact]
    [Trait("AttackCase", "12")]
    public async Task Each_proof_makes_a_new_session_with_a_new_secret()
    {
        var (password, second) = (await _desk.StartAsync(), await _desk.StartAsync("pwd", "otp", "mfa"));
        Assert.NotEqual(password.Id, second.Id);
        Assert.NotEqual(password.Token[33..], second.Token[33..]);
        Assert.Equal(["pwd", "otp", "mfa"], (await FindAsync(second))!.Methods);
    }

    [Fact]
    [Trait("AttackCase", "32")]
    public async Task Enforced_single_sign_on_refuses_other_proofs_but_not_the_break_glass_owner()
    {
        var before = await _desk.StartAsync();
        var assurance = _desk.Services.GetRequiredService<ISessionAssurance>();
        await _desk.SetPolicyAsync(new() { SsoEnforced = true });
        Assert.Equal("identity.sso_required", (await _desk.TryStartAsync()).Failure?.Code);
        Assert.Equal(SessionLack.SingleSignOn, assurance.Check((await FindAsync(before))!));
        await _desk.ChangeMemberAsync(m => m.IsBreakGlass = true);
        await _desk.Services.GetRequiredService<IAccessChanged>().UserAsync(_desk.UserId, Cancel);
        var live = (await FindAsync(await _desk.StartAsync()))!;
        Assert.NotEqual(SessionLack.SingleSignOn, assurance.Check(live));
    }

    [Fact]
    public async Task A_policy_that_asks_for_a_second_factor_holds_back_sessions_without_one_after_the_days_of_grace()
    {
        var assurance = _desk.Services.GetRequiredService<ISessionAssurance>();
        var (plain, strong) = (await _desk.StartAsync(), await _desk.StartAsync("sso", "mfa"));
        await _desk.SetPolicyAsync(new() { MfaRoles = [Roles.Administrator], MfaGraceDays = 1 });
        Assert.NotEqual(SessionLack.SecondFactor, assurance.Check((await FindAsync(plain))!));
        await _desk.SetPolicyAsync(new() { MfaRoles = ["*"] });
        Assert.Equal(SessionLack.PasswordChange, assurance.Check((await FindAsync(plain))!));
        Assert.Equal(SessionLack.Nothing, assurance.Check((await FindAsync(strong))!));
    }

    [Fact]
    [Trait("AttackCase", "50")]
    public async Task A_session_whose_start_cannot_be_recorded_does_not_start()
    {
        _desk.Audit.Fails = true;
        await Assert.ThrowsAsync<InvalidOperationException>(() => _desk.StartAsync());
        _desk.Audit.Fails = false;
        Assert.Empty(await _desk.Services.GetRequiredService<ISessionStore>().LiveAsync(new() { UserId = _desk.UserId }, default, Cancel));
    }

    private ValueTask<LiveSession?> FindAsync(StartedSession session, bool countsAsUse = true) =>
        _desk.Find.ExecuteAsync(session.Token, countsAsUse, Cancel);
}
