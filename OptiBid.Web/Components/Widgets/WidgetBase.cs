using System.Diagnostics;
using Microsoft.AspNetCore.Components;
using OptiBid.Core.Common;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Components.Widgets;

/// <summary>What a widget shows.</summary>
/// <param name="State">Loading, content, or why there is none.</param>
public sealed record WidgetStatus(ViewState State)
{
    /// <summary>Content, read from <paramref name="provenance"/> as of then.</summary>
    public static WidgetStatus Ready(Provenance? provenance, DateTime? asOfUtc = null) =>
        new(ViewState.Ready) { Provenance = provenance, AsOfUtc = asOfUtc };

    /// <summary>Nothing to show: what would be here, and how to get it.</summary>
    public static WidgetStatus Empty(string title, string text) => new(ViewState.Empty) { EmptyTitle = title, EmptyText = text };

    /// <summary>A query refused or failed.</summary>
    public static WidgetStatus Of(Failure failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return new(failure.Kind == FailureKind.Forbidden ? ViewState.NoPermission : ViewState.Error) { Error = failure.Localized() };
    }

    /// <summary>What failed, in one sentence.</summary>
    public string? Error { get; init; }

    /// <summary>Trace id of the failure.</summary>
    public string? TraceId { get; init; }

    /// <summary>What would be here.</summary>
    public string? EmptyTitle { get; init; }

    /// <summary>How to get it.</summary>
    public string? EmptyText { get; init; }

    /// <summary>Where the figures come from.</summary>
    public Provenance? Provenance { get; init; }

    /// <summary>Age of the figures, UTC.</summary>
    public DateTime? AsOfUtc { get; init; }

    /// <summary>Since when the figures are stale, UTC.</summary>
    public DateTime? StaleSinceUtc { get; init; }
}

/// <summary>
/// Base of every widget. It reads when its context is another object, keeps its content while it reads again, turns every fault into a status,
/// and tells its host. The markup stands inside <c>&lt;WidgetBody Of="this"&gt;</c>.
/// </summary>
public abstract class WidgetBase : ReaderComponent, IDisposable
{
    private CancellationTokenSource? _reading;
    private WidgetContext? _read;

    /// <summary>What the dashboard says.</summary>
    [Parameter, EditorRequired]
    public WidgetContext Context { get; set; } = default!;

    /// <summary>The frame, or null outside of one.</summary>
    [CascadingParameter]
    public IWidgetHost? Host { get; set; }

    /// <summary>What is shown now.</summary>
    public WidgetStatus Status { get; private set; } = new(ViewState.Loading);

    /// <summary>Reads the data of <see cref="Context"/>; fields of the widget hold it. Faults may be thrown.</summary>
    protected abstract Task<WidgetStatus> LoadAsync(CancellationToken cancellationToken);

    /// <summary>The data behind the picture as a table with a header row, units in the headers; inspection and CSV use it.</summary>
    public abstract IEnumerable<string[]> Rows();

    /// <summary>Reads again; the content stays until the answer is there.</summary>
    public async Task ReloadAsync()
    {
        if (_reading is { } earlier)
        {
            await earlier.CancelAsync();
        }

        using var reading = new CancellationTokenSource();
        _reading = reading;
        var status = await ReadAsync(reading.Token);
        // An answer that a newer read has overtaken is dropped.
        if (_reading == reading)
        {
            _reading = null;
            Status = status;
            Host?.Show(this, status);
            StateHasChanged();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends subscriptions; call the base.</summary>
    protected virtual void Dispose(bool disposing)
    {
        _reading?.Cancel();
        _reading = null;
    }

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync()
    {
        if (ReferenceEquals(_read, Context))
        {
            return Task.CompletedTask;
        }

        _read = Context;
        return ReloadAsync();
    }

    /// <summary>The setting of this widget, or <paramref name="otherwise"/> when none is saved.</summary>
    protected string Setting(string key, string otherwise) =>
        Context.Settings.GetValueOrDefault(key) is { Length: > 0 } value ? value : otherwise;

    private async Task<WidgetStatus> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await LoadAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Status;
        }
#pragma warning disable CA1031 // One widget's fault must not end the page.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Logger.LogError(fault, "widget {Widget} failed", GetType().Name);
            return new(ViewState.Error) { TraceId = Activity.Current?.TraceId.ToString() };
        }
    }

    [Inject]
    private ILogger<WidgetBase> Logger { get; init; } = default!;
}
