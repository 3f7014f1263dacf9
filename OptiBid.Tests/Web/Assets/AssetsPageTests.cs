using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using OptiBid.Core.Identity;
using OptiBid.Core.Portfolios.Assets;
using OptiBid.Tests.Core.Portfolios;
using OptiBid.Tests.Web.Markets;
using OptiBid.Web.Features.Assets;

namespace OptiBid.Tests.Web.Assets;

public sealed class AssetsPageTests
{
    private static CancellationToken Token => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reader_sees_the_assets_but_no_way_to_change_them()
    {
        await using var desk = await new MarketDesk(FakeUser.Reads).SeedAsync();
        var page = desk.Render<AssetsPage>();
        Assert.Equal(3, page.FindAll("tbody tr").Count);
        Assert.DoesNotContain("Retire", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("New asset", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_dialog_keeps_a_bad_draft_and_names_what_is_wrong()
    {
        await using var desk = await new MarketDesk(FakeUser.Reads, Permissions.WriteAssets, Permissions.RetireAssets).SeedAsync();
        var (page, host) = Render(desk);
        page.FindAll("button").First(b => b.TextContent.Contains("New asset", StringComparison.Ordinal)).Click();
        host.WaitForElement(".mud-dialog");
        Input(host, "Name").Input("demo BATTERY");
        Input(host, "Node").Change("SIM HB_NORTH");
        Input(host, "Power (MW)").Input("0");
        Button(host, "Create asset").Click();
        host.WaitForAssertion(() => Assert.Contains("More than 0", host.Find(".mud-dialog").TextContent, StringComparison.Ordinal));

        Input(host, "Power (MW)").Input("10");
        Button(host, "Create asset").Click();
        host.WaitForAssertion(() =>
            Assert.Contains("An asset named 'demo BATTERY' exists", host.Find(".mud-dialog").TextContent, StringComparison.Ordinal)
        );

        Input(host, "Name").Input("Third battery");
        Button(host, "Create asset").Click();
        page.WaitForAssertion(() => Assert.Contains("Third battery", page.Markup, StringComparison.Ordinal));
        Assert.Equal(4, page.FindAll("tbody tr").Count);
    }

    [Fact]
    public async Task A_change_from_an_old_version_is_refused_with_the_name_of_who_was_first()
    {
        await using var desk = await new MarketDesk(FakeUser.Reads, Permissions.WriteAssets, Permissions.RetireAssets).SeedAsync();
        var (page, host) = Render(desk);
        page.Find("button[aria-label='Edit Demo battery']").Click();
        host.WaitForElement(".mud-dialog");

        var asset = (await desk.Services.GetRequiredService<IListAssets>().ExecuteAsync(Token)).Value[0];
        await desk
            .Services.GetRequiredService<ISaveAsset>()
            .ExecuteAsync(asset.Id, asset.Draft with { PowerMw = 90 }, asset.Version, Token);

        Button(host, "Save changes").Click();
        host.WaitForAssertion(() =>
            Assert.Contains("changed by Ada in the meantime", host.Find(".mud-dialog").TextContent, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task An_asset_is_retired_after_a_question_and_comes_back_by_undo()
    {
        await using var desk = await new MarketDesk(FakeUser.Reads, Permissions.WriteAssets, Permissions.RetireAssets).SeedAsync();
        var (page, host) = Render(desk);
        page.Find("button[aria-label='Retire Small battery']").Click();
        host.WaitForElement(".mud-dialog");
        Button(host, "Cancel").Click();
        host.WaitForAssertion(() => Assert.Empty(host.FindAll(".mud-dialog")));
        Assert.Equal(3, page.FindAll("tbody tr").Count);

        page.Find("button[aria-label='Retire Small battery']").Click();
        host.WaitForElement(".mud-dialog");
        Button(host, "Retire").Click();
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("tbody tr").Count));
        host.WaitForElement(".mud-snackbar");
        Button(host, "Undo").Click();
        page.WaitForAssertion(() => Assert.Equal(3, page.FindAll("tbody tr").Count));
    }

    private static (IRenderedComponent<AssetsPage> Page, IRenderedComponent<IComponent> Host) Render(MarketDesk desk)
    {
        var host = desk.Render(builder =>
        {
            builder.OpenComponent<MudPopoverProvider>(0);
            builder.CloseComponent();
            builder.OpenComponent<MudDialogProvider>(1);
            builder.CloseComponent();
            builder.OpenComponent<MudSnackbarProvider>(2);
            builder.CloseComponent();
        });
        return (desk.Render<AssetsPage>(), host);
    }

    private static AngleSharp.Dom.IElement Input(IRenderedComponent<IComponent> host, string label)
    {
        var found = host.FindAll("label").First(l => l.TextContent.Trim().TrimEnd('*') == label);
        return host.Find($"#{found.GetAttribute("for")}");
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<IComponent> host, string text) =>
        host.FindAll("button").First(b => b.TextContent.Trim() == text);
}
