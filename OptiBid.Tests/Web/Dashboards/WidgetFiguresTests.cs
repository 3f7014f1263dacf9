using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using MudBlazor.Services;
using OptiBid.Core.Dashboards;
using OptiBid.Core.Dashboards.Content;
using OptiBid.Core.Identity;
using OptiBid.Tests.Core.Portfolios;
using OptiBid.Tests.Support;
using OptiBid.Web.Components.Widgets;
using OptiBid.Web.Features.Dashboards.Widgets;

namespace OptiBid.Tests.Web.Dashboards;

/// <summary>Figures that people type into the settings of a widget and read when they look into it.</summary>
public sealed class WidgetFiguresTests
{
    private static readonly WidgetDescriptor s_kind = new(
        new("test.figures", "Figures", "Takes a figure", "Tests", new(2, 2), new(4, 3))
        {
            Settings = [new("limit", "Limit", WidgetSettingKind.Number, "24") { Min = -10, Max = 1500 }],
        },
        typeof(NotesWidget)
    );

    [Theory]
    [InlineData("price [$/MWh]", "34.123456", "34,12")]
    [InlineData("price [$/MWh]", "-1234.5", "-1.234,50")]
    [InlineData("result [$]", "1234567.891", "1.234.567,89")]
    [InlineData("net power [MW]", "12.34", "12,3")]
    [InlineData("captured [%]", "85.349", "85,3")]
    [InlineData("late [min]", "5", "5")]
    [InlineData("below zero [h]", "3.5", "3,5")]
    [InlineData("price [$/MWh]", "", "")]
    [InlineData("node", "12.34", "12.34")]
    [InlineData("start_utc", "2026-11-24T15:00:00Z", "2026-11-24T15:00:00Z")]
    public void A_cell_has_the_decimals_of_its_unit_and_the_separators_of_the_reader(string heading, string cell, string shown)
    {
        using var german = new Speaking("de-DE");
        Assert.Equal(shown, FigureColumn.Of(heading).Show(cell));
    }

    [Fact]
    public async Task A_German_reader_types_a_comma()
    {
        using var german = new Speaking("de-DE");
        await using var desk = new BunitContext();
        var (host, dialog) = await OpenAsync(
            desk,
            new("a", s_kind.Info.Id) { Settings = new Dictionary<string, string> { ["limit"] = "7.5" } }
        );
        Assert.Equal("7,5", host.Find("#setting-limit").GetAttribute("value"));

        host.Find("#setting-limit").Change("12.5");
        await host.Find("#widget-settings").SubmitAsync();
        Assert.Contains("-10", host.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Contains("1500", host.Find("[role=alert]").TextContent, StringComparison.Ordinal);

        host.Find("#setting-limit").Change("1.234,5");
        Assert.Equal("1234,5", host.Find("#setting-limit").GetAttribute("value"));
        await host.Find("#widget-settings").SubmitAsync();
        var saved = Assert.IsType<DashboardWidget>((await dialog.Result)!.Data);
        Assert.Equal("1234.5", saved.Settings["limit"]);
    }

    [Fact]
    public async Task The_default_and_what_is_out_of_range_are_not_saved()
    {
        using var english = new Speaking("en-US");
        await using var desk = new BunitContext();
        var (host, dialog) = await OpenAsync(desk, new("a", s_kind.Info.Id));
        host.Find("#setting-limit").Change("2000");
        await host.Find("#widget-settings").SubmitAsync();
        Assert.NotEmpty(host.FindAll("[role=alert]"));
        host.Find("#setting-limit").Change("24.0");
        await host.Find("#widget-settings").SubmitAsync();
        Assert.Empty(Assert.IsType<DashboardWidget>((await dialog.Result)!.Data).Settings);
    }

    private static async Task<(IRenderedComponent<MudDialogProvider> Host, IDialogReference Dialog)> OpenAsync(
        BunitContext desk,
        DashboardWidget widget
    )
    {
        desk.JSInterop.Mode = JSRuntimeMode.Loose;
        desk.Services.AddMudServices(o => o.PopoverOptions.CheckForPopoverProvider = false);
        desk.Services.AddLogging();
        desk.Services.AddLocalization();
        desk.Services.AddSingleton<Microsoft.Extensions.Configuration.IConfiguration>(
            new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build()
        );
        desk.Services.AddSingleton<ICurrentUser>(new FakeUser(FakeUser.Reads));
        desk.Services.AddSingleton(s_kind);
        desk.Services.AddWidgetCatalogue();
        var host = desk.Render<MudDialogProvider>();
        var parameters = new DialogParameters<WidgetSettingsDialog> { { d => d.Widget, widget }, { d => d.Descriptor, s_kind } };
        var dialog = await host.InvokeAsync(() =>
            desk.Services.GetRequiredService<IDialogService>().ShowAsync<WidgetSettingsDialog>("Settings", parameters)
        );
        return (host, dialog);
    }
}
