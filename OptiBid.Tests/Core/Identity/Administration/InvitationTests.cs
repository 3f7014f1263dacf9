using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Members;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Tests.Core.Identity.Administration;

public sealed class InvitationTests
{
    private const string Password = "violet kettle marches north";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_invited_person_registers_once_and_becomes_a_member_with_the_role()
    {
        await using var desk = await AdminDesk.OpenAsync();
        var organisation = await desk.OrganisationAsync();
        var admin = await desk.MemberAsync(organisation, "Ada");
        var invited = await desk.AsAsync<IInviteMember, Result<OptiBid.Core.Identity.Access.Decided<InvitationView>>>(
            admin,
            organisation,
            i => i.ExecuteAsync(" Eve@New.example ", Roles.Trader, Cancel)
        );
        Assert.Equal("Eve@New.example", invited.Value.Value!.Email);
        var token = desk.Mail.TokenFor("Eve@New.example");

        var open = await FindAsync(desk, token);
        Assert.Equal(("Alpha Power", Roles.Trader, false), (open.Value.OrganisationName, open.Value.RoleName, open.Value.HasAccount));
        Assert.Equal("identity.weak_password", (await RegisterAsync(desk, token, "short")).Failure!.Code);
        var accepted = (await RegisterAsync(desk, token, Password)).Value;
        Assert.True(accepted.IsNewAccount);

        // The link is used up, and says so as an unknown one would.
        Assert.Equal(new InvitationUnusable(), (await RegisterAsync(desk, token, Password)).Failure);
        Assert.Equal(new InvitationUnusable(), (await FindAsync(desk, "unknown")).Failure);

        var members = await desk.AsAsync<IListMembers, Result<IReadOnlyList<MemberView>>>(admin, organisation, l => l.ExecuteAsync(Cancel));
        Assert.Equal(Roles.Trader, members.Value.Single(m => m.UserId == accepted.UserId).RoleName);
        await using var db = desk.Db();
        var row = await db.Set<Invitation>().SingleAsync(Cancel);
        Assert.Equal(32, row.TokenHash.Length);
        Assert.DoesNotContain(token, System.Text.Json.JsonSerializer.Serialize(row), StringComparison.Ordinal);
        Assert.Equal(["users.invited", "users.invitation_accepted"], desk.Audit.Events.Select(e => e.Action));
    }

    [Fact]
    public async Task A_link_stops_after_seven_days_when_resent_when_withdrawn_and_when_the_organisation_is_suspended()
    {
        await using var desk = await AdminDesk.OpenAsync();
        var organisation = await desk.OrganisationAsync();
        var admin = await desk.MemberAsync(organisation, "Ada");
        var id = await InviteAsync(desk, admin, organisation, "eve@new.example", Roles.Viewer);
        var first = desk.Mail.TokenFor("eve@new.example");
        desk.Time.Advance(TimeSpan.FromDays(7));
        Assert.Equal(new InvitationUnusable(), (await FindAsync(desk, first)).Failure);

        await desk.AsAsync<IChangeInvitation, Result<InvitationView>>(admin, organisation, c => c.ResendAsync(id, Cancel));
        var second = desk.Mail.TokenFor("eve@new.example");
        Assert.NotEqual(first, second);
        Assert.Equal(new InvitationUnusable(), (await FindAsync(desk, first)).Failure);
        Assert.True((await FindAsync(desk, second)).IsSuccess);

        await using (var db = desk.Db())
        {
            await db.Set<Organisation>().ExecuteUpdateAsync(o => o.SetProperty(x => x.Status, OrganisationStatus.Suspended), Cancel);
        }

        Assert.Equal(new InvitationUnusable(), (await FindAsync(desk, second)).Failure);
        await using (var db = desk.Db())
        {
            await db.Set<Organisation>().ExecuteUpdateAsync(o => o.SetProperty(x => x.Status, OrganisationStatus.Active), Cancel);
        }

        Assert.True((await desk.AsAsync<IChangeInvitation, Result<Done>>(admin, organisation, c => c.WithdrawAsync(id, Cancel))).IsSuccess);
        Assert.Equal(new InvitationUnusable(), (await FindAsync(desk, second)).Failure);
    }

    [Fact]
    public async Task Two_who_open_a_link_at_once_make_one_account()
    {
        await using var desk = await AdminDesk.OpenAsync();
        var organisation = await desk.OrganisationAsync();
        var admin = await desk.MemberAsync(organisation, "Ada");
        await InviteAsync(desk, admin, organisation, "eve@new.example", Roles.Viewer);
        var token = desk.Mail.TokenFor("eve@new.example");
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => RegisterAsync(desk, token, Password)));
        Assert.Single(answers, a => a.IsSuccess);
        await using var db = desk.Db();
        Assert.Equal(1, await db.Set<User>().CountAsync(u => u.NormalizedEmail == "EVE@NEW.EXAMPLE", Cancel));
    }

    [Fact]
    public async Task Somebody_with_an_account_joins_by_signing_in_and_nobody_joins_with_another_address()
    {
        await using var desk = await AdminDesk.OpenAsync();
        var alpha = await desk.OrganisationAsync();
        var beta = await desk.OrganisationAsync("Beta Power");
        var admin = await desk.MemberAsync(alpha, "Ada");
        var bob = await desk.MemberAsync(beta, "Bob");
        var carl = await desk.MemberAsync(beta, "Carl");
        await InviteAsync(desk, admin, alpha, "bob@alpha.example", Roles.Trader);
        var token = desk.Mail.TokenFor("bob@alpha.example");
        Assert.True((await FindAsync(desk, token)).Value.HasAccount);
        Assert.Equal("identity.account_exists", (await RegisterAsync(desk, token, Password)).Failure!.Code);
        Assert.Equal("identity.other_address", (await JoinAsync(desk, carl, beta, token)).Failure!.Code);
        Assert.Equal("identity.sign_in_first", (await JoinAsync(desk, null, beta, token)).Failure!.Code);
        Assert.False((await JoinAsync(desk, bob, beta, token)).Value.IsNewAccount);
        var mine = await desk.AsAsync<IListMyOrganisations, IReadOnlyList<MyOrganisation>>(bob, beta, l => l.ExecuteAsync(Cancel));
        Assert.Equal(["Alpha Power", "Beta Power"], mine.Select(o => o.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    [Trait("AttackCase", "32")]
    public async Task Under_enforced_single_sign_on_an_invitation_sets_no_password()
    {
        await using var desk = await AdminDesk.OpenAsync();
        var organisation = await desk.OrganisationAsync(policy: new() { SsoEnforced = true });
        var admin = await desk.MemberAsync(organisation, "Ada");
        await InviteAsync(desk, admin, organisation, "eve@new.example", Roles.Viewer);
        var token = desk.Mail.TokenFor("eve@new.example");
        Assert.True((await FindAsync(desk, token)).Value.SsoEnforced);
        Assert.Equal("identity.sso_required", (await RegisterAsync(desk, token, Password)).Failure!.Code);
    }

    [Fact]
    public async Task Nobody_is_invited_twice_or_as_a_member_or_with_a_bad_address()
    {
        await using var desk = await AdminDesk.OpenAsync();
        var organisation = await desk.OrganisationAsync();
        var admin = await desk.MemberAsync(organisation, "Ada");
        await InviteAsync(desk, admin, organisation, "eve@new.example", Roles.Viewer);
        foreach (
            var (email, code) in new[]
            {
                ("EVE@new.example", "identity.already_invited"),
                ("ada@alpha.example", "identity.already_member"),
                ("Eve <eve@x.example>", "identity.invalid"),
                ("a@b.example\r\nBcc: c@d.example", "identity.invalid"),
            }
        )
        {
            var answer = await desk.AsAsync<IInviteMember, Result<OptiBid.Core.Identity.Access.Decided<InvitationView>>>(
                admin,
                organisation,
                i => i.ExecuteAsync(email, Roles.Viewer, Cancel)
            );
            Assert.Equal(code, answer.Failure?.Code);
        }

        Assert.Single(desk.Mail.Sent);
    }

    private static Task<Result<OpenInvitation>> FindAsync(AdminDesk desk, string token) =>
        desk.AsAsync<IAcceptInvitation, Result<OpenInvitation>>(null, default, a => a.FindAsync(token, Cancel));

    private static Task<Result<AcceptedInvitation>> RegisterAsync(AdminDesk desk, string token, string password) =>
        desk.AsAsync<IAcceptInvitation, Result<AcceptedInvitation>>(null, default, a => a.RegisterAsync(token, "Eve", password, Cancel));

    private static Task<Result<AcceptedInvitation>> JoinAsync(AdminDesk desk, Guid? user, Guid organisation, string token) =>
        desk.AsAsync<IAcceptInvitation, Result<AcceptedInvitation>>(user, organisation, a => a.JoinAsync(token, Cancel));

    private static async Task<Guid> InviteAsync(AdminDesk desk, Guid admin, Guid organisation, string email, string role) =>
        (
            await desk.AsAsync<IInviteMember, Result<OptiBid.Core.Identity.Access.Decided<InvitationView>>>(
                admin,
                organisation,
                i => i.ExecuteAsync(email, role, Cancel)
            )
        )
            .Value
            .Value!
            .Id;
}
