using Bunit;
using OptiBid.Core.Bidding.Offers;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Web.Features.Bids;

namespace OptiBid.Tests.Web.Bidding;

public sealed class OfferGridTests : IAsyncLifetime
{
    private static readonly IReadOnlyList<MarketHour> s_hours = MarketCalendar.For("ERCOT").HoursOf(BiddingBench.Day);
    private readonly BiddingBench _bench = new();
    private readonly List<IReadOnlyList<HourOffer>> _told = [];
    private readonly IReadOnlyList<HourOffer> _offers =
    [
        new(s_hours[2].StartUtc, [new(-250, -100)]),
        new(s_hours[18].StartUtc, [new(20, 50)]),
    ];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await _bench.DisposeAsync();

    [Fact]
    public void A_grid_without_a_listener_only_shows()
    {
        var grid = _bench.Render<OfferGrid>(p => p.Add(g => g.Hours, s_hours).Add(g => g.Offers, _offers));
        Assert.Equal(24, grid.FindAll("tbody tr").Count);
        Assert.Empty(grid.FindAll("button"));
        Assert.Equal(["-100 MW from -250.00", "50 MW from 20.00"], grid.FindAll(".ob-offer-chip").Select(c => c.TextContent));
        Assert.Equal(22, grid.FindAll(".ob-muted").Count);
    }

    [Fact]
    public void An_edited_hour_that_is_kept_is_told_with_all_others()
    {
        var grid = Editable();
        Button(grid, "Edit the offer of HE 19").Click();
        Button(grid, "Add a point to HE 19").Click();
        Inputs(grid)[2].Change("45.5");
        Inputs(grid)[3].Change("99.5");
        Button(grid, "Keep the offer of HE 19").Click();
        var told = Assert.Single(_told);
        Assert.Equal(2, told.Count);
        Assert.Same(_offers[0], told[0]);
        Assert.Equal([new(20, 50), new(45.5m, 99.5m)], told[1].Points);
        Assert.Empty(grid.FindAll("input"));
    }

    [Fact]
    public void An_hour_without_an_offer_gets_one_and_one_without_points_offers_nothing()
    {
        var grid = Editable();
        Button(grid, "Edit the offer of HE 01").Click();
        Button(grid, "Add a point to HE 01").Click();
        Button(grid, "Keep the offer of HE 01").Click();
        Assert.Equal([new(0, 0)], _told[0][^1].Points);

        Button(grid, "Edit the offer of HE 03").Click();
        Button(grid, "Remove point 1 of HE 03").Click();
        Button(grid, "Keep the offer of HE 03").Click();
        Assert.Equal((s_hours[2].StartUtc, 0), (_told[1][^1].StartUtc, _told[1][^1].Points.Count));
    }

    [Fact]
    public void A_cancelled_edit_tells_nothing_and_is_forgotten()
    {
        var grid = Editable();
        Button(grid, "Edit the offer of HE 19").Click();
        Inputs(grid)[0].Change("99");
        Button(grid, "Leave the offer of HE 19 as it was").Click();
        Assert.Empty(_told);
        Button(grid, "Edit the offer of HE 19").Click();
        Assert.Equal("20", Inputs(grid)[0].GetAttribute("value"));
    }

    [Theory]
    [InlineData("much")]
    [InlineData("")]
    [InlineData("1e9")]
    [InlineData("NaN")]
    public void A_bad_number_is_named_and_the_value_before_it_is_kept(string number)
    {
        var grid = Editable();
        Button(grid, "Edit the offer of HE 19").Click();
        Inputs(grid)[0].Change(number);
        Inputs(grid)[1].Change("60");
        Inputs(grid)[1].Change(number);
        Assert.Contains($"'{number}' is not a number", grid.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Inputs(grid)[1].Change("70");
        Assert.Empty(grid.FindAll("[role=alert]"));
        Button(grid, "Keep the offer of HE 19").Click();
        Assert.Equal([new(20, 70)], Assert.Single(_told)[^1].Points);
    }

    private IRenderedComponent<OfferGrid> Editable() =>
        _bench.Render<OfferGrid>(p => p.Add(g => g.Hours, s_hours).Add(g => g.Offers, _offers).Add(g => g.OnChange, o => _told.Add(o)));

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<OfferGrid> grid, string label) =>
        grid.Find($"button[aria-label='{label}']");

    private static IReadOnlyList<AngleSharp.Dom.IElement> Inputs(IRenderedComponent<OfferGrid> grid) => grid.FindAll("input");
}
