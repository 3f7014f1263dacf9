using OptiBid.Core.Common;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Access;
using OptiBid.Core.Identity.Members;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Core.Identity.Administration;

public sealed class MemberTests(PostgresServer postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Sqlite")]
    [InlineData("Postgres")]
    public async Task Two_administrators_who_remove_each_other_at_once_leave_one(string provider)
    {
        await using var desk = await AdminDesk.OpenAsync(provider == "Postgres" ? await postgres.CreateDatabaseAsync() : null);
        var organisation = await desk.OrganisationAsync();
        var ada = await desk.MemberAsync(organisation, "Ada");
        var bob = await desk.MemberAsync(organisation, "Bob");
        // Both have read their rights before either acts.
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var entered = 0;
        Task EnterAsync()
        {
            if (Interlocked.Increment(ref entered) == 2)
            {
                ready.SetResult();
            }

            return ready.Task;
        }

        var answers = await Task.WhenAll(
            desk.AsAsync<IRemoveMember, Failure?>(
                ada,
                organisation,
                async r =>
                {
                    await EnterAsync();
                    return (await r.ExecuteAsync(bob, null, Cancel)).Failure;
                }
            ),
            desk.AsAsync<ISuspendMember, Failure?>(
                bob,
                organisation,
                async s =>
                {
                    await EnterAsync();
                    return (await s.ExecuteAsync(ada, false, null, Cancel)).Failure;
                }
            )
        );
        Assert.Single(answers, a => a is null);
    }

    [Theory]
    [InlineData("Sqlite")]
    [InlineData("Postgres")]
    [Trait("AttackCase", "1")]
    public async Task Members_invitations_roles_and_sessions_of_another_organisation_do_not_exist(string provider)
    {
        await using var desk = await AdminDesk.OpenAsync(provider == "Postgres" ? await postgres.CreateDatabaseAsync() : null);
        var alpha = await desk.OrganisationAsync();
        var beta = await desk.OrganisationAsync("Beta Power");
        var ada = await desk.MemberAsync(alpha, "Ada");
        var bob = await desk.MemberAsync(beta, "Bob");
        await desk.MemberAsync(beta, "Carl");
        var role = await desk.RoleAsync(beta, "Night desk", Permissions.ReadBids);
        var invitation = await desk.AsAsync<IInviteMember, Result<Decided<InvitationView>>>(
            bob,
            beta,
            i => i.ExecuteAsync("eve@new.example", Roles.Viewer, Cancel)
        );
        var session = await desk.AsAsync<IStartSession, Result<StartedSession>>(
            bob,
            beta,
            s => s.ExecuteAsync(new(bob, [AuthenticationMethods.Password]), beta, new(null, null), Cancel)
        );
        var inviteId = invitation.Value.Value!.Id;
        Failure?[] answers =
        [
            (await desk.AsAsync<ISuspendMember, Result<MemberView>>(ada, alpha, c => c.ExecuteAsync(bob, false, null, Cancel))).Failure,
            (await desk.AsAsync<IRemoveMember, Result<Done>>(ada, alpha, c => c.ExecuteAsync(bob, null, Cancel))).Failure,
            (
                await desk.AsAsync<IChangeMemberRole, Result<Decided<MemberView>>>(
                    ada,
                    alpha,
                    c => c.ExecuteAsync(bob, Roles.Viewer, null, Cancel)
                )
            ).Failure,
            (
                await desk.AsAsync<IChangeMemberRole, Result<PermissionDiff>>(ada, alpha, c => c.PreviewAsync(bob, Roles.Viewer, Cancel))
            ).Failure,
            (
                await desk.AsAsync<IExplainAccess, Result<AccessExplanation>>(
                    ada,
                    alpha,
                    c => c.ExecuteAsync(bob, Permissions.ReadBids, Cancel)
                )
            ).Failure,
            (await desk.AsAsync<IDeleteRole, Result<Done>>(ada, alpha, c => c.ExecuteAsync(role, Cancel))).Failure,
            (
                await desk.AsAsync<ISaveRole, Result<Decided<RoleView>>>(
                    ada,
                    alpha,
                    c => c.ExecuteAsync(role, new("Stolen", "", [Permissions.ReadBids]), Cancel)
                )
            ).Failure,
            (await desk.AsAsync<IChangeInvitation, Result<Done>>(ada, alpha, c => c.WithdrawAsync(inviteId, Cancel))).Failure,
            (await desk.AsAsync<IChangeInvitation, Result<InvitationView>>(ada, alpha, c => c.ResendAsync(inviteId, Cancel))).Failure,
            (await desk.AsAsync<IRevokeSession, Result<Done>>(ada, alpha, c => c.ExecuteAsync(session.Value.Id, Cancel))).Failure,
        ];
        Assert.All(answers, a => Assert.Equal(FailureKind.NotFound, a?.Kind));
        Assert.Single((await desk.AsAsync<IListMembers, Result<IReadOnlyList<MemberView>>>(ada, alpha, l => l.ExecuteAsync(Cancel))).Value);
        Assert.Empty(
            (
                await desk.AsAsync<IListSessions, Result<IReadOnlyList<SessionView>>>(ada, alpha, l => l.OfOrganisationAsync(null, Cancel))
            ).Value
        );
        // A role of another organisation cannot be given away here either.
        var eve = await desk.MemberAsync(alpha, "Eve", Roles.Viewer);
        var given = await desk.AsAsync<IChangeMemberRole, Result<Decided<MemberView>>>(
            ada,
            alpha,
            c => c.ExecuteAsync(eve, role, null, Cancel)
        );
        Assert.Equal(FailureKind.NotFound, given.Failure?.Kind);
    }

    [Fact]
    public async Task A_suspended_member_loses_their_sessions_and_their_way_in_and_gets_it_back()
    {
        await using var desk = await AdminDesk.OpenAsync();
        var organisation = await desk.OrganisationAsync();
        var ada = await desk.MemberAsync(organisation, "Ada");
        var bob = await desk.MemberAsync(organisation, "Bob", Roles.Trader);
        var session = await desk.AsAsync<IStartSession, Result<StartedSession>>(
            bob,
            organisation,
            s => s.ExecuteAsync(new(bob, [AuthenticationMethods.Password]), organisation, new(null, null), Cancel)
        );
        var suspended = await desk.AsAsync<ISuspendMember, Result<MemberView>>(
            ada,
            organisation,
            s => s.ExecuteAsync(bob, false, "left the desk", Cancel)
        );
        Assert.False(suspended.Value.IsActive);
        Assert.Null(
            await desk.AsAsync<IFindLiveSession, LiveSession?>(
                null,
                default,
                f => f.ExecuteAsync(session.Value.Token, true, Cancel).AsTask()
            )
        );
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            desk.AsAsync<IListMembers, Result<IReadOnlyList<MemberView>>>(bob, organisation, l => l.ExecuteAsync(Cancel))
        );
        Assert.Contains(desk.Audit.Events, e => e is { Action: "users.suspended", Reason: "left the desk" });
        Assert.True(
            (await desk.AsAsync<ISuspendMember, Result<MemberView>>(ada, organisation, s => s.ExecuteAsync(bob, true, null, Cancel)))
                .Value
                .IsActive
        );
    }

    [Fact]
    public async Task Nobody_acts_on_themselves_and_the_last_administrator_stays()
    {
        await using var desk = await AdminDesk.OpenAsync();
        var organisation = await desk.OrganisationAsync();
        var ada = await desk.MemberAsync(organisation, "Ada");
        Failure?[] onOneself =
        [
            (
                await desk.AsAsync<ISuspendMember, Result<MemberView>>(ada, organisation, c => c.ExecuteAsync(ada, false, null, Cancel))
            ).Failure,
            (await desk.AsAsync<IRemoveMember, Result<Done>>(ada, organisation, c => c.ExecuteAsync(ada, null, Cancel))).Failure,
            (
                await desk.AsAsync<IChangeMemberRole, Result<Decided<MemberView>>>(
                    ada,
                    organisation,
                    c => c.ExecuteAsync(ada, Roles.Viewer, null, Cancel)
                )
            ).Failure,
        ];
        Assert.All(onOneself, f => Assert.Equal("identity.not_on_oneself", f?.Code));
        Assert.Equal(
            "identity.last_administrator",
            (await desk.AsAsync<ILeaveOrganisation, Result<Done>>(ada, organisation, c => c.ExecuteAsync(organisation, Cancel)))
                .Failure
                ?.Code
        );
    }

    [Fact]
    [Trait("AttackCase", "4")]
    public async Task Whoever_holds_less_neither_grants_more_nor_touches_those_who_hold_more()
    {
        await using var desk = await AdminDesk.OpenAsync();
        var organisation = await desk.OrganisationAsync();
        var ada = await desk.MemberAsync(organisation, "Ada");
        await desk.MemberAsync(organisation, "Zoe");
        var role = await desk.RoleAsync(
            organisation,
            "Help desk",
            Permissions.ReadUsers,
            Permissions.InviteUsers,
            Permissions.AssignRoles,
            Permissions.SuspendUsers,
            Permissions.RemoveUsers,
            Permissions.ManageRoles,
            Permissions.ReadMarkets
        );
        var helper = await desk.MemberAsync(organisation, "Hal", role);
        var eve = await desk.MemberAsync(organisation, "Eve", role);
        Failure?[] answers =
        [
            (
                await desk.AsAsync<IChangeMemberRole, Result<Decided<MemberView>>>(
                    helper,
                    organisation,
                    c => c.ExecuteAsync(eve, Roles.Administrator, null, Cancel)
                )
            ).Failure,
            (
                await desk.AsAsync<ISuspendMember, Result<MemberView>>(helper, organisation, c => c.ExecuteAsync(ada, false, null, Cancel))
            ).Failure,
            (await desk.AsAsync<IRemoveMember, Result<Done>>(helper, organisation, c => c.ExecuteAsync(ada, null, Cancel))).Failure,
            (
                await desk.AsAsync<IInviteMember, Result<Decided<InvitationView>>>(
                    helper,
                    organisation,
                    c => c.ExecuteAsync("x@new.example", Roles.Trader, Cancel)
                )
            ).Failure,
            (
                await desk.AsAsync<ISaveRole, Result<Decided<RoleView>>>(
                    helper,
                    organisation,
                    c => c.ExecuteAsync(null, new("Mine", "", [Permissions.ReadMarkets, Permissions.ExportAudit]), Cancel)
                )
            ).Failure,
        ];
        Assert.All(answers, f => Assert.Equal("identity.exceeds_own_permissions", f?.Code));

        // A permission of the platform is in no organisation's gift, not even an administrator's.
        var platform = await desk.AsAsync<ISaveRole, Result<Decided<RoleView>>>(
            ada,
            organisation,
            c => c.ExecuteAsync(null, new("Mine", "", [Permissions.OperateOrganisations]), Cancel)
        );
        Assert.Equal("identity.invalid", platform.Failure?.Code);
    }
}
