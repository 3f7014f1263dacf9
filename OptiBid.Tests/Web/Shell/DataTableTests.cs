using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Tests.Web.Shell;

/// <summary>What a page can ask of a table beyond sorting: actions, choice, filter, totals, files, rows that the server still has.</summary>
public sealed class DataTableTests : IAsyncLifetime
{
    private readonly BunitContext _bunit = new();
    private readonly Kept _downloads = new();

    public ValueTask InitializeAsync()
    {
        _bunit.JSInterop.Mode = JSRuntimeMode.Loose;
        _bunit.Services.AddLocalization();
        _bunit.Services.AddMudServices();
        _bunit.Services.AddSingleton<IDownloads>(_downloads);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await _bunit.DisposeAsync();

    [Fact]
    public void ActionsOfARow_AreNeitherSortedNorChosenNorSaved()
    {
        string? pressed = null;
        var table = Table(_ => { }, a => pressed = a.Name);
        Assert.Equal(["Name", "Power", "Day", "Actions"], table.FindAll("thead th").Select(h => h.TextContent));
        Assert.Null(table.FindAll("thead th")[^1].QuerySelector("button"));
        table.FindAll("tbody tr")[1].QuerySelector("button")!.Click();
        Assert.Equal("b", pressed);
        table.Find(".ob-data-chooser button").Click();
        Assert.Equal(["Power", "Day"], table.FindAll(".ob-data-columns label").Select(l => l.TextContent.Trim()));
        Assert.Equal("name,power,day,energy\na,1.25,2025-11-02,2\nb,,2025-11-03,0\nc,-3.5,2025-11-04,7\n", Save(table));
    }

    [Fact]
    public void Filter_KeepsTheRowsWithTheText_SaysHowMany_AndHidesTheTotals()
    {
        var table = Table(p => p.Add(t => t.Searchable, true));
        Assert.Equal("Sum", table.Find("tfoot th").TextContent);
        table.Find("input[type=search]").Input("11-03");
        Assert.Equal(["b"], table.FindAll("tbody th").Select(h => h.TextContent));
        Assert.Equal("1 of 3 rows", table.Find("[role=status]").TextContent);
        Assert.Empty(table.FindAll("tfoot"));
        Assert.Equal("name,power,day,energy\nb,,2025-11-03,0\n", Save(table));
        table.Find("input[type=search]").Input("nothing has it");
        Assert.Contains("No row has this text", table.Markup, StringComparison.Ordinal);
        table.Find("input[type=search]").Input("");
        Assert.Equal(3, table.FindAll("tbody tr").Count);
    }

    [Fact]
    public void MoreRows_AreFetchedOnce_AndKeepTheSorting()
    {
        IRenderedComponent<DataTable<Asset>>? table = null;
        var fetched = 0;
        table = Table(p =>
            p.Add(t => t.HasMore, true)
                .Add(t => t.SortedBy, "power")
                .Add(t => t.SortedDescending, true)
                .Add(
                    t => t.OnMore,
                    () =>
                    {
                        fetched++;
                        Asset[] all = [.. s_assets, new("d", 100, new(2025, 11, 5), 1)];
                        table!.Render(q => q.Add(t => t.Items, all).Add(t => t.HasMore, false));
                    }
                )
        );
        Assert.Equal("descending", table.FindAll("thead th")[1].GetAttribute("aria-sort"));
        Assert.Equal(["a", "c", "b"], table.FindAll("tbody th").Select(h => h.TextContent));
        table.FindAll("button").Single(b => b.TextContent.Trim() == "More rows").Click();
        Assert.Equal(["d", "a", "c", "b"], table.FindAll("tbody th").Select(h => h.TextContent));
        Assert.Equal(1, fetched);
        Assert.DoesNotContain("More rows", table.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void AChosenRow_SaysSo_AndWithoutChoiceNoRowDoes()
    {
        var table = Table(p => p.Add(t => t.IsSelected, (Func<Asset, bool>)(a => a.Name == "b")));
        Assert.Equal(["false", "true", "false"], table.FindAll("tbody tr").Select(r => r.GetAttribute("aria-selected")));
        Assert.All(Table(_ => { }).FindAll("tbody tr"), r => Assert.False(r.HasAttribute("aria-selected")));
    }

    [Fact]
    public void AShortListThatNobodySaves_HasNoTools_ButSorts()
    {
        var table = Table(_ => { }, file: null);
        Assert.Empty(table.FindAll(".ob-data-tools"));
        table.FindAll("thead button")[1].Click();
        Assert.Equal(["c", "a", "b"], table.FindAll("tbody th").Select(h => h.TextContent));
    }

    private static readonly Asset[] s_assets =
    [
        new("a", 1.25, new(2025, 11, 2), 2),
        new("b", null, new(2025, 11, 3), 0),
        new("c", -3.5, new(2025, 11, 4), 7),
    ];

    private static DataColumn<Asset>[] Columns(Action<Asset> press) =>
        [
            new("name", "Name", a => a.Name) { IsRowHeader = true, Total = "Sum" },
            new("power", "Power", a => a.PowerMw) { IsNumber = true, Decimals = 1 },
            new("day", "Day", a => a.Day),
            DataColumn.File<Asset>("energy", a => a.EnergyMwh),
            DataColumn.Actions<Asset>(
                "Actions",
                a =>
                    b =>
                    {
                        b.OpenElement(0, "button");
                        b.AddAttribute(1, "onclick", EventCallback.Factory.Create(press, () => press(a)));
                        b.AddContent(2, "Press");
                        b.CloseElement();
                    }
            ),
        ];

    private string Save(IRenderedComponent<DataTable<Asset>> table)
    {
        table.FindAll("button").Single(b => b.TextContent.Trim() == "CSV").Click();
        return _downloads.Text;
    }

    private IRenderedComponent<DataTable<Asset>> Table(
        Action<ComponentParameterCollectionBuilder<DataTable<Asset>>> more,
        Action<Asset>? press = null,
        string? file = "assets.csv"
    ) =>
        _bunit.Render<DataTable<Asset>>(p =>
        {
            p.Add(t => t.Items, s_assets)
                .Add(t => t.Columns, Columns(press ?? (_ => { })))
                .Add(t => t.Caption, "Assets")
                .Add(t => t.FileName, file);
            more(p);
        });

    private sealed record Asset(string Name, double? PowerMw, DateOnly Day, double EnergyMwh);

    private sealed class Kept : IDownloads
    {
        public string Text { get; private set; } = "";

        public Task SaveTableAsync(string fileName, IEnumerable<string[]> rows) => SaveAsync(fileName, "text/csv", Csv.Write(rows));

        public Task SaveAsync(string fileName, string mediaType, byte[] content)
        {
            Text = System.Text.Encoding.UTF8.GetString(content);
            return Task.CompletedTask;
        }
    }
}
