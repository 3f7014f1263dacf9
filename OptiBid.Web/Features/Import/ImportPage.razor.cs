using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Options;
using OptiBid.Core.Common;
using OptiBid.Core.Markets.Import;
using OptiBid.Core.Markets.Import.Jobs;
using OptiBid.Core.Markets.Prices;
using OptiBid.Core.Series;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Import;

/// <summary>Send files, look at their first rows, import them, read what came of it.</summary>
public sealed partial class ImportPage
{
    private const int MaxFiles = 20;
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(400);
    private (string Value, string Text)[] FileFormats =>
        [
            ("auto", L["Find out by the header"]),
            ("pjm", "PJM"),
            ("caiso", "CAISO"),
            ("ercot", "ERCOT"),
            ("epf", L["EPF benchmark"]),
            ("csv", L["CSV of any layout"]),
        ];

    private readonly CancellationTokenSource _left = new();
    private IReadOnlyList<StagedUpload> _uploads = [];
    private readonly Dictionary<Guid, ImportPreview> _previews = [];
    private IReadOnlyList<SeriesSummary> _series = [];
    private ViewState _state = ViewState.Loading;
    private string? _error;
    private string? _staging;
    private string _format = "auto";
    private bool _isDryRun;
    private CsvMapping? _mapping;
    private Guid? _shown;
    private ImportJob? _job;

    /// <summary>Keeps what is sent.</summary>
    [Inject]
    public required IStageUpload Stage { get; init; }

    /// <summary>Shows first rows.</summary>
    [Inject]
    public required IPreviewUpload Preview { get; init; }

    /// <summary>Starts the import.</summary>
    [Inject]
    public required IStartImport Start { get; init; }

    /// <summary>Follows it.</summary>
    [Inject]
    public required IReadImports Read { get; init; }

    /// <summary>Stops it.</summary>
    [Inject]
    public required ICancelImport Cancel { get; init; }

    /// <summary>What the store holds.</summary>
    [Inject]
    public required IListSeries ListSeries { get; init; }

    /// <summary>Limits.</summary>
    [Inject]
    public required IOptions<ImportOptions> Options { get; init; }

    /// <summary>Messages.</summary>
    [Inject]
    public required IToast Toast { get; init; }

    /// <summary>Clock of the polling.</summary>
    [Inject]
    public required TimeProvider Time { get; init; }

    private bool IsBusy => _staging is not null || _job is { State: ImportJobState.Queued or ImportJobState.Running };

    /// <inheritdoc/>
    protected override Task OnInitializedAsync() => LoadAsync();

    /// <inheritdoc/>
    public void Dispose()
    {
        _left.Cancel();
        _left.Dispose();
    }

    private async Task LoadAsync()
    {
        var result = await ListSeries.ExecuteAsync(_left.Token);
        _error = result.Failure?.Localized();
        _series = result.IsSuccess ? result.Value : [];
        _state = result.Failure switch
        {
            null => _series.Count == 0 ? ViewState.Empty : ViewState.Ready,
            { Kind: FailureKind.Forbidden } => ViewState.NoPermission,
            _ => ViewState.Error,
        };
    }

    private async Task StageAsync(InputFileChangeEventArgs e)
    {
        if (e.FileCount > MaxFiles)
        {
            Toast.Warn(L["At most {0} files at once; put more into a zip.", MaxFiles]);
            return;
        }

        try
        {
            foreach (var file in e.GetMultipleFiles(MaxFiles))
            {
                _staging = L["Sending {0}", file.Name];
                StateHasChanged();
                // One byte more than allowed, so that the shelf says what is wrong.
                await using var stream = file.OpenReadStream(Options.Value.MaxUploadBytes + 1, _left.Token);
                var result = await Stage.ExecuteAsync(file.Name, stream, _left.Token);
                if (result.Failure is { } failure)
                {
                    Toast.ShowFailure(failure);
                    continue;
                }

                _uploads = [.. _uploads, result.Value];
                await PreviewAsync(result.Value);
                _shown = result.Value.Id;
            }
        }
        catch (IOException fault)
        {
            Toast.Warn(L["The file could not be sent: {0}", fault.Message]);
        }
        finally
        {
            _staging = null;
        }
    }

    private async Task PreviewAsync(StagedUpload upload)
    {
        var result = await Preview.ExecuteAsync(upload.Id, _format, _mapping, _left.Token);
        if (result.IsSuccess)
        {
            _previews[upload.Id] = result.Value;
        }
        else
        {
            Toast.ShowFailure(result.Failure);
        }
    }

    private async Task ChangeFormatAsync(ChangeEventArgs e)
    {
        _format = (string?)e.Value ?? "auto";
        _mapping = null;
        foreach (var upload in _uploads)
        {
            await PreviewAsync(upload);
        }
    }

    private async Task ApplyMappingAsync(CsvMapping mapping)
    {
        (_mapping, _format) = (mapping, "csv");
        foreach (var upload in _uploads)
        {
            await PreviewAsync(upload);
        }
    }

    private void Remove(StagedUpload upload)
    {
        _uploads = [.. _uploads.Where(u => u != upload)];
        _previews.Remove(upload.Id);
        _shown = _shown == upload.Id ? null : _shown;
    }

    private async Task StartAsync()
    {
        var result = Start.Execute(new StartImportRequest([.. _uploads.Select(u => u.Id)], _format, _isDryRun, _mapping));
        if (result.Failure is { } failure)
        {
            Toast.ShowFailure(failure);
            return;
        }

        _job = result.Value;
        _shown = null;
        await FollowAsync();
    }

    private async Task FollowAsync()
    {
        using var timer = new PeriodicTimer(s_poll, Time);
        try
        {
            while (IsBusy && await timer.WaitForNextTickAsync(_left.Token))
            {
                var result = Read.Find(_job!.Id);
                _job = result.IsSuccess ? result.Value : _job with { State = ImportJobState.Failed, Error = result.Failure.Text };
                StateHasChanged();
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }

        if (_job is { State: ImportJobState.Done, IsDryRun: false })
        {
            _uploads = [];
            _previews.Clear();
            Toast.Success(L["The import is done."]);
        }

        await LoadAsync();
    }

    private void CancelAsync()
    {
        if (_job is not null && Cancel.Execute(_job.Id).Failure is { } failure)
        {
            Toast.ShowFailure(failure);
        }
    }

    private string ProgressText(ImportJob job) =>
        job.Progress is { } p ? L["{0}: {1} rows", p.File, Formats.Number(p.RowsRead, 0)] : L["Waiting for the import before this one"];

    private static double? Percent(ImportJob job) => job.Progress is { BytesTotal: > 0 } p ? 100.0 * p.BytesRead / p.BytesTotal : null;
}
