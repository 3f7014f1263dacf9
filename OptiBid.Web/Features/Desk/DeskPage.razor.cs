using Microsoft.AspNetCore.Components;
using OptiBid.Core.Bidding.Lifecycle;
using OptiBid.Core.Bidding.Pnl;
using OptiBid.Core.Common;
using OptiBid.Core.Markets.Prices;
using OptiBid.Core.Portfolios.Assets;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Desk;

/// <summary>Today at a glance. Reads again with every price tick; countdowns and ages move once a minute.</summary>
public sealed partial class DeskPage
{
    private readonly CancellationTokenSource _stop = new();
    private DeskModel? _desk;
    private ViewState _state = ViewState.Loading;
    private string? _error;
    private DateTime _nowUtc;
    private ITimer? _minute;

    /// <summary>The assets.</summary>
    [Inject]
    public required IListAssets ListAssets { get; init; }

    /// <summary>The series held.</summary>
    [Inject]
    public required IListSeries Series { get; init; }

    /// <summary>Their values.</summary>
    [Inject]
    public required IReadPrices Prices { get; init; }

    /// <summary>Whether they are fresh.</summary>
    [Inject]
    public required IReadFeedHealth Feeds { get; init; }

    /// <summary>The bids.</summary>
    [Inject]
    public required IListBids Bids { get; init; }

    /// <summary>What they earned.</summary>
    [Inject]
    public required IReadPnl Pnl { get; init; }

    /// <summary>Says that there is something new.</summary>
    [Inject]
    public required IPriceTicks Ticks { get; init; }

    /// <summary>The clock.</summary>
    [Inject]
    public required TimeProvider Time { get; init; }

    /// <summary>What the user chose to begin with.</summary>
    [Inject]
    public required IStartPage StartPage { get; init; }

    /// <summary>Addresses.</summary>
    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _minute?.Dispose();
        _stop.Cancel();
        _stop.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        if (new Uri(Navigation.Uri).AbsolutePath == "/" && await StartPage.FindAsync(_stop.Token) is { } start)
        {
            Navigation.NavigateTo(start, replace: true);
            return;
        }

        _nowUtc = Time.GetUtcNow().UtcDateTime;
        var toNextMinute = TimeSpan.FromMinutes(1) - TimeSpan.FromTicks(_nowUtc.Ticks % TimeSpan.TicksPerMinute);
        _minute = Time.CreateTimer(_ => _ = InvokeAsync(LoadAndShowAsync), null, toNextMinute, TimeSpan.FromMinutes(1));
        _ = FollowAsync(_stop.Token);
        await LoadAsync();
    }

    private async Task FollowAsync(CancellationToken token)
    {
        try
        {
            await foreach (var _ in Ticks.ListenAsync(token))
            {
                await InvokeAsync(LoadAndShowAsync);
            }
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            await DispatchExceptionAsync(fault);
        }
    }

    private async Task LoadAndShowAsync()
    {
        try
        {
            await LoadAsync();
            StateHasChanged();
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or ObjectDisposedException))
        {
            await DispatchExceptionAsync(fault);
        }
    }

    private async Task LoadAsync()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        var desk = await new DeskReader(ListAssets, Series, Prices, Feeds, new(Bids, Pnl), Time).ReadAsync(_stop.Token);
        _nowUtc = Time.GetUtcNow().UtcDateTime;
        if (desk.Failure is { } failure)
        {
            _state = failure.Kind == FailureKind.Forbidden ? ViewState.NoPermission : ViewState.Error;
            _error = failure.Localized();
            return;
        }

        _desk = desk.Value;
        _error = null;
        _state = _desk.StaleSinceUtc is null ? ViewState.Ready : ViewState.Stale;
    }
}
