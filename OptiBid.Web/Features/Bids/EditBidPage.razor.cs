using System.Globalization;
using Microsoft.AspNetCore.Components;
using OptiBid.Core.Bidding.Lifecycle;
using OptiBid.Core.Bidding.Offers;
using OptiBid.Core.Bidding.Rules;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Portfolios.Assets;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Bids;

/// <summary>Proposes, edits and saves a draft. <c>asset</c>, <c>day</c> and <c>model</c> may come with the address.</summary>
public sealed partial class EditBidPage
{
    private readonly Stack<IReadOnlyList<HourOffer>> _undo = new();
    private IReadOnlyList<AssetView> _assets = [];
    private IReadOnlyList<RuleBreach> _breaches = [];
    private IReadOnlyList<ChartSeries> _chart = [];
    private ViewState _state = ViewState.Loading;
    private string? _error;
    private Failure? _failure;
    private bool _busy;
    private Guid _assetId;
    private string? _day;
    private string _model = "ridge";
    private OfferKind _kind = OfferKind.SelfSchedule;
    private IReadOnlyList<OfferScenario> _scenarios = [];
    private string? _note;
    private string _market = "";
    private BidDraft? _draft;
    private MarketCalendar? _calendar;
    private BidVenue _venue;
    private DateTime? _gateUtc;
    private int? _version;

    /// <summary>The draft to change, or null for a new one.</summary>
    [Parameter]
    public Guid? Id { get; set; }

    // Text: an address with a bad id must open the page, not break it.
    [SupplyParameterFromQuery(Name = "asset")]
    private string? AssetQuery { get; set; }

    private Guid? AskedAsset => Guid.TryParse(AssetQuery, out var id) ? id : null;

    [SupplyParameterFromQuery(Name = "day")]
    private string? DayQuery { get; set; }

    [SupplyParameterFromQuery(Name = "model")]
    private string? ModelQuery { get; set; }

    [Inject]
    private IListAssets ListAssets { get; init; } = default!;

    [Inject]
    private IProposeBid Propose { get; init; } = default!;

    [Inject]
    private ICheckBid Check { get; init; } = default!;

    [Inject]
    private ISaveBid Save { get; init; } = default!;

    [Inject]
    private ISubmitBid Submit { get; init; } = default!;

    [Inject]
    private IFindBid Find { get; init; } = default!;

    [Inject]
    private IForecasterCatalog Catalog { get; init; } = default!;

    [Inject]
    private ICurrentUser User { get; init; } = default!;

    [Inject]
    private IToast Toast { get; init; } = default!;

    [Inject]
    private TimeProvider Time { get; init; } = default!;

    [Inject]
    private NavigationManager Navigation { get; init; } = default!;

    private IReadOnlyList<(string Value, string Text)> Models => [.. Catalog.All.Select(m => (m.Info.Name, m.Info.Name))];

    private IReadOnlyList<(Guid Value, string Text)> Batteries =>
        [.. _assets.Select(a => (a.Id, $"{a.Draft.Name} ({a.Draft.Market} {a.Draft.Node})"))];

    private IReadOnlyList<(OfferKind Value, string Text)> Kinds =>
        [(OfferKind.SelfSchedule, L["Self-schedule at any price"]), (OfferKind.Curve, L["Curve from the value of stored energy"])];

    /// <inheritdoc/>
    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        var assets = await ListAssets.ExecuteAsync();
        if (assets.Failure is { } failure)
        {
            (_state, _error) = (failure.Kind == FailureKind.Forbidden ? ViewState.NoPermission : ViewState.Error, failure.Localized());
            return;
        }

        _assets = [.. assets.Value.Where(a => a.Battery is not null)];
        if (_assets.Count == 0)
        {
            _state = ViewState.Empty;
            return;
        }

        _state = ViewState.Ready;
        if (Id is { } id)
        {
            await LoadDraftAsync(id);
            return;
        }

        var asset = _assets.FirstOrDefault(a => a.Id == AskedAsset) ?? _assets[0];
        _assetId = asset.Id;
        _model = Catalog.Find(ModelQuery ?? "")?.Info.Name ?? _model;
        var calendar = MarketCalendar.For(asset.Draft.Market);
        _day = DayQuery ?? calendar.DayOf(Time.GetUtcNow().UtcDateTime).AddDays(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (AskedAsset is not null && ParseDay() is not null)
        {
            await ProposeAsync();
        }
    }

    private async Task LoadDraftAsync(Guid id)
    {
        var found = await Find.ExecuteAsync(id);
        if (found.Failure is { } failure)
        {
            (_state, _error) = (ViewState.Error, failure.Localized());
            return;
        }

        var bid = found.Value;
        if (bid.Summary.Status is not (BidStatus.Draft or BidStatus.Rejected))
        {
            (_state, _error) = (ViewState.Error, L["the bid is {0}; only a draft can be changed", BidTexts.Status(bid.Summary.Status, L)]);
            return;
        }

        (_assetId, _day, _note, _kind) = (bid.Draft.AssetId, Formats.Day(bid.Draft.Day), bid.Draft.Note, bid.Draft.Kind);
        (_model, _version, _market) = (bid.Draft.Model ?? _model, bid.Version, bid.Summary.Market);
        (_venue, _gateUtc) = (bid.Summary.Venue, bid.Summary.GateClosureUtc);
        // The hours of the offers tell which clock the draft was made on: a flat series starts its day at UTC midnight.
        _calendar = CalendarOf(bid.Summary.Market, bid.Draft);
        await ShowAsync(bid.Draft);
    }

    private async Task ProposeAsync()
    {
        if (ParseDay() is not { } day)
        {
            return;
        }

        (_busy, _failure) = (true, null);
        StateHasChanged();
        var answer = await Propose.ExecuteAsync(_assetId, day, _model, _kind);
        _busy = false;
        if (answer.Failure is { } failure)
        {
            (_failure, _draft) = (failure, null);
            return;
        }

        var proposal = answer.Value;
        _market = proposal.Day.Asset.Draft.Market;
        (_venue, _gateUtc) = (proposal.Venue, proposal.GateClosureUtc);
        _calendar = MarketCalendar.ForSeries(_market, proposal.Day.TimeZoneId);
        _undo.Clear();
        await ShowAsync(proposal.Draft);
    }

    private async Task ShowAsync(BidDraft draft)
    {
        _draft = draft;
        _chart = BidCharts.Expected(_calendar!.HoursOf(draft.Day), draft, L);
        var starts = _calendar.HoursOf(draft.Day).Select(h => h.StartUtc).ToList();
        var battery = _assets.FirstOrDefault(a => a.Id == draft.AssetId)?.Battery;
        _scenarios =
            battery is not null && draft.ExpectedPricesUsdPerMwh is { } expected && expected.Count == starts.Count
                ? OfferScenarios.Of(battery, draft.Offers, starts, expected)
                : [];
        var checkedDraft = await Check.ExecuteAsync(draft);
        _breaches = checkedDraft.IsSuccess ? checkedDraft.Value : [new("bid.check", null, checkedDraft.Failure.Text)];
    }

    private Task ChangeAsync(IReadOnlyList<HourOffer> offers)
    {
        _undo.Push(_draft!.Offers);
        return ShowAsync(_draft with { Offers = [.. offers.OrderBy(o => o.StartUtc)] });
    }

    private Task UndoAsync() => ShowAsync(_draft! with { Offers = _undo.Pop() });

    private async Task SaveAsync(bool submit)
    {
        _busy = true;
        var saved = await Save.ExecuteAsync(Id, _draft! with { Note = _note }, _version);
        _busy = false;
        if (saved.Failure is { } failure)
        {
            Toast.ShowFailure(failure);
            return;
        }

        var bid = saved.Value;
        if (submit)
        {
            var submitted = await Submit.ExecuteAsync(bid.Summary.Id, bid.Version);
            if (submitted.Failure is { } refused)
            {
                Toast.ShowFailure(refused);
            }
        }
        else
        {
            Toast.Success(L["Draft saved"]);
        }

        Navigation.NavigateTo($"bids/{bid.Summary.Id}");
    }

    private static MarketCalendar CalendarOf(string market, BidDraft draft)
    {
        var own = MarketCalendar.For(market);
        var starts = own.HoursOf(draft.Day).Select(h => h.StartUtc).ToHashSet();
        return draft.Offers.All(o => starts.Contains(o.StartUtc)) ? own : MarketCalendar.ForSeries(market, "UTC");
    }

    private IEnumerable<string[]> CsvRows() => BidCharts.OfferRows(_calendar!.HoursOf(_draft!.Day), _draft);

    private DateOnly? ParseDay() =>
        DateOnly.TryParseExact(_day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
