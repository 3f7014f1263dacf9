using System.Xml.Linq;
using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using OptiBid.Core.Bidding.Lifecycle;
using OptiBid.Core.Bidding.Offers;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Tests.Core.Portfolios;
using OptiBid.Tests.Support;
using OptiBid.Tests.Web.Bidding;
using OptiBid.Tests.Web.Forecasts;
using OptiBid.Tests.Web.Markets;
using OptiBid.Web.Features.Assets;
using OptiBid.Web.Features.Bids;
using OptiBid.Web.Features.Desk;
using OptiBid.Web.Features.Forecasts;
using OptiBid.Web.Features.Markets;
using OptiBid.Web.Features.Optimiser;
using OptiBid.Web.Features.Pnl;

namespace OptiBid.Tests.Web.German;

/// <summary>Pages of the features in German, as a person whose language it is sees them; <c>TextsTests</c> has the entries themselves.</summary>
public sealed class GermanPagesTests
{
    private static readonly string[] s_named = ["aria-label", "title", "placeholder"];

    [Fact]
    public async Task Desk_prices_and_assets_show_no_English_key()
    {
        using var german = new Speaking("de-DE");
        await using var desk = await new MarketDesk(FakeUser.Reads, Permissions.WriteAssets, Permissions.RetireAssets).SeedAsync();
        Shows<DeskPage>(desk, "Anlagen", "Gebotsschluss in", "● Pünktlich");
        Shows<MarketsPage>(desk, "Day-Ahead-Preis", "Kennzahlen des Zeitraums");
        Shows<AssetsPage>(desk, "Windpark", "Wirkungsgrad (%)", "Stilllegen");
    }

    [Fact]
    public async Task Bids_results_and_schedules_show_no_English_key()
    {
        using var german = new Speaking("de-DE");
        await using var bench = new BiddingBench(FakeUser.Reads, Permissions.WriteBids, Permissions.RunOptimiser);
        bench.Hold(BiddingBench.Bid(BidStatus.Settled, totalUsd: 1234.5m, venue: BidVenue.Replay));
        Shows<BidsPage>(bench, "Neues Gebot", "Replay, simulierte Preise", "Liefertag");
        Shows<PnlPage>(bench, "Zeitraum");
        Shows<OptimiserPage>(bench, "Einsatzoptimierung");
    }

    [Fact]
    public async Task A_forecast_shows_no_English_key()
    {
        using var german = new Speaking("de-DE");
        await using var bench = await new ForecastBench().WithRecordsAsync();
        Shows<ForecastPage>(bench, "Stunde für Stunde", "Gate-Schluss", "naiv wöchentlich");
        Shows<BacktestsPage>(bench, "Neuer Backtest");
    }

    [Fact]
    public async Task A_broken_rule_and_an_offer_that_is_no_figure_are_told_in_German()
    {
        using var german = new Speaking("de-DE");
        await using var bench = new BiddingBench(Permissions.WriteBids);
        var clock = MarketCalendar.For("ERCOT");
        var list = bench.Render<BreachList>(p =>
            p.Add(l => l.Breaches, [new("mw.step", null, $"{3.25m} MW is not a multiple of {0.1m}")])
                .Add(l => l.Market, "ERCOT")
                .Add(l => l.Calendar, clock)
        );
        Assert.Equal("3,25 MW ist kein Vielfaches von 0,1 mw.step", list.Find("li").TextContent);

        var hours = clock.HoursOf(BiddingBench.Day);
        IReadOnlyList<HourOffer> told = [];
        var grid = bench.Render<OfferGrid>(p =>
            p.Add(g => g.Hours, hours)
                .Add(g => g.Offers, [new HourOffer(hours[0].StartUtc, [new(20.5m, 50)])])
                .Add(g => g.OnChange, o => told = o)
        );
        grid.Find(".ob-actions button").Click();
        Assert.Equal("20,5", grid.Find("input").GetAttribute("value"));
        grid.Find("input").Change("45.5");
        Assert.Contains("„45.5“", grid.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("20,5", grid.Find("input").GetAttribute("value"));
        grid.Find("input").Change("45,75");
        grid.Find(".ob-actions button").Click();
        Assert.Equal([new(45.75m, 50)], Assert.Single(told).Points);
    }

    private static void Shows<TPage>(BunitContext bench, params string[] texts)
        where TPage : IComponent
    {
        var page = bench.Render<TPage>();
        page.WaitForAssertion(
            () => Assert.All(texts, t => Assert.Contains(t, System.Net.WebUtility.HtmlDecode(page.Markup), StringComparison.Ordinal)),
            TimeSpan.FromSeconds(60)
        );
        var english = Entries(typeof(TPage).Namespace + ".Texts")
            .Where(e => e.Key != e.Value)
            .Select(e => e.Key)
            .ToHashSet(StringComparer.Ordinal);
        var left = page.Nodes.SelectMany(Words).Where(english.Contains).Distinct(StringComparer.Ordinal).ToList();
        Assert.Empty(left);
    }

    /// <summary>What a person reads or hears; the badge of a status is a shared component with texts of its own.</summary>
    private static IEnumerable<string> Words(INode node)
    {
        if (node is IElement element)
        {
            if (element.ClassList.Contains("ob-bid-status"))
            {
                yield break;
            }

            foreach (var name in s_named)
            {
                if (element.GetAttribute(name) is { } text)
                {
                    yield return text.Trim();
                }
            }
        }
        else if (node is IText text)
        {
            yield return text.Data.Trim();
        }

        foreach (var word in node.ChildNodes.SelectMany(Words))
        {
            yield return word;
        }
    }

    private static Dictionary<string, string> Entries(string marker)
    {
        var folder = marker.Split('.')[2..^1];
        return XDocument
            .Load(Path.Combine([RepositoryRoot.Path, "OptiBid.Web", .. folder, "Texts.de.resx"]))
            .Root!.Elements("data")
            .ToDictionary(d => d.Attribute("name")!.Value, d => d.Element("value")!.Value, StringComparer.Ordinal);
    }
}
