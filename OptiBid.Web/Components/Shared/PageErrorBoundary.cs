using System.Diagnostics;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.Extensions.Localization;

namespace OptiBid.Web.Components.Shared;

/// <summary>Keeps a fault inside one page: the shell stays, the fault is logged under the trace id that the user sees, a navigation recovers.</summary>
public sealed class PageErrorBoundary : ErrorBoundaryBase, IDisposable
{
    private string? _traceId;

    /// <summary>Where navigation is heard.</summary>
    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>The texts of the reader's language.</summary>
    [Inject]
    public required IStringLocalizer<Texts> L { get; init; }

    /// <summary>Where faults are logged.</summary>
    [Inject]
    public required ILogger<PageErrorBoundary> Logger { get; init; }

    /// <inheritdoc/>
    public void Dispose() => Navigation.LocationChanged -= Leave;

    /// <inheritdoc/>
    protected override void OnInitialized() => Navigation.LocationChanged += Leave;

    /// <inheritdoc/>
    protected override Task OnErrorAsync(Exception exception)
    {
        _traceId = Activity.Current?.TraceId.ToString() ?? ActivityTraceId.CreateRandom().ToString();
        Logger.LogError(exception, "Unhandled fault on {Uri}, trace {TraceId}", Navigation.Uri, _traceId);
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

        builder.OpenComponent<PageHeader>(1);
        builder.AddComponentParameter(2, nameof(PageHeader.Title), L["Something went wrong"].Value);
        builder.CloseComponent();
        builder.OpenComponent<StateView>(3);
        builder.AddComponentParameter(4, nameof(StateView.State), ViewState.Error);
        builder.AddComponentParameter(
            5,
            nameof(StateView.Error),
            L["A fault in OptiBid stopped this page. Nothing else is affected."].Value
        );
        builder.AddComponentParameter(6, nameof(StateView.TraceId), _traceId);
        builder.AddComponentParameter(7, nameof(StateView.OnRetry), EventCallback.Factory.Create(this, Recover));
        builder.CloseComponent();
    }

    private void Leave(object? sender, LocationChangedEventArgs e)
    {
        if (CurrentException is not null)
        {
            _ = InvokeAsync(Recover);
        }
    }
}
