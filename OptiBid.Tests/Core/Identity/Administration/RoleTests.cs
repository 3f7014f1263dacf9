using OptiBid.Core.Common;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Access;
using OptiBid.Core.Identity.Members;
using OptiBid.Core.Identity.Organisations;

namespace OptiBid.Tests.Core.Identity.Administration;

public sealed class RoleTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_custom_role_is_created_given_changed_and_deleted_only_when_unused()
    {
        await using var desk = await AdminDesk.OpenAsync();
        var organisation = await desk.OrganisationAsync();
        var ada = await desk.MemberAsync(organisation, "Ada");
        var bob = await desk.MemberAsync(organisation, "Bob", Roles.Viewer);
        var role = (await SaveAsync(desk, ada, organisation, null, "Night desk", Permissions.ReadBids, Permissions.CancelBids))
            .Value
            .Value!;
        Assert.Equal(
            "identity.role_name_taken",
            (await SaveAsync(desk, ada, organisation, null, "Night desk", Permissions.ReadBids)).Failure?.Code
        );
        Assert.Equal("identity.invalid", (await SaveAsync(desk, ada, organisation, null, "trader", Permissions.ReadBids)).Failure?.Code);
        Assert.Equal(
            "identity.built_in_role",
            (await SaveAsync(desk, ada, organisation, Roles.Trader, "Mine", Permissions.ReadBids)).Failure?.Code
        );

        var diff = (
            await desk.AsAsync<IChangeMemberRole, Result<PermissionDiff>>(ada, organisation, c => c.PreviewAsync(bob, role.Key, Cancel))
        ).Value;
        Assert.Equal([Permissions.CancelBids], diff.Gained);
        Assert.Equal([Permissions.ReadBids], diff.Kept);
        Assert.Contains(Permissions.ReadPnl, diff.Lost);
        Assert.True((await AssignAsync(desk, ada, organisation, bob, role.Key)).IsSuccess);
        Assert.Equal("identity.role_in_use", (await DeleteAsync(desk, ada, organisation, role.Key)).Failure?.Code);

        await SaveAsync(desk, ada, organisation, role.Key, "Night desk", Permissions.ReadAssets);
        Assert.True(await desk.AsAsync<ICurrentUser, bool>(bob, organisation, u => Task.FromResult(u.Has(Permissions.ReadAssets))));
        Assert.False(await desk.AsAsync<ICurrentUser, bool>(bob, organisation, u => Task.FromResult(u.Has(Permissions.CancelBids))));
        await AssignAsync(desk, ada, organisation, bob, Roles.Viewer);
        Assert.True((await DeleteAsync(desk, ada, organisation, role.Key)).IsSuccess);
    }

    [Fact]
    [Trait("AttackCase", "53")]
    public async Task A_right_to_manage_roles_waits_for_a_second_administrator_and_nobody_approves_their_own_request()
    {
        await using var desk = await AdminDesk.OpenAsync();
        var organisation = await desk.OrganisationAsync();
        var ada = await desk.MemberAsync(organisation, "Ada");
        var bob = await desk.MemberAsync(organisation, "Bob");
        var eve = await desk.MemberAsync(organisation, "Eve", Roles.Viewer);
        var asked = (await AssignAsync(desk, ada, organisation, eve, Roles.Administrator)).Value;
        Assert.True(asked.IsPending);
        Assert.False(await HasAsync(desk, eve, organisation, Permissions.ManageRoles));

        var own = await DecideAsync(desk, ada, organisation, asked.PendingId!.Value, approve: true);
        Assert.Equal("identity.second_person_needed", own.Failure?.Code);
        Assert.False(await HasAsync(desk, eve, organisation, Permissions.ManageRoles));
        var view = (
            await desk.AsAsync<IListPendingChanges, Result<IReadOnlyList<PendingChangeView>>>(
                bob,
                organisation,
                l => l.ExecuteAsync(Cancel)
            )
        ).Value.Single();
        Assert.True(view.MayDecide);
        Assert.Contains("Eve", view.Summary, StringComparison.Ordinal);
        Assert.True((await DecideAsync(desk, bob, organisation, asked.PendingId.Value, approve: true)).IsSuccess);
        Assert.True(await HasAsync(desk, eve, organisation, Permissions.ManageRoles));
        // Once.
        Assert.Equal(
            FailureKind.NotFound,
            (await DecideAsync(desk, bob, organisation, asked.PendingId.Value, approve: true)).Failure?.Kind
        );
        Assert.Equal(["access.change_requested", "access.change_approved", "users.role_changed"], desk.Audit.Events.Select(e => e.Action));
    }

    [Fact]
    [Trait("AttackCase", "53")]
    public async Task Whom_a_change_favours_does_not_approve_it_and_a_refused_or_lapsed_one_does_nothing()
    {
        await using var desk = await AdminDesk.OpenAsync();
        var organisation = await desk.OrganisationAsync();
        var ada = await desk.MemberAsync(organisation, "Ada");
        var bob = await desk.MemberAsync(organisation, "Bob");
        var role = await desk.RoleAsync(organisation, "Role keeper", [.. Permissions.OfOrganisation.Except([Permissions.EnforceSso])]);
        var eve = await desk.MemberAsync(organisation, "Eve", role);
        var asked = (await AssignAsync(desk, ada, organisation, eve, Roles.Administrator)).Value.PendingId!.Value;
        Assert.Equal("identity.second_person_needed", (await DecideAsync(desk, eve, organisation, asked, approve: true)).Failure?.Code);
        Assert.True((await DecideAsync(desk, bob, organisation, asked, approve: false)).IsSuccess);
        Assert.False(await HasAsync(desk, eve, organisation, Permissions.EnforceSso));

        var again = (await AssignAsync(desk, ada, organisation, eve, Roles.Administrator)).Value.PendingId!.Value;
        desk.Time.Advance(TimeSpan.FromDays(8));
        Assert.Equal(FailureKind.NotFound, (await DecideAsync(desk, bob, organisation, again, approve: true)).Failure?.Kind);

        // Neither an invitation nor a custom role is a way round.
        var invited = await desk.AsAsync<IInviteMember, Result<Decided<InvitationView>>>(
            ada,
            organisation,
            i => i.ExecuteAsync("x@new.example", Roles.Administrator, Cancel)
        );
        Assert.True(invited.Value.IsPending);
        Assert.Empty(desk.Mail.Sent);
        Assert.True((await SaveAsync(desk, ada, organisation, null, "Quiet", Permissions.ManageRoles)).Value.IsPending);
        Assert.True((await DecideAsync(desk, bob, organisation, invited.Value.PendingId!.Value, approve: true)).IsSuccess);
        Assert.Single(desk.Mail.Sent);
    }

    [Fact]
    public async Task The_only_administrator_makes_a_second_one_and_the_log_says_that_nobody_could_approve()
    {
        await using var desk = await AdminDesk.OpenAsync();
        var organisation = await desk.OrganisationAsync();
        var ada = await desk.MemberAsync(organisation, "Ada");
        var eve = await desk.MemberAsync(organisation, "Eve", Roles.Viewer);
        Assert.False((await AssignAsync(desk, ada, organisation, eve, Roles.Administrator)).Value.IsPending);
        Assert.Contains("only person", desk.Audit.Events.Single().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Access_is_explained_link_by_link_with_the_answer_that_sessions_get()
    {
        await using var desk = await AdminDesk.OpenAsync();
        var organisation = await desk.OrganisationAsync(policy: new() { MfaRoles = [Roles.Trader] });
        var ada = await desk.MemberAsync(organisation, "Ada");
        var bob = await desk.MemberAsync(organisation, "Bob", Roles.Trader);
        var yes = await ExplainAsync(desk, ada, organisation, bob, Permissions.SubmitBids);
        Assert.True(yes.IsAllowed);
        Assert.Equal(["organisation", "membership", "source", "role", "policy"], yes.Chain.Select(l => l.Kind));
        Assert.Contains("none is enrolled", yes.Chain[^1].Text.ToString(), StringComparison.Ordinal);
        var no = await ExplainAsync(desk, ada, organisation, bob, Permissions.ManageRoles);
        Assert.False(no.IsAllowed);
        Assert.Contains(no.Chain, l => l is { Kind: "role", Holds: false });
        Assert.False((await ExplainAsync(desk, ada, organisation, bob, Permissions.OperatePlatform)).IsAllowed);

        await desk.AsAsync<ISuspendMember, Result<MemberView>>(ada, organisation, s => s.ExecuteAsync(bob, false, null, Cancel));
        Assert.False((await ExplainAsync(desk, ada, organisation, bob, Permissions.SubmitBids)).IsAllowed);
        var who = await desk.AsAsync<IExplainAccess, Result<IReadOnlyList<PermissionHolder>>>(
            ada,
            organisation,
            e => e.WhoCanAsync(Permissions.SubmitBids, Cancel)
        );
        Assert.Equal(["Ada"], who.Value.Select(h => h.Name));
    }

    [Theory]
    [MemberData(nameof(BuiltInRoles))]
    [Trait("AttackCase", "2")]
    public async Task A_built_in_role_gives_its_permissions_and_no_other(string role)
    {
        await using var desk = await AdminDesk.OpenAsync();
        var organisation = await desk.OrganisationAsync();
        var member = await desk.MemberAsync(organisation, "Bob", role);
        var has = await desk.AsAsync<ICurrentUser, List<string>>(
            member,
            organisation,
            u => Task.FromResult(Permissions.All.Where(u.Has).ToList())
        );
        Assert.Equal(Roles.PermissionsOf(role).Order(StringComparer.Ordinal), has.Order(StringComparer.Ordinal));
        Assert.Empty(has.Intersect(Permissions.OfPlatform));
    }

    public static TheoryData<string> BuiltInRoles() => [.. Roles.All];

    private static Task<Result<Decided<RoleView>>> SaveAsync(
        AdminDesk desk,
        Guid user,
        Guid organisation,
        string? key,
        string name,
        params string[] permissions
    ) =>
        desk.AsAsync<ISaveRole, Result<Decided<RoleView>>>(
            user,
            organisation,
            s => s.ExecuteAsync(key, new(name, "", permissions), Cancel)
        );

    private static Task<Result<Decided<MemberView>>> AssignAsync(AdminDesk desk, Guid user, Guid organisation, Guid member, string role) =>
        desk.AsAsync<IChangeMemberRole, Result<Decided<MemberView>>>(user, organisation, c => c.ExecuteAsync(member, role, null, Cancel));

    private static Task<Result<Done>> DeleteAsync(AdminDesk desk, Guid user, Guid organisation, string key) =>
        desk.AsAsync<IDeleteRole, Result<Done>>(user, organisation, d => d.ExecuteAsync(key, Cancel));

    private static Task<Result<Done>> DecideAsync(AdminDesk desk, Guid user, Guid organisation, Guid change, bool approve) =>
        desk.AsAsync<IDecideChange, Result<Done>>(user, organisation, d => d.ExecuteAsync(change, approve, Cancel));

    private static Task<bool> HasAsync(AdminDesk desk, Guid user, Guid organisation, string permission) =>
        desk.AsAsync<ICurrentUser, bool>(user, organisation, u => Task.FromResult(u.Has(permission)));

    private static async Task<AccessExplanation> ExplainAsync(
        AdminDesk desk,
        Guid user,
        Guid organisation,
        Guid member,
        string permission
    ) =>
        (
            await desk.AsAsync<IExplainAccess, Result<AccessExplanation>>(
                user,
                organisation,
                e => e.ExecuteAsync(member, permission, Cancel)
            )
        ).Value;
}
