using System.Globalization;
using System.Xml.Linq;
using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
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

/// <summary>The pages of the features in German, as a person whose language it is sees them.</summary>
public sealed class GermanPagesTests
{
    private static readonly string[] s_named = ["aria-label", "title", "placeholder"];

    public static TheoryData<string> Markers =>
        [
            .. typeof(BidsPage)
                .Assembly.GetTypes()
                .Where(t => t.Name == "Texts" && t.Namespace!.StartsWith("OptiBid.Web.Features.", StringComparison.Ordinal))
                .Select(t => t.FullName!),
        ];

    [Theory]
    [MemberData(nameof(Markers))]
    public void Every_entry_of_a_folder_is_found_when_the_language_is_German(string marker)
    {
        using var german = new Speaking("de-DE");
        var texts = Localizer(typeof(BidsPage).Assembly.GetType(marker)!);
        var wrong = Entries(marker).Where(e => texts[e.Key] is var found && (found.ResourceNotFound || found.Value != e.Value)).ToList();
        Assert.Empty(wrong);
    }

    [Theory]
    [MemberData(nameof(Markers))]
    public void Every_entry_falls_back_to_its_English_key_in_any_other_language(string marker)
    {
        using var english = new Speaking("en-US");
        var texts = Localizer(typeof(BidsPage).Assembly.GetType(marker)!);
        Assert.All(Entries(marker).Keys, key => Assert.Equal(key, texts[key].Value));
    }

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

    private static IStringLocalizer Localizer(Type marker) =>
        new ServiceCollection()
            .AddLogging()
            .AddLocalization()
            .BuildServiceProvider()
            .GetRequiredService<IStringLocalizerFactory>()
            .Create(marker);

    private static Dictionary<string, string> Entries(string marker)
    {
        var folder = marker.Split('.')[2..^1];
        return XDocument
            .Load(Path.Combine([RepositoryRoot.Path, "OptiBid.Web", .. folder, "Texts.de.resx"]))
            .Root!.Elements("data")
            .ToDictionary(d => d.Attribute("name")!.Value, d => d.Element("value")!.Value, StringComparer.Ordinal);
    }

    /// <summary>The language of a test, given back at its end.</summary>
    private sealed class Speaking : IDisposable
    {
        private readonly CultureInfo _before = CultureInfo.CurrentUICulture;

        public Speaking(string language) => CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);

        public void Dispose() => CultureInfo.CurrentUICulture = _before;
    }
}
