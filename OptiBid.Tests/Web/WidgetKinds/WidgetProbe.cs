using Bunit;
using Microsoft.AspNetCore.Components;
using OptiBid.Web.Components.Widgets;

namespace OptiBid.Tests.Web.WidgetKinds;

/// <summary>A frame that remembers what its widget said.</summary>
internal sealed class WidgetProbe : IWidgetHost
{
    private IRenderedComponent<CascadingValue<IWidgetHost>>? _rendered;

    public WidgetBase Widget { get; private set; } = default!;

    public WidgetStatus? Status { get; private set; }

    /// <summary>How often the widget told its status.</summary>
    public int Times { get; private set; }

    public string Markup => _rendered!.Markup;

    public IRenderedComponent<CascadingValue<IWidgetHost>> Rendered => _rendered!;

    /// <summary>Renders a widget of that type in a frame and waits for its answer.</summary>
    public static WidgetProbe Of(BunitContext context, Type type, WidgetContext with)
    {
        var probe = new WidgetProbe();
        probe._rendered = context.Render<CascadingValue<IWidgetHost>>(p =>
            p.Add(c => c.Value, probe)
                .Add(
                    c => c.ChildContent,
                    (RenderFragment)(
                        builder =>
                        {
                            builder.OpenComponent(0, type);
                            builder.AddAttribute(1, nameof(WidgetBase.Context), with);
                            builder.CloseComponent();
                        }
                    )
                )
        );
        probe._rendered.WaitForState(() => probe.Status is not null, TimeSpan.FromSeconds(60));
        return probe;
    }

    /// <inheritdoc cref="Of(BunitContext, Type, WidgetContext)"/>
    public static WidgetProbe Of<T>(BunitContext context, WidgetContext with)
        where T : WidgetBase => Of(context, typeof(T), with);

    public void Show(WidgetBase widget, WidgetStatus status) => (Widget, Status, Times) = (widget, status, Times + 1);

    /// <summary>The rows, header first; each as long as the header.</summary>
    public IReadOnlyList<string[]> Rows()
    {
        var rows = Widget.Rows().ToList();
        Assert.NotEmpty(rows);
        Assert.All(rows, r => Assert.Equal(rows[0].Length, r.Length));
        return rows;
    }
}
