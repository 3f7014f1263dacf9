using System.Diagnostics;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.Localization;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Components.Widgets;

/// <summary>Keeps a fault inside one widget: the others go on, the fault is logged under the trace id that the user sees.</summary>
public sealed class WidgetBoundary : ErrorBoundaryBase
{
    private string? _traceId;

    [Inject]
    private IStringLocalizer<Texts> L { get; init; } = default!;

    /// <summary>Where faults are logged.</summary>
    [Inject]
    public required ILogger<WidgetBoundary> Logger { get; init; }

    /// <inheritdoc/>
    protected override Task OnErrorAsync(Exception exception)
    {
        _traceId = Activity.Current?.TraceId.ToString() ?? ActivityTraceId.CreateRandom().ToString();
        Logger.LogError(exception, "A widget failed, trace {TraceId}", _traceId);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        if (CurrentException is null)
        {
            builder.AddContent(0, ChildContent);
            return;
        }

        builder.OpenComponent<StateView>(1);
        builder.AddComponentParameter(2, nameof(StateView.State), ViewState.Error);
        builder.AddComponentParameter(3, nameof(StateView.Error), L["This widget failed; the others go on."].Value);
        builder.AddComponentParameter(4, nameof(StateView.TraceId), _traceId);
        builder.AddComponentParameter(5, nameof(StateView.OnRetry), EventCallback.Factory.Create(this, Recover));
        builder.CloseComponent();
    }
}
