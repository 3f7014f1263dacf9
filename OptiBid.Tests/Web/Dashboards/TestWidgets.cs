using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Dashboards;
using OptiBid.Core.Identity;
using OptiBid.Web.Components.Shared;
using OptiBid.Web.Components.Widgets;

namespace OptiBid.Tests.Web.Dashboards;

/// <summary>Three simple widgets, so that dashboards are tested without those of the features.</summary>
internal static class TestWidgets
{
    public const string Prices = "test.prices";
    public const string Broken = "test.broken";
    public const string Secret = "test.secret";

    public static IServiceCollection AddTestWidgets(this IServiceCollection services) =>
        services
            .AddWidget<PricesWidget>(
                new(Prices, "LMP chart", "What prices did", "The store", new(3, 2), new(4, 3))
                {
                    Settings =
                    [
                        new("product", "Product", WidgetSettingKind.Choice, "da_lmp") { Choices = ["da_lmp", "rt_lmp"] },
                        new("limit", "Limit ($/MWh)", WidgetSettingKind.Number, "100"),
                    ],
                }
            )
            .AddWidget<BrokenWidget>(new(Broken, "Broken widget", "Fails when it is drawn", "Nowhere", new(2, 2), new(4, 2)))
            .AddWidget<PricesWidget>(
                new(Secret, "Audit widget", "For those who read the log", "The log", new(2, 2), new(4, 2), Permissions.ReadAudit)
            );
}

/// <summary>Shows what it is told and a small picture.</summary>
public sealed class PricesWidget : WidgetBase
{
    private int _reads;

    public override IEnumerable<string[]> Rows() =>
        [
            ["time_utc", "price [$/MWh]"],
            .. Enumerable.Range(0, 24).Select(h => new[] { $"2026-11-24T{h:00}:00:00Z", (20 + h).ToString(Formats.Culture) }),
        ];

    protected override Task<WidgetStatus> LoadAsync(CancellationToken cancellationToken)
    {
        _reads++;
        return Task.FromResult(WidgetStatus.Ready(Provenance.Simulated, Context.ToUtc));
    }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.OpenElement(0, "p");
        builder.AddAttribute(1, "style", "margin:0");
        builder.AddContent(2, $"{Context.Market} {Context.Node} {Setting("product", "da_lmp")}, read {_reads} times");
        builder.CloseElement();
        builder.OpenElement(3, "svg");
        builder.AddAttribute(4, "viewBox", "0 0 240 80");
        builder.AddAttribute(5, "role", "img");
        builder.AddAttribute(6, "aria-label", "Prices");
        builder.AddAttribute(7, "width", "100%");
        builder.AddAttribute(8, "height", Math.Max(20, Context.BodyHeight - 30).ToString(Formats.Culture));
        builder.OpenElement(9, "polyline");
        builder.AddAttribute(10, "points", string.Join(' ', Enumerable.Range(0, 24).Select(h => $"{h * 10},{60 - (h * h % 37)}")));
        builder.AddAttribute(11, "fill", "none");
        builder.AddAttribute(12, "stroke", "var(--series-1)");
        builder.CloseElement();
        builder.CloseElement();
    }
}

/// <summary>Fails when it is drawn.</summary>
public sealed class BrokenWidget : WidgetBase
{
    public override IEnumerable<string[]> Rows() => [];

    protected override Task<WidgetStatus> LoadAsync(CancellationToken cancellationToken) => Task.FromResult(WidgetStatus.Ready(null));

    protected override void BuildRenderTree(RenderTreeBuilder builder) => throw new InvalidOperationException("broken on purpose");
}
