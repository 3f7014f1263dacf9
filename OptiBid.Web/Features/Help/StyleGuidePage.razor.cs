using OptiBid.Core.Markets.Calendars;
using OptiBid.Web.Components.Charts;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Help;

/// <summary>The living style guide: what it shows are the components themselves.</summary>
public partial class StyleGuidePage
{
    private static readonly (string Value, string Text)[] s_markets = [("PJM", "PJM"), ("CAISO", "CAISO"), ("ERCOT", "ERCOT")];

    private readonly IReadOnlyList<(string Value, string Text)> _choices = s_markets;
    private static readonly ExampleAsset[] s_assets =
    [
        new("Houston 1", 100, 200, 36.52),
        new("North wind", 60, 0, -4.2),
        new("West 2", 50, 100, 22.1),
        new("South 1", 20, 80, 28.4),
    ];
    private string[] Fuels => [L["Gas"], L["Wind"], L["Solar"], L["Nuclear"], L["Coal"]];

    private ApexSeries[] Awards =>
        [
            new(L["Sold"], [.. Enumerable.Range(1, 24).Select(h => h is > 17 and < 22 ? 50.0 : (double?)null)]),
            new(L["Bought"], [.. Enumerable.Range(1, 24).Select(h => h is > 2 and < 7 ? -50.0 : (double?)null)]),
        ];

    private static readonly string[] s_batteries = ["Houston 1", "West 2", "South 1"];
    private static readonly string[] s_hourNames = [.. Enumerable.Range(1, 24).Select(h => $"HE {h:00}")];
    private static readonly ApexSeries[] s_mix = [new("GW", [28, 14, 9, 5, 7])];
    private static readonly ApexSeries[] s_charge = [new("%", [62, 18, 91])];
    private static readonly ApexSeries[] s_heat =
    [
        .. Enumerable
            .Range(14, 5)
            .Select(d => new ApexSeries(
                $"05-{d}",
                [.. Enumerable.Range(0, 24).Select(h => (double?)Math.Round(24 + (30 * Math.Sin((h + d) * Math.PI / 12)), 1))]
            )),
    ];
    private static readonly ApexSeries[] s_ranges = [new("$/MWh", [61, 48, 90], [12, -6, 20])];
    private IReadOnlyList<ExampleAsset> _assets = s_assets[..3];
    private string? _chosen = "West 2";
    private IReadOnlyList<ExampleHour> _hours = [];
    private IReadOnlyList<ChartSeries> _series = [];
    private TimeRange _range = TimeRange.Default;
    private DateTime _now;
    private string? _choice = "ERCOT";
    private string? _text = "HB_NORTH";
    private double? _number = 12.5;
    private string? _done;

    private IReadOnlyList<DataColumn<ExampleHour>> Columns =>
        [
            new("hour", L["Hour"], h => h.StartUtc)
            {
                IsRowHeader = true,
                Cell = h => b => b.AddContent(0, h.StartUtc.ToString("yyyy-MM-dd HH:mm", Formats.Culture)),
            },
            new("price", L["Price, $/MWh"], h => h.Price)
            {
                IsNumber = true,
                Cell = h =>
                    b =>
                    {
                        b.OpenComponent<PriceCell>(0);
                        b.AddComponentParameter(1, nameof(PriceCell.Value), (double?)h.Price);
                        b.AddComponentParameter(2, nameof(PriceCell.Previous), (double?)h.Before);
                        b.CloseComponent();
                    },
            },
            new("load", L["Load, MW"], h => h.Load) { IsNumber = true, Cell = h => b => b.AddContent(0, Formats.Number(h.Load, 0)) },
            new("zone", L["Zone"], h => h.Zone),
            new("quality", L["Quality"], h => h.Quality) { StartsHidden = true },
        ];

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        _now = Time.GetUtcNow().UtcDateTime;
        _range = TimeRangeUrl.Read(Navigation);
        var start = new DateTime(2024, 1, 1, 6, 0, 0, DateTimeKind.Utc);
        var prices = Enumerable
            .Range(0, 8784)
            .Select(h => Math.Round(34 + (22 * Math.Sin(h * Math.PI / 12)) + (9 * Math.Sin(h * 0.71)), 2))
            .ToArray();
        _hours =
        [
            .. prices.Select(
                (p, h) =>
                    new ExampleHour(
                        start.AddHours(h),
                        p,
                        prices[Math.Max(0, h - 1)],
                        41_000 + (6_000 * Math.Sin(h / 9.0)),
                        $"HB_{"NSWE"[h % 4]}",
                        1
                    )
            ),
        ];
        double[] hours = [.. Enumerable.Range(0, 24).Select(h => 1721106000d + (h * 3600))];
        _series =
        [
            new(L["Price"], hours, prices[..24], Style: ChartStyle.Step),
            new(L["Forecast"], hours, [.. prices[..24].Select(p => p * 0.93)], Style: ChartStyle.Dashed),
        ];
    }

    private void Choose(TimeRange range)
    {
        _range = range;
        TimeRangeUrl.Write(Navigation, range);
    }

    private Task DoAsync()
    {
        _done = L["Done."];
        Toast.Success(
            L["It was done."],
            () =>
            {
                _done = L["Taken back."];
                return InvokeAsync(StateHasChanged);
            }
        );
        return Task.CompletedTask;
    }

    private async Task AskAsync() =>
        _done = await Confirm.AskAsync(L["Delete the example?"], L["It cannot be taken back."], L["Delete"], danger: true)
            ? L["Deleted."]
            : L["Kept."];

    /// <summary>A row of the example.</summary>
    internal sealed record ExampleHour(DateTime StartUtc, double Price, double Before, double Load, string Zone, double Quality);

    /// <summary>A row of the short example.</summary>
    internal sealed record ExampleAsset(string Name, double PowerMw, double EnergyMwh, double Price);
}
