using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Members;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Portfolios.Assets;

namespace OptiBid.Tests.Core.Identity.Administration;

public sealed class OrganisationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_operator_creates_an_organisation_owns_it_and_invites_its_first_people()
    {
        await using var desk = await AdminDesk.OpenAsync();
        var demo = await desk.OrganisationAsync("Demo");
        var op = await desk.MemberAsync(demo, "Olga", isOperator: true);
        var ada = await desk.MemberAsync(demo, "Ada");
        var draft = new OrganisationDraft(
            "Gulf Storage",
            "OLGA@alpha.example",
            "America/Chicago",
            [new("eve@new.example", Roles.Trader)],
            ["*"]
        );
        Assert.Equal(FailureKind.Forbidden, (await CreateAsync(desk, ada, demo, draft)).Failure?.Kind);
        var created = (await CreateAsync(desk, op, demo, draft)).Value;
        Assert.True(created.OwnerIsMember);
        await using (var db = desk.Db())
        {
            Assert.True(
                (await db.Set<Organisation>().SingleAsync(o => o.Id == created.Organisation.Id, Cancel)).Policy.NeedsMfa(Roles.Viewer)
            );
        }

        Assert.Equal("mfaRoles", (await CreateAsync(desk, op, demo, draft with { Name = "X1", MfaRoles = ["Root"] })).Failure?.Field);
        Assert.Equal(["eve@new.example"], created.Invited);
        Assert.Contains("Gulf Storage", Assert.Single(desk.Mail.Sent).Subject, StringComparison.Ordinal);
        Assert.Equal("identity.organisation_name_taken", (await CreateAsync(desk, op, demo, draft)).Failure?.Code);
        Assert.Equal(
            "timeZoneId",
            (await CreateAsync(desk, op, demo, draft with { Name = "X2", TimeZoneId = "Mars/Base" })).Failure?.Field
        );
        var mine = await desk.AsAsync<IListMyOrganisations, IReadOnlyList<MyOrganisation>>(op, demo, l => l.ExecuteAsync(Cancel));
        Assert.Equal(2, mine.Count);
    }

    [Fact]
    public async Task A_deleted_organisation_comes_back_within_the_days_of_grace_and_is_gone_after_them()
    {
        await using var desk = await AdminDesk.OpenAsync();
        var demo = await desk.OrganisationAsync("Demo");
        var gone = await desk.OrganisationAsync("Gone Power");
        var op = await desk.MemberAsync(demo, "Olga", isOperator: true);
        var bob = await desk.MemberAsync(gone, "Bob");
        await using (var db = desk.Db())
        {
            var draft = new AssetDraft("Battery", AssetKind.Wind, "ERCOT", "HB_NORTH", 10);
            db.Add(Asset.From(draft, gone, "Bob", desk.Time.GetUtcNow().UtcDateTime));
            db.Add(Asset.From(draft, demo, "Olga", desk.Time.GetUtcNow().UtcDateTime));
            await db.SaveChangesAsync(Cancel);
        }

        var session = await desk.AsAsync<IStartSession, Result<StartedSession>>(
            bob,
            gone,
            s => s.ExecuteAsync(new(bob, [AuthenticationMethods.Password]), gone, new(null, null), Cancel)
        );
        Assert.Equal("identity.invalid", (await DeleteAsync(desk, bob, gone, gone, "gone power")).Failure?.Code);
        Assert.Equal(FailureKind.NotFound, (await DeleteAsync(desk, bob, gone, demo, "Demo")).Failure?.Kind);
        Assert.Equal(OrganisationStatus.Deleted, (await DeleteAsync(desk, bob, gone, gone, "Gone Power")).Value.Status);
        Assert.Null(
            await desk.AsAsync<IFindLiveSession, LiveSession?>(
                null,
                default,
                f => f.ExecuteAsync(session.Value.Token, true, Cancel).AsTask()
            )
        );
        await PurgeAsync(desk, op, demo);
        Assert.True(
            (await desk.AsAsync<IDeleteOrganisation, Result<OrganisationView>>(op, demo, d => d.UndoAsync(gone, Cancel))).IsSuccess
        );
        await DeleteAsync(desk, bob, gone, gone, "Gone Power");

        desk.Time.Advance(TimeSpan.FromDays(IDeleteOrganisation.GraceDays));
        Assert.True((await PurgeAsync(desk, op, demo))[gone] >= 2);
        Assert.Empty(await PurgeAsync(desk, op, demo));
        await using var after = desk.Db();
        Assert.Equal([demo], await after.Set<Asset>().Select(a => a.OrganisationId).ToListAsync(Cancel));
        foreach (var type in PurgeOrganisations.OwnedTables(after.Model))
        {
#pragma warning disable EF1002 // A name from the model.
            var left = await after
                .Database.SqlQueryRaw<int>(
                    $"SELECT COUNT(*) AS \"Value\" FROM \"{type.GetTableName()}\" WHERE \"OrganisationId\" = {{0}}",
                    gone
                )
                .SingleAsync(Cancel);
#pragma warning restore EF1002
            Assert.Equal(0, left);
        }

        Assert.Equal(
            "identity.organisation_purged",
            (await desk.AsAsync<IDeleteOrganisation, Result<OrganisationView>>(op, demo, d => d.UndoAsync(gone, Cancel))).Failure?.Code
        );
        Assert.Contains(desk.Audit.Events, e => e.Action == "organisations.purged" && e.OrganisationId == gone);
    }

    [Fact]
    public async Task A_suspended_organisation_lets_nobody_in_until_it_is_reinstated()
    {
        await using var desk = await AdminDesk.OpenAsync();
        var demo = await desk.OrganisationAsync("Demo");
        var beta = await desk.OrganisationAsync("Beta Power");
        var op = await desk.MemberAsync(demo, "Olga", isOperator: true);
        var bob = await desk.MemberAsync(beta, "Bob");
        Assert.Equal("reason", (await SuspendAsync(desk, op, demo, beta, " ", false)).Failure?.Field);
        Assert.True((await SuspendAsync(desk, op, demo, beta, "unpaid", false)).IsSuccess);
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            desk.AsAsync<IReadOrganisation, Result<OrganisationView>>(bob, beta, r => r.ExecuteAsync(Cancel))
        );
        Assert.True((await SuspendAsync(desk, op, demo, beta, "paid", true)).IsSuccess);
        Assert.Equal(
            "Beta Power",
            (await desk.AsAsync<IReadOrganisation, Result<OrganisationView>>(bob, beta, r => r.ExecuteAsync(Cancel))).Value.Name
        );
    }

    [Fact]
    public async Task A_policy_names_who_is_affected_before_it_is_saved_and_never_changes_single_sign_on()
    {
        await using var desk = await AdminDesk.OpenAsync();
        var organisation = await desk.OrganisationAsync();
        var ada = await desk.MemberAsync(organisation, "Ada");
        await desk.MemberAsync(organisation, "Bob", Roles.Trader);
        var policy = new SecurityPolicy { MfaRoles = [Roles.Trader], SsoEnforced = true };
        var affected = await desk.AsAsync<IChangeSecurityPolicy, Result<IReadOnlyList<AffectedMember>>>(
            ada,
            organisation,
            c => c.PreviewAsync(policy, Cancel)
        );
        Assert.Equal(["Bob"], affected.Value.Select(a => a.Name));
        var saved = await desk.AsAsync<IChangeSecurityPolicy, Result<SecurityPolicy>>(
            ada,
            organisation,
            c => c.ExecuteAsync(policy, Cancel)
        );
        Assert.False(saved.Value.SsoEnforced);
        Assert.True(saved.Value.NeedsMfa(Roles.Trader));
        var bad = await desk.AsAsync<IChangeSecurityPolicy, Result<SecurityPolicy>>(
            ada,
            organisation,
            c => c.ExecuteAsync(policy with { IdleMinutes = 0 }, Cancel)
        );
        Assert.Equal("idleMinutes", bad.Failure?.Field);
    }

    private static Task<Result<CreatedOrganisation>> CreateAsync(AdminDesk desk, Guid user, Guid organisation, OrganisationDraft draft) =>
        desk.AsAsync<ICreateOrganisation, Result<CreatedOrganisation>>(user, organisation, c => c.ExecuteAsync(draft, Cancel));

    private static Task<Result<OrganisationView>> DeleteAsync(AdminDesk desk, Guid user, Guid at, Guid id, string name) =>
        desk.AsAsync<IDeleteOrganisation, Result<OrganisationView>>(user, at, d => d.ExecuteAsync(id, name, "closing", Cancel));

    private static Task<Result<OrganisationView>> SuspendAsync(
        AdminDesk desk,
        Guid user,
        Guid at,
        Guid id,
        string reason,
        bool reinstate
    ) => desk.AsAsync<ISuspendOrganisation, Result<OrganisationView>>(user, at, s => s.ExecuteAsync(id, reason, reinstate, Cancel));

    private static Task<IReadOnlyDictionary<Guid, int>> PurgeAsync(AdminDesk desk, Guid user, Guid at) =>
        desk.AsAsync<IPurgeOrganisations, IReadOnlyDictionary<Guid, int>>(user, at, p => p.ExecuteAsync(Cancel));
}
