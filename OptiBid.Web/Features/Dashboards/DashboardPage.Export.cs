using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using OptiBid.Web.Components.Shared;
using OptiBid.Web.Features.Dashboards.Export;

namespace OptiBid.Web.Features.Dashboards;

/// <summary>Saves what the dashboard shows as a picture or on paper.</summary>
public sealed partial class DashboardPage
{
    private ElementReference _cover;
    private CancellationTokenSource? _exporting;
    private (int Done, int Total) _drawn;

    /// <summary>Makes the files.</summary>
    [Inject]
    public required DashboardExporter Exporter { get; init; }

    /// <summary>What goes wrong while a file is made, for those who run the app.</summary>
    [Inject]
    public required ILogger<DashboardPage> Logger { get; init; }

    [CascadingParameter]
    private UserClock Clock { get; set; } = UserClock.Utc;

    private async Task ExportAsync(PictureFormat format)
    {
        if (_exporting is not null || _grid is null)
        {
            return;
        }

        using var exporting = new CancellationTokenSource();
        (_exporting, _drawn) = (exporting, default);
        StateHasChanged();
        try
        {
            var subject = new ExportSubject(Id, Key, _editor!.Content.Title, Choices(), Span(), Clock);
            var made = await Exporter.ExecuteAsync(format, subject, _grid.Board, _cover, Progress, exporting.Token);
            if (made.Failure is { } failure)
            {
                Toast.ShowFailure(failure);
            }
            else
            {
                Toast.Success(L["{0} is saved as a file", _editor.Content.Title]);
            }
        }
        catch (OperationCanceledException) when (exporting.IsCancellationRequested)
        {
            Toast.Info(L["No file was made"]);
        }
        catch (Exception fault) when (fault is JSException or OperationCanceledException)
        {
            // The browser's own words help those who run the app; the reader learns what to do instead.
            Logger.LogError(fault, "a dashboard could not be drawn for a file");
            Toast.Warn(L["The browser could not draw this dashboard. Print it instead and choose a PDF as printer."]);
        }
        finally
        {
            _exporting = null;
        }
    }

    private void Progress(int done, int total)
    {
        _drawn = (done, total);
        StateHasChanged();
    }

    private async Task CancelExportAsync()
    {
        if (_exporting is { } exporting)
        {
            await exporting.CancelAsync();
        }
    }
}
