using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using OptiBid.Core.Markets.Calendars;

namespace OptiBid.Web.Components.Shared;

/// <summary>Chooses a time range: presets, a market day or one of its hours (23 to 25 of them), bounds on the market's clock, or in words.</summary>
public partial class TimeRangePicker
{
    private const string Local = "yyyy-MM-dd'T'HH:mm";

    private readonly string _id = Guid.CreateVersion7().ToString("N")[^8..];
    private ElementReference _opener;
    private bool _open;
    private DateOnly _day;
    private string _hour = "";
    private string _from = "";
    private string _to = "";
    private string _words = "";
    private string? _failure;

    /// <summary>The range.</summary>
    [Parameter, EditorRequired]
    public TimeRange Value { get; set; } = TimeRange.Default;

    /// <summary>Told the new range; always one that can be resolved.</summary>
    [Parameter]
    public EventCallback<TimeRange> ValueChanged { get; set; }

    /// <summary>The market whose days and clock are meant.</summary>
    [Parameter]
    public string Market { get; set; } = "ERCOT";

    /// <summary>The clock that is meant where it is no market's own.</summary>
    [Parameter]
    public MarketCalendar? Clock { get; set; }

    /// <summary>Only whole days can be chosen, first and last included.</summary>
    [Parameter]
    public bool WholeDays { get; set; }

    /// <summary>Offers <see cref="Everything"/>.</summary>
    [Parameter]
    public bool OffersEverything { get; set; }

    /// <summary>Ten years: for whoever asks for no bounds.</summary>
    public static TimeRange Everything { get; } = TimeRange.Last(3650, 'd');

    /// <summary>Seven whole days, today included.</summary>
    public static TimeRange SevenDays { get; } = Days(7);

    /// <summary>Thirty whole days, today included.</summary>
    public static TimeRange ThirtyDays { get; } = Days(30);

    [Inject]
    private TimeProvider Time { get; init; } = default!;

    private MarketCalendar Calendar => Clock ?? MarketCalendar.For(Market);

    private string BoundType => WholeDays ? "date" : "datetime-local";

    private DateTime Now => Time.GetUtcNow().UtcDateTime;

    private string PanelId => "range-" + _id;

    private IEnumerable<(string Name, TimeRange Range)> Presets =>
        [
            .. WholeDays
                ? (IEnumerable<(string, TimeRange)>)[]
                :
                [
                    (L["Last hour"], TimeRange.Last(1, 'h')),
                    (L["Last {0} hours", 6], TimeRange.Last(6, 'h')),
                    (L["Last {0} hours", 24], TimeRange.Last(24, 'h')),
                ],
            (L["Last {0} days", 7], WholeDays ? SevenDays : TimeRange.Last(7, 'd')),
            (L["Last {0} days", 30], WholeDays ? ThirtyDays : TimeRange.Last(30, 'd')),
            (L["Yesterday"], TimeRange.Day(-1)),
            (L["Today"], TimeRange.Day(0)),
            (L["Tomorrow"], TimeRange.Day(1)),
            (L["This week"], new(TimeEdge.FromNow(0, 'h', 'w'), TimeEdge.FromNow(0, 'h', 'w'))),
            (L["This month"], new(TimeEdge.FromNow(0, 'h', 'M'), TimeEdge.FromNow(0, 'h', 'M'))),
            .. OffersEverything ? (IEnumerable<(string, TimeRange)>)[(L["Everything"], Everything)] : [],
        ];

    /// <summary>The name of a preset, else the window on the market's clock.</summary>
    private string Label
    {
        get
        {
            if (Presets.FirstOrDefault(p => p.Range == Value).Name is { } name)
            {
                return name;
            }

            var window = Value.Resolve(Calendar, Now);
            if (!window.IsSuccess)
            {
                return Value.ToString();
            }

            var (from, to) = (Calendar.ToLocal(window.Value.FromUtc), Calendar.ToLocal(window.Value.ToUtc));
            var last = Calendar.DayOf(window.Value.ToUtc.AddTicks(-1));
            return Value.From == Value.To && Value.From.Kind == TimeEdgeKind.Day ? Formats.Day(DateOnly.FromDateTime(from))
                : WholeDays || Value is { From.Kind: TimeEdgeKind.Day, To.Kind: TimeEdgeKind.Day }
                    ? $"{Formats.Day(DateOnly.FromDateTime(from))} – {Formats.Day(last)}"
                : Value.From == Value.To && Value.From.Kind == TimeEdgeKind.HourEnding
                    ? $"{Formats.Day(DateOnly.FromDateTime(from))} {Formats.HourEnding(window.Value.FromUtc, Calendar)}"
                : from.Date == to.Date ? $"{from.ToString("yyyy-MM-dd HH:mm", Formats.Culture)} – {to.ToString("HH:mm", Formats.Culture)}"
                : $"{from.ToString("yyyy-MM-dd HH:mm", Formats.Culture)} – {to.ToString("yyyy-MM-dd HH:mm", Formats.Culture)}";
        }
    }

    private void Toggle()
    {
        _open = !_open;
        if (!_open)
        {
            return;
        }

        _failure = null;
        _words = Value.ToString();
        _hour = "";
        var window = Value.Resolve(Calendar, Now);
        var (from, to) = window.IsSuccess ? (window.Value.FromUtc, window.Value.ToUtc) : (Now.AddHours(-6), Now);
        _day = Calendar.DayOf(from);
        (_from, _to) = WholeDays
            ? (Formats.Day(_day), Formats.Day(Calendar.DayOf(to.AddTicks(-1))))
            : (Calendar.ToLocal(from).ToString(Local, Formats.Culture), Calendar.ToLocal(to).ToString(Local, Formats.Culture));
    }

    private void Close() => _open = false;

    private async Task OnKeyAsync(KeyboardEventArgs e)
    {
        if (e.Key == "Escape" && _open)
        {
            _open = false;
            await _opener.FocusAsync();
        }
    }

    private void PickDay(ChangeEventArgs e)
    {
        if (Date(e.Value as string ?? "") is { } day)
        {
            (_day, _hour) = (day, "");
        }
    }

    private Task ApplyDayAsync() =>
        TakeAsync(
            _hour.Length == 0
                ? TimeRange.Day(_day)
                : TimeRange.HourEnding(_day, int.Parse(_hour.TrimEnd('*'), CultureInfo.InvariantCulture), _hour.EndsWith('*'))
        );

    private Task ApplyBoundsAsync()
    {
        if (WholeDays && Date(_from) is { } first && Date(_to) is { } last)
        {
            return TakeAsync(first <= last ? Of(first, last) : Of(last, first));
        }

        if (!WholeDays && Instant(_from) is { } from && Instant(_to) is { } to)
        {
            return TakeAsync(TimeRange.Between(from, to));
        }

        _failure = L["Choose two times that the market's clock has."];
        return Task.CompletedTask;
    }

    private Task ApplyWordsAsync()
    {
        var range = TimeRange.Parse(_words);
        _failure = range.Failure?.Localized();
        return range.IsSuccess ? TakeAsync(range.Value) : Task.CompletedTask;
    }

    private async Task TakeAsync(TimeRange range)
    {
        _failure = range.Resolve(Calendar, Now).Failure?.Localized();
        if (_failure is null)
        {
            await ChooseAsync(range);
        }
    }

    private async Task ChooseAsync(TimeRange range)
    {
        var wasOpen = _open;
        _open = false;
        if (wasOpen)
        {
            await _opener.FocusAsync();
        }

        if (range != Value)
        {
            await ValueChanged.InvokeAsync(range);
        }
    }

    /// <summary>The range as the days it touches, where only days can be chosen: so steps keep to days of 23 and 25 hours too.</summary>
    private TimeRange Whole(TimeRange range) =>
        WholeDays && range.Resolve(Calendar, Now) is { IsSuccess: true, Value: var window }
            ? Of(Calendar.DayOf(window.FromUtc), Calendar.DayOf(window.ToUtc.AddTicks(-1)))
            : range;

    private TimeRange Shifted(int direction) => Whole(Value).Shift(direction, Calendar, Now);

    private static TimeRange Days(int days) => new(TimeEdge.FromNow(1 - days, 'd', 'd'), TimeEdge.FromNow(0, 'h', 'd'));

    private static TimeRange Of(DateOnly first, DateOnly last) => new(TimeEdge.OfDay(first), TimeEdge.OfDay(last));

    private static DateOnly? Date(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && day.Year is > 1990 and < 2100
            ? day
            : null;

    private DateTime? Instant(string local) =>
        DateTime.TryParseExact(local, Local, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? Calendar.ToUtc(time) : null;

    private static string Code(MarketHour hour) =>
        string.Create(CultureInfo.InvariantCulture, $"{hour.HourEnding}{(hour.Repeated ? "*" : "")}");
}
