using Microsoft.AspNetCore.Components;
using MudBlazor;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Retraining.Jobs;
using OptiBid.Core.Forecasting.Retraining.Plans;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets.Prices;
using OptiBid.Core.Series;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Experiments;

/// <summary>Retraining plans, what their jobs found of drift, and the jobs.</summary>
public sealed partial class DriftPage : IAsyncDisposable
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _left = new();
    private IReadOnlyList<RetrainPlanView> _plans = [];
    private IReadOnlyList<RetrainJobSummary> _jobs = [];
    private IReadOnlyList<SeriesKey> _series = [];
    private RetrainPlanView? _plan;
    private RetrainJobDetail? _drift;
    private RetrainJobDetail? _job;
    private ViewState _state = ViewState.Loading;
    private string? _error;
    private (Guid?, Guid?) _shown;
    private bool _mayWrite;
    private Task? _watch;

    /// <summary>The plan that is looked at; the first when it is not named.</summary>
    [SupplyParameterFromQuery(Name = "plan")]
    private Guid? Chosen { get; set; }

    /// <summary>The job whose log is shown; the newest when it is not named.</summary>
    [SupplyParameterFromQuery(Name = "job")]
    private Guid? Job { get; set; }

    [Inject]
    private IListRetrainPlans ListPlans { get; init; } = default!;

    [Inject]
    private IListRetrainJobs ListJobs { get; init; } = default!;

    [Inject]
    private IGetRetrainJob GetJob { get; init; } = default!;

    [Inject]
    private IGetDrift GetDrift { get; init; } = default!;

    [Inject]
    private IStartRetrain Start { get; init; } = default!;

    [Inject]
    private IDeleteRetrainPlan Delete { get; init; } = default!;

    [Inject]
    private IListSeries ListSeries { get; init; } = default!;

    [Inject]
    private ICurrentUser User { get; init; } = default!;

    [Inject]
    private IDialogService Dialogs { get; init; } = default!;

    [Inject]
    private IConfirm Confirm { get; init; } = default!;

    [Inject]
    private IToast Toast { get; init; } = default!;

    [Inject]
    private NavigationManager Navigation { get; init; } = default!;

    [Inject]
    private TimeProvider Time { get; init; } = default!;

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_state == ViewState.Loading || (Chosen, Job) != _shown)
        {
            await LoadAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _left.CancelAsync();
        if (_watch is not null)
        {
            await _watch;
        }

        _left.Dispose();
    }

    private async Task LoadAsync()
    {
        _shown = (Chosen, Job);
        _mayWrite = User.Has(Permissions.WriteModels);
        var plans = await ListPlans.ExecuteAsync(_left.Token);
        if (plans.Failure is { } failure)
        {
            _error = failure.Localized();
            _state = failure.Kind == FailureKind.Forbidden ? ViewState.NoPermission : ViewState.Error;
            return;
        }

        if (_mayWrite && await ListSeries.ExecuteAsync(_left.Token) is { IsSuccess: true } series)
        {
            _series =
            [
                .. series
                    .Value.Where(s => s.Definition.Unit.Contains("/MW", StringComparison.Ordinal))
                    .OrderBy(s => s.Definition.Key.Product == Products.DaLmp ? 0 : 1)
                    .ThenBy(s => s.Definition.Key.ToString(), StringComparer.Ordinal)
                    .Select(s => s.Definition.Key),
            ];
        }

        _plans = plans.Value;
        _plan = _plans.FirstOrDefault(p => p.Id == Chosen) ?? (_plans.Count > 0 ? _plans[0] : null);
        await ReadJobsAsync();
        _state = _plan is null ? ViewState.Empty : ViewState.Ready;
        Watch();
    }

    private async Task ReadJobsAsync()
    {
        (_jobs, _drift, _job) = ([], null, null);
        if (_plan is not { } plan)
        {
            return;
        }

        var jobs = await ListJobs.ExecuteAsync(plan.Id, cancellationToken: _left.Token);
        var drift = await GetDrift.ExecuteAsync(plan.Id, _left.Token);
        if (jobs.IsSuccess && drift.IsSuccess)
        {
            (_jobs, _drift) = (jobs.Value, drift.Value);
            var shown = _jobs.FirstOrDefault(j => j.Id == Job) ?? (_jobs.Count > 0 ? _jobs[0] : null);
            _job =
                shown is null ? null
                : (await GetJob.ExecuteAsync(shown.Id, _left.Token)) is { IsSuccess: true } found ? found.Value
                : null;
        }
    }

    /// <summary>Looks again while a job waits or runs.</summary>
    private void Watch()
    {
        if (IsBusy && (_watch is null || _watch.IsCompleted))
        {
            _watch = WatchAsync();
        }
    }

    private bool IsBusy => _jobs.Any(j => j.State is RetrainJobState.Queued or RetrainJobState.Running);

    private async Task WatchAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(s_look, Time);
            while (IsBusy && await timer.WaitForNextTickAsync(_left.Token))
            {
                await InvokeAsync(async () =>
                {
                    await ReadJobsAsync();
                    StateHasChanged();
                });
            }
        }
        catch (OperationCanceledException)
        {
            // The page is gone.
        }
    }

    private async Task StartAsync(RetrainPlanView plan)
    {
        var started = await Start.ExecuteAsync(plan.Id, _left.Token);
        if (started.Failure is { } failure)
        {
            Toast.ShowFailure(failure);
            return;
        }

        Toast.Success(L["The plan of {0} runs", plan.Draft.Model]);
        await ShowAsync(plan.Id);
    }

    private async Task EditAsync(RetrainPlanView? plan)
    {
        var parameters = new DialogParameters<PlanDialog> { { d => d.Plan, plan }, { d => d.Series, _series } };
        var title = plan is null ? L["New retraining plan"] : L["Plan of {0}", plan.Draft.Model];
        var dialog = await Dialogs.ShowAsync<PlanDialog>(
            title,
            parameters,
            new DialogOptions { MaxWidth = MaxWidth.Small, FullWidth = true }
        );
        if (await dialog.Result is { Canceled: false, Data: Guid id })
        {
            Toast.Success(L["The plan is saved"]);
            await ShowAsync(id);
        }
    }

    private async Task DeleteAsync(RetrainPlanView plan)
    {
        var title = L["Delete the plan of {0}?", plan.Draft.Model];
        if (
            await Confirm.AskAsync(title, L["Its jobs and the errors that it kept go with it; the model stays."], L["Delete"], danger: true)
        )
        {
            var deleted = await Delete.ExecuteAsync(plan.Id, _left.Token);
            if (deleted.Failure is { } failure)
            {
                Toast.ShowFailure(failure);
            }
            else
            {
                Toast.Success(L["The plan is deleted"]);
            }

            await ShowAsync(null);
        }
    }

    private async Task ShowAsync(Guid? plan)
    {
        var address = plan is null ? "/models/drift" : $"/models/drift?plan={plan}";
        if ((Chosen, Job) != (plan, null))
        {
            Navigation.NavigateTo(address);
        }
        else
        {
            await LoadAsync();
            StateHasChanged();
        }
    }
}
