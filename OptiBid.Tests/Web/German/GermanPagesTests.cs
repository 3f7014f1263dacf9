using System.Xml.Linq;
using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using OptiBid.Core.Bidding.Lifecycle;
using OptiBid.Core.Identity;
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
