using Microsoft.AspNetCore.Components;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Runs;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Forecasts;

/// <summary>One backtest: its progress while it runs, its figures once it is done.</summary>
public sealed partial class BacktestPage : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private readonly CancellationToken _left;
    private BacktestDetail? _detail;
    private BacktestView? _view;
    private ViewState _state = ViewState.Loading;
    private string? _error;

    /// <summary>Id of the backtest.</summary>
    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    private IGetBacktest GetBacktest { get; init; } = default!;

    [Inject]
    private IDeleteBacktest DeleteBacktest { get; init; } = default!;

    [Inject]
    private IToast Toast { get; init; } = default!;

    [Inject]
    private TimeProvider Time { get; init; } = default!;

    private string Title => _detail is null ? L["Backtest"] : $"{_detail.Summary.Request.Target}, {_detail.Summary.Request.Model}";

    private string? Subtitle =>
        _detail is null
            ? null
            : L[
                "Backtest of {0} to {1}, started {2} by {3}",
                Formats.Day(_detail.Summary.Request.From),
                Formats.Day(_detail.Summary.Request.To),
                Formats.Utc(_detail.Summary.CreatedUtc),
                _detail.Summary.StartedBy
            ].Value;

    /// <summary>Takes the token at once: a source that is disposed gives none.</summary>
    public BacktestPage() => _left = _gone.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync() => _detail?.Summary.Id == Id ? Task.CompletedTask : LoadAsync();

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500), Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_left))
            {
                if (_detail?.Summary.IsActive == true)
                {
                    await LoadAsync();
                    StateHasChanged();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The page is gone.
        }
    }

    private async Task LoadAsync()
    {
        var result = await GetBacktest.ExecuteAsync(Id, _left);
        if (result.Failure is { } failure)
        {
            _error = failure.Localized();
            _state = failure.Kind == FailureKind.Forbidden ? ViewState.NoPermission : ViewState.Error;
            return;
        }

        _detail = result.Value;
        _view = _detail.Outcome is null ? null : BacktestView.Of(_detail, L);
        _state = ViewState.Ready;
    }

    private async Task CancelAsync()
    {
        var result = await DeleteBacktest.ExecuteAsync(Id, _left);
        if (result.Failure is { } failure)
        {
            Toast.ShowFailure(failure);
        }
    }
}
