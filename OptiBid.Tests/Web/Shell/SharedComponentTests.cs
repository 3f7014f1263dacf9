using System.Security.Claims;
using Bunit;
using CsCheck;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MudBlazor.Services;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Web.Components.Layout;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Tests.Web.Shell;

public sealed class SharedComponentTests : IAsyncLifetime
{
    private readonly BunitContext _bunit = new();
    private readonly RecordedDownloads _downloads = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2025, 5, 14, 17, 0, 0, TimeSpan.Zero));

    public ValueTask InitializeAsync()
    {
        _bunit.JSInterop.Mode = JSRuntimeMode.Loose;
        _bunit.Services.AddLocalization();
        _bunit.Services.AddMudServices();
        _bunit.Services.AddSingleton<IDownloads>(_downloads);
        _bunit.Services.AddSingleton<TimeProvider>(_time);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await _bunit.DisposeAsync();

    [Theory]
    [InlineData(36.5, 34.0, "▲", "up")]
    [InlineData(-4.0, 1.0, "▼", "down")]
    [InlineData(2.0, 2.001, "■", "unchanged")]
    public void PriceCell_SaysTheDirection_WithArrowAndWord(double value, double before, string arrow, string word)
    {
        var cell = _bunit.Render<PriceCell>(p => p.Add(c => c.Value, value).Add(c => c.Previous, before));
        Assert.Equal(arrow, cell.Find(".ob-price-arrow").TextContent);
        Assert.Equal(word, cell.Find(".ob-sr").TextContent);
    }

    [Fact]
    public void PriceCell_WithoutAValue_IsADash()
    {
        var cell = _bunit.Render<PriceCell>(p => p.Add(c => c.Value, null).Add(c => c.ShowUnit, true));
        Assert.Equal(Formats.Missing, cell.Find(".ob-price").TextContent.Trim());
    }

    [Fact]
    public void DataTable_SortsUpDownAndBack_AndKeepsMissingLast()
    {
        var table = Table();
        string[] Order() => [.. table.FindAll("tbody th").Select(c => c.TextContent)];
        Assert.Equal(["b", "a", "c"], Order());
        table.FindAll("thead button")[1].Click();
        Assert.Equal(["b", "c", "a"], Order());
        Assert.Equal("ascending", table.FindAll("thead th")[1].GetAttribute("aria-sort"));
        table.FindAll("thead button")[1].Click();
        Assert.Equal(["c", "b", "a"], Order());
        table.FindAll("thead button")[1].Click();
        Assert.Equal(["b", "a", "c"], Order());
    }

    [Fact]
    public void DataTable_HidesColumns_RemembersThem_AndSavesWhatItShows()
    {
        var table = Table();
        Assert.Equal(2, table.FindAll("thead th").Count);
        table.FindAll(".ob-tool")[0].Click();
        table.FindAll(".ob-data-columns input")[1].Change(true);
        Assert.Equal(3, table.FindAll("thead th").Count);
        Assert.Contains(
            _bunit.JSInterop.Invocations,
            i => i.Identifier == "localStorage.setItem" && (string?)i.Arguments[0] == "optibid.columns.test"
        );
        table.FindAll("button").Last(b => b.TextContent.Contains("CSV", StringComparison.Ordinal)).Click();
        var file = _downloads.Files[^1];
        Assert.Equal("test.csv", file.Name);
        Assert.Equal("name,value,when\nb,1.5,2025-01-01T00:00:00Z\na,,2025-01-02T00:00:00Z\nc,2.5,2025-01-03T00:00:00Z\n", file.Text);
    }

    [Fact]
    public void TimeRangePicker_OffersTheHoursOfTheDay()
    {
        TimeRange? chosen = null;
        var picker = Picker(TimeRange.Day(new DateOnly(2025, 11, 2)), r => chosen = r);
        picker.Find(".ob-range-label").Click();
        var hours = picker.FindAll(".ob-range-own option").Select(o => o.TextContent).ToList();
        Assert.Equal(26, hours.Count);
        Assert.Contains("25", hours[0], StringComparison.Ordinal);
        Assert.Contains("HE 02*", hours);
        picker.Find(".ob-range-own select").Change("2*");
        picker.FindAll(".ob-range-own .ob-button")[0].Click();
        Assert.Equal("he:2025-11-02:2*", chosen?.ToString());
    }

    [Fact]
    public void TimeRangePicker_StepsByDays_AndSaysWhyARangeIsNone()
    {
        TimeRange? chosen = null;
        var picker = Picker(TimeRange.Day(0), r => chosen = r);
        picker.FindAll(".ob-tool").First(b => b.GetAttribute("aria-label") == "Later").Click();
        Assert.Equal("day:2025-05-15", chosen?.ToString());
        picker.Find(".ob-range-label").Click();
        picker.Find(".ob-range-words input").Change("he:2025-03-09:3");
        picker.FindAll(".ob-range-own .ob-button")[2].Click();
        Assert.Contains("skips HE 3", picker.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        picker.Find(".ob-range").KeyDown("Escape");
        Assert.Empty(picker.FindAll(".ob-range-panel"));
    }

    [Fact]
    public void TimeRangePicker_OfWholeDays_StepsOverTheClockChange_AndTakesTwoDaysInAnyOrder()
    {
        TimeRange? chosen = null;
        // The week in which the clock goes back has 169 hours.
        var week = new TimeRange(TimeEdge.OfDay(new DateOnly(2025, 10, 27)), TimeEdge.OfDay(new DateOnly(2025, 11, 2)));
        var picker = _bunit.Render<TimeRangePicker>(p =>
            p.Add(t => t.Market, "ERCOT")
                .Add(t => t.WholeDays, true)
                .Add(t => t.OffersEverything, true)
                .Add(t => t.Value, week)
                .Add(t => t.ValueChanged, (TimeRange r) => chosen = r)
        );
        Assert.Contains("2025-10-27 – 2025-11-02", picker.Find(".ob-range-label").TextContent, StringComparison.Ordinal);
        picker.FindAll(".ob-tool").First(b => b.GetAttribute("aria-label") == "Later").Click();
        Assert.Equal("day:2025-11-03..day:2025-11-09", chosen?.ToString());
        picker.FindAll(".ob-tool").First(b => b.GetAttribute("aria-label") == "Zoom out").Click();
        Assert.Equal(TimeEdgeKind.Day, chosen?.From.Kind);

        picker.Find(".ob-range-label").Click();
        Assert.Empty(picker.FindAll(".ob-range-own select, input[type=datetime-local]"));
        picker.FindAll("input[type=date]")[0].Change("2025-11-05");
        picker.FindAll("input[type=date]")[1].Change("2025-11-01");
        picker.FindAll(".ob-range-own .ob-button")[0].Click();
        Assert.Equal("day:2025-11-01..day:2025-11-05", chosen?.ToString());

        picker.Find(".ob-range-label").Click();
        picker.FindAll(".ob-range-presets button").Single(b => b.TextContent == "Everything").Click();
        Assert.Equal(TimeRangePicker.Everything, chosen);
    }

    [Fact]
    public async Task Palette_RanksRunsAndRemembers()
    {
        var ran = 0;
        _bunit.Services.AddSingleton<ICommandSource>(
            new Fixed([
                new("page:/bids", "Bids", PaletteKind.Pages, "", "/bids"),
                new("page:/x", "Brick inspection design sample", PaletteKind.Pages, "", "/x"),
                new("action:go", "Go", PaletteKind.Actions, "", null)
                {
                    Run = () =>
                    {
                        ran++;
                        return Task.CompletedTask;
                    },
                },
            ])
        );
        var signedIn = Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity("test"))));
        var palette = _bunit.Render<CommandPalette>(p => p.AddCascadingValue(signedIn));
        Assert.Empty(palette.FindAll("[role=dialog]"));
        await palette.InvokeAsync(palette.Instance.OpenAsync);
        Assert.Equal(3, palette.FindAll("[role=option]").Count);
        palette.Find("input").Input("bids");
        Assert.Equal("Bids", palette.FindAll("[role=option]")[0].QuerySelector(".ob-palette-title")!.TextContent);
        palette.Find("input").Input("go");
        palette.Find("input").KeyDown("Enter");
        Assert.Equal(1, ran);
        Assert.Empty(palette.FindAll("[role=dialog]"));
        Assert.Contains(_bunit.JSInterop.Invocations, i => i.Identifier == "write" && (string?)i.Arguments[1] == "action:go");
    }

    [Theory]
    [InlineData("bids", "Bids", "Brick inspection design sample")]
    [InlineData("hbn", "HB_NORTH", "HB_SOUTH_BEND")]
    [InlineData("day", "Day-ahead", "Yesterday")]
    [InlineData("aud", "Audit log", "Load and units")]
    public void FuzzyMatch_PrefersTheBetter(string typed, string better, string worse) =>
        Assert.True(FuzzyMatch.Score(typed, better) > FuzzyMatch.Score(typed, worse));

    [Fact]
    public void FuzzyMatch_FindsEverySubsequence_AndNothingElse() =>
        Gen.Select(Text("abC -", 12), Text("abc", 4))
            .Sample((text, typed) => Assert.Equal(IsSubsequence(typed, text), FuzzyMatch.Score(typed, text) > 0), iter: 5000);

    private static Gen<string> Text(string letters, int most) =>
        Gen.Int[0, letters.Length - 1].Array[1, most].Select(at => string.Concat(at.Select(i => letters[i])));

    private static bool IsSubsequence(string typed, string text)
    {
        var at = 0;
        foreach (var letter in text)
        {
            at += at < typed.Length && char.ToLowerInvariant(letter) == typed[at] ? 1 : 0;
        }

        return at == typed.Length;
    }

    private IRenderedComponent<DataTable<Line>> Table()
    {
        Line[] lines = [new("b", 1.5, new(2025, 1, 1)), new("a", null, new(2025, 1, 2)), new("c", 2.5, new(2025, 1, 3))];
        DataColumn<Line>[] columns =
        [
            new("name", "Name", l => l.Name) { IsRowHeader = true },
            new("value", "Value", l => l.Value) { IsNumber = true },
            new("when", "When", l => l.When) { StartsHidden = true },
        ];
        return _bunit.Render<DataTable<Line>>(p =>
            p.Add(t => t.Items, lines)
                .Add(t => t.Columns, columns)
                .Add(t => t.Caption, "Lines")
                .Add(t => t.Key, "test")
                .Add(t => t.FileName, "test.csv")
        );
    }

    private IRenderedComponent<TimeRangePicker> Picker(TimeRange range, Action<TimeRange> chosen) =>
        _bunit.Render<TimeRangePicker>(p => p.Add(t => t.Market, "ERCOT").Add(t => t.Value, range).Add(t => t.ValueChanged, chosen));

    private sealed record Line(string Name, double? Value, DateTime When);

    private sealed class Fixed(IReadOnlyList<PaletteCommand> commands) : ICommandSource
    {
        public Task<IReadOnlyList<PaletteCommand>> FindAsync(
            string typed,
            ClaimsPrincipal user,
            CancellationToken cancellationToken = default
        ) => Task.FromResult(commands);
    }

    private sealed class RecordedDownloads : IDownloads
    {
        public List<(string Name, string Text)> Files { get; } = [];

        public Task SaveTableAsync(string fileName, IEnumerable<string[]> rows) => SaveAsync(fileName, "text/csv", Csv.Write(rows));

        public Task SaveAsync(string fileName, string mediaType, byte[] content)
        {
            Files.Add((fileName, System.Text.Encoding.UTF8.GetString(content)));
            return Task.CompletedTask;
        }
    }
}
