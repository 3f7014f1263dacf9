using Bunit;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets.Import;
using OptiBid.Core.Markets.Prices;
using OptiBid.Core.Series;
using OptiBid.Tests.Core.Markets.Simulated;
using OptiBid.Tests.Core.Portfolios;
using OptiBid.Tests.Support;
using OptiBid.Web.Components.Shared;
using OptiBid.Web.Features.Import;

namespace OptiBid.Tests.Web.Import;

public sealed class ImportPageTests : BunitContext
{
    private const string Rows = "delivery_date,hour_ending,repeated_hour_flag,HB_NORTH\n2024-01-01,1,N,10\n2024-01-01,2,N,oops\n";
    private readonly MemorySeriesStore _store = new();

    public ImportPageTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddLocalization();
        Services.AddMudServices();
        Services.AddLogging();
        Services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        Services.AddSingleton(TimeProvider.System);
        Services.AddSingleton<ITimeSeriesStore>(_store);
        Services.AddSingleton<ICurrentUser>(new FakeUser(FakeUser.Reads, Permissions.ImportData));
        Services.AddScoped<IListSeries, ListSeries>();
        Services.AddScoped<IToast, Toast>();
        Services.AddScoped<IDownloads, Downloads>();
        Services.AddSingleton<OptiBid.Core.Notifications.Inbox.IInbox>(new OptiBid.Tests.Support.MemoryInbox());
        Services.AddSingleton<OptiBid.Core.Data.IAuditTrail>(new OptiBid.Tests.Support.MemoryTrail());
        Services.AddScoped<OptiBid.Core.Identity.ScopeActor>();
        Services.AddImport();
    }

    [Fact]
    public void A_file_is_shown_then_imported_and_its_series_listed()
    {
        var page = Render<ImportPage>();
        page.WaitForAssertion(() => Assert.Contains("No series yet", page.Markup, StringComparison.Ordinal));
        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText(Rows, "north.csv"));
        page.WaitForAssertion(() => Assert.Contains("Read as ercot-wide", page.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(20));
        Button(page, "Import").Click();
        page.WaitForAssertion(
            () => Assert.Contains("ERCOT/HB_NORTH/da_lmp", page.Markup, StringComparison.Ordinal),
            TimeSpan.FromSeconds(20)
        );
        Assert.Contains("'HB_NORTH' is 'oops'", page.Markup.Replace("&#x27;", "'", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("markets?market=ERCOT&amp;node=HB_NORTH", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_wrong_with_a_row_is_said_in_the_language_of_the_reader()
    {
        using var german = new Speaking("de-DE");
        var page = Render<ImportPage>();
        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText(Rows, "north.csv"));
        page.WaitForAssertion(() => Assert.Contains("Gelesen als", page.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(60));
        page.Find("input[type=checkbox]").Change(true);
        Button(page, "Prüfen").Click();
        page.WaitForAssertion(
            () => Assert.Contains(page.FindAll("details li"), l => l.TextContent.Contains("endliche Zahl", StringComparison.Ordinal)),
            TimeSpan.FromSeconds(60)
        );
        Assert.Contains(
            "Zeile 3: „HB_NORTH“ ist „oops“; erwartet wird eine endliche Zahl",
            page.Find("details ul").TextContent,
            StringComparison.Ordinal
        );
        Assert.Empty(page.FindAll("[lang=en]"));

        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText("when,price\n2024-01-01 00:00,5\n", "mine.csv"));
        page.WaitForAssertion(
            () =>
                Assert.Contains(
                    "So nicht lesbar: Die Kopfzeile gehört zu keinem",
                    System.Net.WebUtility.HtmlDecode(page.Markup),
                    StringComparison.Ordinal
                ),
            TimeSpan.FromSeconds(60)
        );
    }

    [Fact]
    public void A_csv_of_another_layout_asks_what_its_columns_are()
    {
        var page = Render<ImportPage>();
        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText("when,price\n2024-01-01 00:00,5\n", "mine.csv"));
        page.WaitForElement("input[placeholder=PJM]", TimeSpan.FromSeconds(20)).Change("house");
        page.Find("input[aria-label='Node of price']").Change("N1");
        page.Find("input[aria-label='Product of price']").Change("rt_lmp");
        page.Find("input[aria-label='Unit of price']").Change("$/MWh");
        Button(page, "Use these columns").Click();
        page.WaitForAssertion(() => Assert.Contains("Read as csv-mapped", page.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(20));
        Button(page, "Import").Click();
        page.WaitForAssertion(() => Assert.Contains("HOUSE/N1/rt_lmp", page.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void A_dry_run_says_that_nothing_changed()
    {
        var page = Render<ImportPage>();
        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText(Rows, "north.csv"));
        page.WaitForAssertion(() => Assert.Contains("Read as ercot-wide", page.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(20));
        page.Find("input[type=checkbox]").Change(true);
        Button(page, "Check").Click();
        page.WaitForAssertion(
            () => Assert.Contains("Checked, nothing changed", page.Markup, StringComparison.Ordinal),
            TimeSpan.FromSeconds(20)
        );
        Assert.Contains("No series yet", page.Markup, StringComparison.Ordinal);
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<ImportPage> page, string text) =>
        page.FindAll("button").Single(b => b.TextContent.Trim() == text);
}
