using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Models.Trees;
using OptiBid.Core.Forecasting.Risks;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Series;
using OptiBid.Web.Components.Shared;
using OptiBid.Web.Features.Forecasts;

namespace OptiBid.Tests.Web.Forecasts;

public class DayRiskTests
{
    private static readonly SeriesKey s_key = new("ERCOT", "HB_NORTH", Products.DaLmp);
    private static readonly DateOnly s_day = new(2024, 6, 3);

    [Fact]
    public async Task The_risk_is_assessed_on_request_and_shown_by_hour_with_the_trend()
    {
        await using var bench = new Bench();
        var section = bench.Open(s_day);
        Assert.Empty(section.FindAll("table"));
        Assert.Empty(bench.Asked);

        var pressed = section.Find("button").ClickAsync(new());
        section.WaitForAssertion(() => Assert.NotEmpty(section.FindAll(".ob-job")));
        bench.Answer.SetResult(Assessed());
        await pressed;
        section.WaitForAssertion(() => Assert.Equal(24, section.FindAll("table[class~=ob-table] tbody tr").Count));
        Assert.Equal((s_key, s_day), Assert.Single(bench.Asked));
        Assert.Contains("Simulated", section.Find(".ob-provenance").TextContent, StringComparison.Ordinal);
        // 23 hours with 10 % and one with 70 % add up to three hours.
        var cards = section.FindAll(".ob-metric").Select(m => m.TextContent).ToList();
        Assert.Contains("3.0", cards[0], StringComparison.Ordinal);
        Assert.Contains("HE 18", cards[0], StringComparison.Ordinal);
        Assert.Contains("1.2", cards[1], StringComparison.Ordinal);
        Assert.Contains("64", cards[2], StringComparison.Ordinal);
        Assert.Contains("▼ -2.50", cards[3], StringComparison.Ordinal);
        Assert.Contains("A probability of 10 % means", section.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_is_said_and_can_be_tried_again()
    {
        await using var bench = new Bench();
        var section = bench.Open(s_day);
        bench.Answer.SetResult(new SimpleFailure("forecast.history", "too few days"));
        await section.Find("button").ClickAsync(new());
        section.WaitForAssertion(() => Assert.Contains("too few days", section.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Contains("Assess the risk", section.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_stops_the_work_and_another_day_forgets_it()
    {
        await using var bench = new Bench();
        var section = bench.Open(s_day);
        var pressed = section.Find("button").ClickAsync(new());
        section.WaitForAssertion(() => Assert.NotEmpty(section.FindAll(".ob-job button")));
        await section.Find(".ob-job button").ClickAsync(new());
        await pressed;
        section.WaitForAssertion(() => Assert.Contains("Assess the risk", section.Markup, StringComparison.Ordinal));
        Assert.Empty(section.FindAll("[role=alert]"));

        bench.Answer = new();
        bench.Answer.SetResult(Assessed());
        await section.Find("button").ClickAsync(new());
        section.WaitForAssertion(() => Assert.NotEmpty(section.FindAll(".ob-metric")));
        section.Render(p => p.Add(s => s.Day, s_day.AddDays(1)));
        Assert.Empty(section.FindAll(".ob-metric"));
    }

    private static AssessedDay Assessed()
    {
        var hours = MarketCalendar.For("ERCOT").HoursOf(s_day);
        var gate = GateSchedule.InstantUtc("ERCOT", Gate.DayAheadClose, s_day);
        return new(
            s_key,
            s_day,
            gate,
            gate.AddHours(-20),
            [.. hours.Select(h => new AssessedHour(h.StartUtc, 60, h.HourEnding == 18 ? 0.7 : 0.1, 0.05))],
            new DayTrend(31, 0.64, -2.5, "own"),
            IsSimulated: true,
            []
        );
    }

    private sealed class Bench : BunitContext
    {
        public Bench()
        {
            DefaultWaitTimeout = TimeSpan.FromSeconds(30);
            JSInterop.Mode = JSRuntimeMode.Loose;
            Services.AddLocalization();
            Services.AddLogging();
            Services.AddMudServices(o => o.PopoverOptions.CheckForPopoverProvider = false);
            Services.AddSingleton<IDownloads>(new NoDownloads());
            Services.AddSingleton<IAssessDay>(new Fake(this));
        }

        public TaskCompletionSource<Result<AssessedDay>> Answer { get; set; } = new();

        public List<(SeriesKey, DateOnly)> Asked { get; } = [];

        public IRenderedComponent<DayRisk> Open(DateOnly day) =>
            Render<DayRisk>(p =>
                p.Add(s => s.Definition, new SeriesDefinition(s_key, "$/MWh", 60, "America/Chicago", "made", IsSimulated: true))
                    .Add(s => s.Day, day)
                    .Add(s => s.Calendar, MarketCalendar.For("ERCOT"))
            );
    }

    private sealed class Fake(Bench bench) : IAssessDay
    {
        public Task<Result<AssessedDay>> ExecuteAsync(SeriesKey target, DateOnly deliveryDay, CancellationToken cancellationToken)
        {
            bench.Asked.Add((target, deliveryDay));
            return bench.Answer.Task.WaitAsync(cancellationToken);
        }
    }

    private sealed class NoDownloads : IDownloads
    {
        public Task SaveAsync(string fileName, string mediaType, byte[] content) => Task.CompletedTask;

        public Task SaveTableAsync(string fileName, IEnumerable<string[]> rows) => Task.CompletedTask;
    }
}
