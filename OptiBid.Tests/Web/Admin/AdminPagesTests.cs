using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using MudBlazor.Services;
using OptiBid.Core.Audit.Explorer;
using OptiBid.Core.Common;
using OptiBid.Core.Cryptography;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Access;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.SignIn;
using OptiBid.Core.Identity.Users;
using OptiBid.Tests.Core.Identity.Administration;
using OptiBid.Web.Components.Layout;
using OptiBid.Web.Components.Shared;
using OptiBid.Web.Features.Admin;
using OptiBid.Web.Features.Sso;

namespace OptiBid.Tests.Web.Admin;

/// <summary>The pages of administration over the real commands and an SQLite file.</summary>
public sealed class AdminPagesTests
{
    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_administrator_invites_somebody_from_the_page_of_members()
    {
        await using var stage = await OpenAsync(Roles.Administrator);
        var page = stage.Context.Render<UsersPage>();
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("tbody tr").Count));
        page.FindAll("button").First(b => b.TextContent.Trim() == "Invite").Click();
        stage.Host.WaitForElement(".mud-dialog");
        stage.Host.Find(".mud-dialog input[type=email]").Input("eve@new.example");
        stage.Host.FindAll("button").First(b => b.TextContent.Trim() == "Send invitation").Click();
        page.WaitForAssertion(() => Assert.Contains("eve@new.example", page.Markup, StringComparison.Ordinal));
        Assert.Single(stage.Desk.Mail.Sent);
    }

    [Fact]
    public async Task Whoever_may_only_read_sees_members_and_no_way_to_change_them()
    {
        await using var stage = await OpenAsync(Roles.RiskAndCompliance);
        var page = stage.Context.Render<UsersPage>();
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("tbody tr").Count));
        Assert.DoesNotContain(page.FindAll("button"), b => b.TextContent.Trim() == "Invite");
        var denied = stage.Context.Render<OrganisationPage>();
        Assert.DoesNotContain("Delete the organisation", denied.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_viewer_is_told_that_they_have_no_permission()
    {
        await using var stage = await OpenAsync(Roles.Viewer);
        var page = stage.Context.Render<UsersPage>();
        page.WaitForAssertion(() => Assert.Contains("do not have permission", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Access_is_explained_on_its_page()
    {
        await using var stage = await OpenAsync(Roles.Administrator);
        var page = stage.Context.Render<AccessPage>();
        page.WaitForAssertion(() => Assert.Contains("Ada can do this", page.Markup, StringComparison.Ordinal));
        Assert.Contains("built-in role Administrator allows bids.submit", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_is_saved_after_a_look_at_who_is_affected()
    {
        await using var stage = await OpenAsync(Roles.Administrator);
        var page = stage.Context.Render<SecurityPage>();
        page.WaitForAssertion(() => Assert.Contains("everybody", page.Markup, StringComparison.Ordinal));
        Assert.True(Button(page, "Save policy").HasAttribute("disabled"));
        page.Find("fieldset input[type=checkbox]").Change(true);
        Button(page, "Who is affected?").Click();
        page.WaitForAssertion(() => Assert.Contains("2 members notice", page.Markup, StringComparison.Ordinal));
        Button(page, "Save policy").Click();
        stage.Host.WaitForElement(".mud-dialog");
        stage.Host.FindAll(".mud-dialog button").First(b => b.TextContent.Trim() == "Save policy").Click();
        page.WaitForAssertion(() => Assert.Contains(stage.Desk.Audit.Events, e => e.Action == "security.policy_changed"));
    }

    [Fact]
    public async Task The_overview_counts_what_is_there()
    {
        await using var stage = await OpenAsync(Roles.Administrator);
        var page = stage.Context.Render<AdminHome>();
        page.WaitForAssertion(() => Assert.Contains("0 of 2", page.Markup, StringComparison.Ordinal));
        page.WaitForAssertion(() => Assert.Contains("not asked for, administrators without one: 1", page.Markup, StringComparison.Ordinal));
        Assert.Contains("none is named; needed once", page.Markup, StringComparison.Ordinal);
        Assert.Contains("in a key file", page.Markup, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Contains("present, up to checkpoint 1,204", page.Markup, StringComparison.Ordinal));
        var roles = stage.Context.Render<RolesPage>();
        roles.WaitForAssertion(() => Assert.Contains("audit.verify", roles.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_health_of_the_security_settings_names_the_way_in_for_emergencies()
    {
        await using var stage = await OpenAsync(Roles.Administrator);
        await using (var db = stage.Desk.Db())
        {
            var organisation = await db.Set<Organisation>().SingleAsync(Cancel);
            organisation.Policy = new() { MfaRoles = [Roles.Administrator], SsoEnforced = true };
            await db.SaveChangesAsync(Cancel);
        }

        var unsafely = stage.Context.Render<SecurityHealthPanel>();
        unsafely.WaitForAssertion(() =>
            Assert.Contains("nobody gets in when the provider is away", unsafely.Markup, StringComparison.Ordinal)
        );
        Assert.Contains(">enforced<", unsafely.Markup, StringComparison.Ordinal);
        Assert.Contains("asked for, administrators without one: 1", unsafely.Markup, StringComparison.Ordinal);
        await using (var db = stage.Desk.Db())
        {
            var ada = await db.Set<Membership>().SingleAsync(m => m.RoleKey == Roles.Administrator, Cancel);
            ada.IsBreakGlass = true;
            await db.SaveChangesAsync(Cancel);
        }

        var named = stage.Context.Render<SecurityHealthPanel>();
        named.WaitForAssertion(() => Assert.Contains("Ada", named.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_may_not_see_members_gets_no_health_of_security_settings()
    {
        await using var stage = await OpenAsync(Roles.Viewer);
        var panel = stage.Context.Render<SecurityHealthPanel>();
        panel.WaitForAssertion(() => Assert.Contains("do not have permission", panel.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Times_follow_the_preferences_of_whoever_looks_and_else_their_organisation()
    {
        await using var stage = await OpenAsync(Roles.Administrator);
        await using (var db = stage.Desk.Db())
        {
            (await db.Set<Organisation>().SingleAsync(Cancel)).TimeZoneId = "America/Chicago";
            await db.SaveChangesAsync(Cancel);
        }

        var theirs = stage.Context.Render<UserClockScope>(p => p.AddChildContent<UsersPage>());
        theirs.WaitForAssertion(() => Assert.Contains("2026-11-24 02:00 CST", theirs.Markup, StringComparison.Ordinal));
        var saved = await stage.Of<IManageProfile>().SaveAsync("Ada", "Europe/Berlin", null, "de-DE", null, Cancel);
        Assert.True(saved.IsSuccess);
        var own = stage.Context.Render<UserClockScope>(p => p.AddChildContent<UsersPage>());
        own.WaitForAssertion(() => Assert.Contains("24.11.2026 09:00 CET", own.Markup, StringComparison.Ordinal));
        Assert.Contains("title=\"2026-11-24 08:00 UTC\"", own.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_anonymous_reader_has_no_display_settings()
    {
        await using var desk = await AdminDesk.OpenAsync();
        var settings = await desk.AsAsync<IReadDisplaySettings, DisplaySettings>(null, default, r => r.ExecuteAsync(Cancel));
        Assert.Equal(new DisplaySettings(null, null, null), settings);
    }

    [Fact]
    public async Task A_scim_token_is_shown_once_listed_and_revoked_after_a_question()
    {
        await using var stage = await OpenAsync(Roles.Administrator);
        var panel = stage.Context.Render<ScimTokensPanel>();
        panel.WaitForAssertion(() => Assert.Contains("No token yet", panel.Markup, StringComparison.Ordinal));
        Assert.Contains("scim/v2", panel.Markup, StringComparison.Ordinal);
        panel.Find("input[type=text]").Input("Entra ID");
        panel.FindAll("button").First(b => b.TextContent.Trim() == "Create SCIM token").Click();
        panel.WaitForAssertion(() => Assert.Contains("obscim_", panel.Markup, StringComparison.Ordinal));
        panel.FindAll("button").First(b => b.TextContent.Trim() == "I have copied it").Click();
        panel.WaitForAssertion(() => Assert.DoesNotContain("obscim_", panel.Markup, StringComparison.Ordinal));
        var row = panel.Find("tbody tr").TextContent;
        Assert.Contains("Entra ID", row, StringComparison.Ordinal);
        Assert.Contains("never", row, StringComparison.Ordinal);

        panel.Find("tbody button").Click();
        stage.Host.WaitForElement(".mud-dialog");
        stage.Host.FindAll(".mud-dialog button").First(b => b.TextContent.Trim() == "Revoke").Click();
        panel.WaitForAssertion(() => Assert.Contains("revoked", panel.Find("tbody tr").TextContent, StringComparison.Ordinal));
        Assert.Empty(panel.FindAll("tbody button"));
        Assert.Contains(stage.Desk.Audit.Events, e => e.Action == "scim.token_created");
        Assert.Contains(stage.Desk.Audit.Events, e => e.Action == "scim.token_revoked");
    }

    [Fact]
    public async Task Whoever_may_not_manage_scim_sees_no_token()
    {
        await using var stage = await OpenAsync(Roles.RiskAndCompliance);
        var panel = stage.Context.Render<ScimTokensPanel>();
        panel.WaitForAssertion(() => Assert.Contains("do not have permission", panel.Markup, StringComparison.Ordinal));
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<SecurityPage> page, string text) =>
        page.FindAll("button").First(b => b.TextContent.Trim() == text);

    private static async Task<Stage> OpenAsync(string role)
    {
        var keys = Directory.CreateTempSubdirectory("optibid-keys-").FullName;
        var desk = await AdminDesk.OpenAsync(further: s =>
            s.AddCryptography(new ConfigurationBuilder().Build(), keys).AddSingleton<IReadAuditState>(new SignedAudit())
        );
        var organisation = await desk.OrganisationAsync();
        var user = await desk.MemberAsync(organisation, "Ada", role);
        await desk.MemberAsync(organisation, "Bob", Roles.Trader);
        return new(desk, keys, (await desk.Services.GetRequiredService<IFindAccess>().ExecuteAsync(user, organisation, Cancel))!);
    }

    /// <summary>A log elsewhere: its state is tested over a real one in <see cref="AuditStatePanelTests"/>.</summary>
    private sealed class SignedAudit : IReadAuditState
    {
        public Task<Result<AuditState>> ExecuteAsync(CancellationToken cancellationToken = default) =>
            Task.FromResult<Result<AuditState>>(new AuditState(1204, 9000, new(2026, 11, 24, 8, 0, 0, DateTimeKind.Utc), 0, 1204));
    }

    /// <summary>Pages whose commands come from a scope of the desk in which one member acts.</summary>
    private sealed class Stage : IAsyncDisposable
    {
        private readonly AsyncServiceScope _scope;
        private readonly string _keys;

        public Stage(AdminDesk desk, string keys, MemberAccess access)
        {
            _keys = keys;
            Desk = desk;
            _scope = desk.Services.CreateAsyncScope();
            _scope.ServiceProvider.GetRequiredService<AdminDesk.Actor>().Access = access;
            // A loaded machine is slow, not wrong.
            BunitContext.DefaultWaitTimeout = TimeSpan.FromSeconds(30);
            Context.JSInterop.Mode = JSRuntimeMode.Loose;
            Context.Services.AddLocalization();
            Context.Services.AddMudServices();
            Context.Services.AddScoped<IToast, Toast>();
            Context.Services.AddScoped<IConfirm, Confirm>();
            Context.Services.AddScoped<IProofPrompt, ProofPrompt>();
            Context.Services.AddScoped(_ => _scope.ServiceProvider.GetRequiredService<IRecentProof>());
            Context.Services.AddScoped<IDownloads, Downloads>();
            Context.Services.AddScoped(_ => _scope.ServiceProvider.GetRequiredService<OptiBid.Core.Data.IAuditTrail>());
            Context.Services.AddFallbackServiceProvider(_scope.ServiceProvider);
            Host = Context.Render(builder =>
            {
                builder.OpenComponent<MudPopoverProvider>(0);
                builder.CloseComponent();
                builder.OpenComponent<MudDialogProvider>(1);
                builder.CloseComponent();
                builder.OpenComponent<MudSnackbarProvider>(2);
                builder.CloseComponent();
            });
        }

        public AdminDesk Desk { get; }

        public T Of<T>()
            where T : notnull => _scope.ServiceProvider.GetRequiredService<T>();

        public BunitContext Context { get; } = new();

        public IRenderedComponent<IComponent> Host { get; }

        public async ValueTask DisposeAsync()
        {
            await Context.DisposeAsync();
            await _scope.DisposeAsync();
            await Desk.DisposeAsync();
            Directory.Delete(_keys, recursive: true);
        }
    }
}
