using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Audit.Entries;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.Sso.Enforcement;
using OptiBid.Core.Identity.Sso.Providers;

namespace OptiBid.Tests.Web.Sso;

/// <summary>Compulsory single sign-on: what it shuts, who gets past it, how it ends by itself.</summary>
public sealed class EnforcementTests(SsoApp app) : IClassFixture<SsoApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("AttackCase", "32")]
    public async Task Enforced_single_sign_on_shuts_passwords_and_old_sessions_and_break_glass_works_and_alarms()
    {
        var organisation = await app.AddOrganisationAsync("Enforced", "enforced.example");
        var provider = await app.AddProviderAsync(organisation, "http://127.0.0.1:9", "c", "s", ProviderState.Draft);
        var owner = await app.AddMemberAsync(organisation, "owner@enforced.example", Roles.Administrator);
        var trader = await app.AddMemberAsync(organisation, "trader@enforced.example", Roles.Trader);
        await using var scope = app.Scope(organisation);
        var services = scope.ServiceProvider;
        var enforce = services.GetRequiredService<IEnforceSso>();
        var start = services.GetRequiredService<IStartSession>();
        var live = services.GetRequiredService<IFindLiveSession>();

        Assert.Equal("sso.no_break_glass", (await enforce.ExecuteAsync(Cancel)).Failure?.Code);
        var owners = services.GetRequiredService<IBreakGlass>();
        Assert.Equal("sso.not_administrator", (await owners.SetAsync(trader, true, Cancel)).Failure?.Code);
        Assert.True((await owners.SetAsync(owner, true, Cancel)).IsSuccess);
        Assert.Equal("sso.no_provider", (await enforce.ExecuteAsync(Cancel)).Failure?.Code);
        await app.SetStateAsync(organisation, provider, ProviderState.Enabled);

        var old = await start.ExecuteAsync(new(trader, [AuthenticationMethods.Password]), organisation, new(null, null), Cancel);
        Assert.NotNull(await live.ExecuteAsync(old.Value.Token, cancellationToken: Cancel));
        var enforced = await enforce.ExecuteAsync(Cancel);
        Assert.True(enforced.Value.IsEnforced);
        Assert.NotNull(enforced.Value.SafetyEndsAtUtc);
        Assert.Null(await live.ExecuteAsync(old.Value.Token, cancellationToken: Cancel));

        string[][] ways =
        [
            [AuthenticationMethods.Password],
            [AuthenticationMethods.Passkey, AuthenticationMethods.MultiFactor],
        ];
        foreach (var way in ways)
        {
            var refused = await start.ExecuteAsync(new(trader, way), organisation, new(null, null), Cancel);
            Assert.Equal("identity.sso_required", refused.Failure?.Code);
        }

        Assert.DoesNotContain(app.Mail.Sent, m => m.To == "owner@enforced.example");
        var past = await start.ExecuteAsync(
            new(owner, [AuthenticationMethods.Password, AuthenticationMethods.MultiFactor]),
            organisation,
            new(null, null),
            Cancel
        );
        Assert.True(past.IsSuccess);
        Assert.Contains(
            app.Mail.Sent,
            m => m.To == "owner@enforced.example" && m.Subject.Contains("Break-glass", StringComparison.Ordinal)
        );
        await using (var db = await app.Host.Services.GetRequiredService<IPlatformContexts>().CreateDbContextAsync(Cancel))
        {
            var alarm = await db.Set<AuditEntry>()
                .SingleAsync(e => e.OrganisationId == organisation && e.Action == "sso.break_glass_used", Cancel);
            Assert.Equal(owner.ToString(), alarm.ObjectId);
        }

        Assert.Equal("sso.last_break_glass", (await owners.SetAsync(owner, false, Cancel)).Failure?.Code);
        var disable = await services.GetRequiredService<ISetProviderState>().ExecuteAsync(provider, ProviderState.Disabled, Cancel);
        Assert.Equal("sso.enforced", disable.Failure?.Code);
        Assert.False((await enforce.EndAsync("test", Cancel)).Value.IsEnforced);
        Assert.True(
            (await start.ExecuteAsync(new(trader, [AuthenticationMethods.Password]), organisation, new(null, null), Cancel)).IsSuccess
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Enforcement_ends_by_itself_unless_somebody_got_in_through_the_provider(bool somebodyGotIn)
    {
        var name = somebodyGotIn ? "confirmed" : "unconfirmed";
        var organisation = await app.AddOrganisationAsync(name, $"{name}.example");
        await app.AddProviderAsync(organisation, "http://127.0.0.1:9", "c", "s");
        var owner = await app.AddMemberAsync(organisation, $"owner@{name}.example", Roles.Administrator);
        await using var scope = app.Scope(organisation);
        await scope.ServiceProvider.GetRequiredService<IBreakGlass>().SetAsync(owner, true, Cancel);
        Assert.True((await scope.ServiceProvider.GetRequiredService<IEnforceSso>().ExecuteAsync(Cancel)).IsSuccess);
        var timer = app.Host.Services.GetRequiredService<EnforcementTimer>();
        if (somebodyGotIn)
        {
            await timer.ConfirmAsync(organisation, Cancel);
        }

        await using (var db = await app.Host.Services.GetRequiredService<IPlatformContexts>().CreateDbContextAsync(Cancel))
        {
            var over = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(-1);
            await db.Set<SsoEnforcement>()
                .Where(e => e.OrganisationId == organisation)
                .ExecuteUpdateAsync(e => e.SetProperty(x => x.SafetyEndsAtUtc, over), Cancel);
        }

        await timer.TickAsync(Cancel);
        var after = await scope.ServiceProvider.GetRequiredService<IReadEnforcement>().ExecuteAsync(Cancel);
        Assert.Equal(somebodyGotIn, after.Value.IsEnforced);
    }
}
