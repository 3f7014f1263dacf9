using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using OptiBid.Core.Audit.Explorer;
using OptiBid.Core.Common;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.SignIn;
using OptiBid.Tests.Core.Audit;
using OptiBid.Tests.Core.Portfolios;
using OptiBid.Tests.Web.Forecasts;
using OptiBid.Web.Components.Shared;
using OptiBid.Web.Features.Admin;

namespace OptiBid.Tests.Web.Admin;

/// <summary>The state of a real log on the overview of administration.</summary>
public sealed class AuditStatePanelTests : BunitContext, IAsyncLifetime
{
    private AuditDesk _desk = default!;

    public async ValueTask InitializeAsync()
    {
        _desk = await AuditDesk.OnSqliteAsync();
        await _desk.FillAsync(5);
        await _desk.Trail.RecordAsync(new("test.waits", "thing", "6"), AuditDesk.Token);
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await _desk.DisposeAsync();
    }

    [Fact]
    public async Task It_tells_the_last_checkpoint_what_it_covers_what_waits_and_where_else_it_is()
    {
        var state = (await _desk.Get<IReadAuditState>().ExecuteAsync(AuditDesk.Token)).Value;
        Assert.Equal((1, 5, 1, 1L), (state.Checkpoint, state.Covered, state.Waiting, state.InSecondPlace));
        var panel = Panel();
        panel.WaitForAssertion(() => Assert.Contains("number 1, signed", panel.Markup, StringComparison.Ordinal));
        Assert.Contains("present, up to checkpoint 1", panel.Markup, StringComparison.Ordinal);
        Assert.Single(panel.FindAll("time"));
    }

    [Fact]
    public void A_second_place_that_is_gone_or_behind_is_told()
    {
        File.WriteAllText(_desk.SecondPlaceFile, "");
        var behind = Panel();
        behind.WaitForAssertion(() => Assert.Contains("only up to checkpoint 0", behind.Markup, StringComparison.Ordinal));
        File.Delete(_desk.SecondPlaceFile);
        var gone = Render<AuditStatePanel>();
        gone.WaitForAssertion(() => Assert.Contains("its file is missing", gone.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_may_not_see_members_gets_no_state()
    {
        await using var desk = await AuditDesk.OnSqliteAsync(user: new FakeUser(Permissions.ReadMarkets));
        var state = await desk.Get<IReadAuditState>().ExecuteAsync(AuditDesk.Token);
        Assert.Equal(FailureKind.Forbidden, state.Failure!.Kind);
    }

    private IRenderedComponent<AuditStatePanel> Panel()
    {
        DefaultWaitTimeout = TimeSpan.FromSeconds(30);
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddLocalization();
        Services.AddMudServices(o => o.PopoverOptions.CheckForPopoverProvider = false);
        Services.AddSingleton<ICurrentUser>(new FakeUser([.. Permissions.All]));
        Services.AddSingleton(_desk.Get<IReadAuditState>());
        Services.AddSingleton<IToast>(new ForecastBench.Told());
        Services.AddScoped<IConfirm, Confirm>();
        Services.AddScoped<IProofPrompt, ProofPrompt>();
        Services.AddSingleton<IRecentProof>(new Fresh());
        return Render<AuditStatePanel>();
    }

    private sealed class Fresh : IRecentProof
    {
        public StepUpRequired? Missing() => null;
    }
}
