using OptiBid.Core.Common;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Access;
using OptiBid.Core.Identity.ApiKeys;
using OptiBid.Core.Identity.Members;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Privacy;
using OptiBid.Core.Identity.Scim.Tokens;
using OptiBid.Core.Identity.SignIn;
using OptiBid.Core.Identity.Sso.Enforcement;
using OptiBid.Tests.Core.Identity.Privacy;

namespace OptiBid.Tests.Core.Identity.Administration;

/// <summary>What opens doors or cannot be undone needs a proof of identity that is no older than five minutes.</summary>
public sealed class RecentProofTests
{
    private static readonly TimeSpan s_old = TimeSpan.FromMinutes(6);

    private static readonly SecurityPolicy s_strict = new() { MfaRoles = [Roles.Trader], IdleMinutes = 30 };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("enforce single sign-on")]
    [InlineData("end the enforcement")]
    [InlineData("name a break-glass owner")]
    [InlineData("create an API key")]
    [InlineData("create a SCIM token")]
    [InlineData("make an administrator")]
    [InlineData("invite an administrator")]
    [InlineData("save a role that manages roles")]
    [InlineData("loosen the security policy")]
    [InlineData("delete the organisation")]
    public async Task With_an_old_proof_nobody_can(string action)
    {
        await using var desk = await AdminDesk.OpenAsync();
        var organisation = await desk.OrganisationAsync(policy: s_strict);
        var ada = await desk.MemberAsync(organisation, "Ada");
        var bob = await desk.MemberAsync(organisation, "Bob", Roles.Viewer);
        desk.ProofAge = s_old;
        Assert.IsType<StepUpRequired>(await RunAsync(desk, action, ada, bob, organisation));
        desk.ProofAge = TimeSpan.FromMinutes(4);
        Assert.IsNotType<StepUpRequired>(await RunAsync(desk, action, ada, bob, organisation));
    }

    [Fact]
    public async Task With_an_old_proof_everyday_work_goes_on()
    {
        await using var desk = await AdminDesk.OpenAsync();
        var organisation = await desk.OrganisationAsync(policy: s_strict);
        var ada = await desk.MemberAsync(organisation, "Ada");
        var bob = await desk.MemberAsync(organisation, "Bob", Roles.Viewer);
        desk.ProofAge = s_old;
        Task<Failure?> AsAda<TService, T>(Func<TService, Task<Result<T>>> act)
            where TService : notnull => FailureOf(desk, ada, organisation, act);
        Assert.Null(await AsAda((IChangeMemberRole c) => c.ExecuteAsync(bob, Roles.Trader, null, Cancel)));
        Assert.Null(await AsAda((IInviteMember c) => c.ExecuteAsync("eve@new.example", Roles.Viewer, Cancel)));
        Assert.Null(await AsAda((IChangeSecurityPolicy c) => c.ExecuteAsync(s_strict with { IdleMinutes = 15 }, Cancel)));
    }

    [Fact]
    public async Task A_second_administrator_approves_with_a_recent_proof_only()
    {
        await using var desk = await AdminDesk.OpenAsync();
        var organisation = await desk.OrganisationAsync();
        var ada = await desk.MemberAsync(organisation, "Ada");
        var bob = await desk.MemberAsync(organisation, "Bob");
        var eve = await desk.MemberAsync(organisation, "Eve", Roles.Viewer);
        var held = await desk.AsAsync<IChangeMemberRole, Result<Decided<MemberView>>>(
            ada,
            organisation,
            c => c.ExecuteAsync(eve, Roles.Administrator, null, Cancel)
        );
        var change = held.Value.PendingId ?? throw new InvalidOperationException("The change did not wait");
        desk.ProofAge = s_old;
        Assert.IsType<StepUpRequired>(await FailureOf(desk, bob, organisation, (IDecideChange d) => d.ExecuteAsync(change, true, Cancel)));
        desk.ProofAge = TimeSpan.Zero;
        Assert.Null(await FailureOf(desk, bob, organisation, (IDecideChange d) => d.ExecuteAsync(change, true, Cancel)));
    }

    [Fact]
    public async Task Personal_data_is_neither_exported_nor_erased_on_an_old_proof()
    {
        await using var desk = await PrivacyDesk.OpenAsync();
        desk.ProofAge = s_old;
        Assert.IsType<StepUpRequired>((await desk.AsZoeAsync((IExportPersonalData e) => e.ExecuteAsync(null, Cancel))).Failure);
        Assert.IsType<StepUpRequired>((await desk.AsZoeAsync((IRequestErasure r) => r.OfMyselfAsync(PrivacyDesk.Email, Cancel))).Failure);
        Assert.IsType<StepUpRequired>((await desk.AsBobAsync((IExportPersonalData e) => e.ExecuteAsync(desk.Zoe, Cancel))).Failure);
        Assert.IsType<StepUpRequired>(
            (await desk.AsBobAsync((IRequestErasure r) => r.OfFormerMemberAsync(desk.Zoe, "left", Cancel))).Failure
        );
        Assert.True((await desk.AsSystemAsync((IExportPersonalData e) => e.ExecuteAsync(desk.Zoe, Cancel))).IsSuccess);
    }

    [Fact]
    public void A_policy_is_looser_when_it_asks_for_less_in_any_respect()
    {
        Assert.False(s_strict.IsLooserThan(s_strict));
        Assert.False((s_strict with { MfaRoles = ["*"] }).IsLooserThan(s_strict));
        Assert.All(
            [
                s_strict with
                {
                    MfaRoles = [],
                },
                s_strict with
                {
                    MfaGraceDays = 1,
                },
                s_strict with
                {
                    IdleMinutes = 31,
                },
                s_strict with
                {
                    AbsoluteHours = 13,
                },
                s_strict with
                {
                    SessionsPerMember = 11,
                },
                s_strict with
                {
                    TrustedDeviceDays = 31,
                },
            ],
            p => Assert.True(p.IsLooserThan(s_strict))
        );
        Assert.True(s_strict.IsLooserThan(s_strict with { AllowSms = false, ApiKeyDays = 30 }));
        Assert.True(s_strict.IsLooserThan(s_strict with { MfaRoles = ["*"] }));
    }

    private static Task<Failure?> RunAsync(AdminDesk desk, string action, Guid ada, Guid bob, Guid organisation)
    {
        Task<Failure?> AsAda<TService, T>(Func<TService, Task<Result<T>>> act)
            where TService : notnull => FailureOf(desk, ada, organisation, act);
        return action switch
        {
            "enforce single sign-on" => AsAda((IEnforceSso c) => c.ExecuteAsync(Cancel)),
            "end the enforcement" => AsAda((IEnforceSso c) => c.EndAsync("", Cancel)),
            "name a break-glass owner" => AsAda((IBreakGlass c) => c.SetAsync(ada, true, Cancel)),
            "create an API key" => AsAda((ICreateApiKey c) => c.ExecuteAsync(new("desk", [Permissions.ReadMarkets], 30), Cancel)),
            "create a SCIM token" => AsAda((ICreateScimToken c) => c.ExecuteAsync(new("directory", 30), Cancel)),
            "make an administrator" => AsAda((IChangeMemberRole c) => c.ExecuteAsync(bob, Roles.Administrator, null, Cancel)),
            "invite an administrator" => AsAda((IInviteMember c) => c.ExecuteAsync("eve@new.example", Roles.Administrator, Cancel)),
            "save a role that manages roles" => AsAda(
                (ISaveRole c) => c.ExecuteAsync(null, new("Deputy", "", [Permissions.ManageRoles]), Cancel)
            ),
            "loosen the security policy" => AsAda((IChangeSecurityPolicy c) => c.ExecuteAsync(new(), Cancel)),
            "delete the organisation" => AsAda((IDeleteOrganisation c) => c.ExecuteAsync(organisation, "Alpha Power", "closing", Cancel)),
            _ => throw new ArgumentException($"There is no action '{action}'", nameof(action)),
        };
    }

    private static Task<Failure?> FailureOf<TService, T>(AdminDesk desk, Guid user, Guid organisation, Func<TService, Task<Result<T>>> act)
        where TService : notnull => desk.AsAsync<TService, Failure?>(user, organisation, async service => (await act(service)).Failure);
}
