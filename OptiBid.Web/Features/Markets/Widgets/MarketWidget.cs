using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Markets.Prices;
using OptiBid.Core.Series;
using OptiBid.Web.Components.Shared;
using OptiBid.Web.Components.WidgetParts;
using OptiBid.Web.Components.Widgets;
using OptiBid.Web.Live;

namespace OptiBid.Web.Features.Markets.Widgets;

/// <summary>
/// Base of the widgets that show series of the store. It says where the values come from, how old they are and, when there are none, until when
/// there are some. A range that ends now follows the clock, and is read again when one of its series changes.
/// </summary>
public abstract class MarketWidget : WidgetBase
{
    private static readonly TimeSpan s_atLeast = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_now = TimeSpan.FromMinutes(15);
    private WidgetContext? _of;
    private bool _follows;
    private HashSet<SeriesKey> _heard = [];
    private IDisposable? _subscription;

    /// <summary>The series held.</summary>
    [Inject]
    public required IListSeries ListSeries { get; init; }

    /// <summary>Their values.</summary>
    [Inject]
    public required IReadPrices ReadPrices { get; init; }

    /// <summary>How fresh they are.</summary>
    [Inject]
    public required IReadFeedHealth FeedHealth { get; init; }

    /// <summary>The clock.</summary>
    [Inject]
    public required TimeProvider Time { get; init; }

    /// <summary>Where the live values come from, if there are any.</summary>
    [Inject]
    public required IServiceProvider Services { get; init; }

    /// <summary>Texts.</summary>
    [Inject]
    public required IStringLocalizer<Texts> Words { get; init; }

    /// <summary>The market's clock: its days and hours.</summary>
    protected MarketCalendar Calendar => MarketCalendar.For(Context.Market);

    /// <summary>What to import or switch on when the store has no such series.</summary>
    protected virtual string HowToGetIt =>
        Words["Import a price file of {0}, or switch on the simulated feed (Markets:Feed), and choose one of its nodes.", Context.Market];

    /// <summary>Reads; false when there is nothing to show.</summary>
    protected abstract Task<bool> ReadAsync(MarketRead read);

    /// <inheritdoc/>
    protected sealed override async Task<WidgetStatus> LoadAsync(CancellationToken cancellationToken)
    {
        var now = Time.GetUtcNow().UtcDateTime;
        if (!ReferenceEquals(_of, Context))
        {
            (_of, _follows) = (Context, Context.ToUtc > now - s_now);
        }

        var listed = await ListSeries.ExecuteAsync(cancellationToken);
        if (listed.Failure is { } refused)
        {
            return WidgetStatus.Of(refused);
        }

        var to = _follows && Context.ToUtc < now ? now : Context.ToUtc;
        var read = new MarketRead(listed.Value, ReadPrices, Context.FromUtc, to, now, cancellationToken);
        var found = await ReadAsync(read);
        if (read.Failure is { } failure)
        {
            return WidgetStatus.Of(failure);
        }

        Follow([.. read.Asked.Select(s => s.Definition.Key)]);
        return found ? await ShownAsync(read, cancellationToken) : Nothing(read);
    }

    /// <summary>Name of a product for people.</summary>
    protected string NameOf(string product) => PriceView.NameOf(product, Words);

    /// <summary>An instant on the clock of the dashboard.</summary>
    protected string At(DateTime utc) => Formats.UtcAndLocal(utc, MarketCalendar.ForSeries(Context.Market, Context.TimeZoneId));

    /// <summary>A setting that is a number, kept within its limits.</summary>
    protected int Number(string key, int otherwise, int least, int greatest) =>
        int.TryParse(Setting(key, ""), System.Globalization.CultureInfo.InvariantCulture, out var value)
            ? Math.Clamp(value, least, greatest)
            : otherwise;

    /// <summary>The product behind the choice of day-ahead or real-time.</summary>
    protected string PriceProduct(string otherwise = MarketSettings.DayAhead) =>
        Setting(MarketSettings.Product, otherwise) == MarketSettings.RealTime ? Products.RtLmp : Products.DaLmp;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _subscription?.Dispose();
        _subscription = null;
    }

    private async Task<WidgetStatus> ShownAsync(MarketRead read, CancellationToken cancellationToken)
    {
        var status = WidgetStatus.Ready(read.IsSimulated ? Provenance.Simulated : Provenance.Imported, read.AsOfUtc);
        if (!_follows)
        {
            return status;
        }

        var health = await FeedHealth.ExecuteAsync(cancellationToken);
        var stale = health.IsSuccess
            ? health.Value.Where(h => h.IsStale && read.Used.Contains(h.Series.Definition.Key)).Select(h => (DateTime?)h.NextDueUtc).Min()
            : null;
        return stale is null ? status : status with { State = ViewState.Stale, StaleSinceUtc = stale };
    }

    private WidgetStatus Nothing(MarketRead read)
    {
        if (read.Held.Count == 0)
        {
            return WidgetStatus.Empty(
                Words["No series yet"],
                Words["Import a file or switch on the simulated feed (Markets:Feed) to see data here."]
            );
        }

        if (read.Asked.Count == 0)
        {
            return WidgetStatus.Empty(Words["No such series for {0} {1}", Context.Market, Context.Node], HowToGetIt);
        }

        if (read.Used.Count > 0)
        {
            return WidgetStatus.Empty(Words["Nothing to compare in this time range"], HowToGetIt);
        }

        var (first, last) = (read.Asked.Min(s => s.FromUtc), read.Asked.Max(s => s.ToUtc).AddTicks(-1));
        return WidgetStatus.Empty(
            Words["No values in this time range"],
            Words[
                "Data is held from {0} to {1}. Choose a range within these days.",
                WidgetText.Day(Calendar.DayOf(first)),
                WidgetText.Day(Calendar.DayOf(last))
            ]
        );
    }

    private void Follow(HashSet<SeriesKey> keys)
    {
        if (!_follows || keys.Count == 0 || Services.GetService<ILiveValues>() is not { } live)
        {
            _subscription?.Dispose();
            (_subscription, _heard) = (null, []);
            return;
        }

        if (!keys.SetEquals(_heard))
        {
            _subscription?.Dispose();
            _heard = keys;
            _subscription = live.Subscribe(keys, s_atLeast, _ => InvokeAsync(ReloadAsync));
        }
    }
}

/// <summary>Settings that several widgets of markets have.</summary>
internal static class MarketSettings
{
    /// <summary>Key of the choice of a price.</summary>
    public const string Product = "product";

    /// <summary>The day-ahead price.</summary>
    public const string DayAhead = "Day-ahead";

    /// <summary>The real-time price.</summary>
    public const string RealTime = "Real-time";
}
