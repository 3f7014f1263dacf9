using Microsoft.AspNetCore.Components;
using MudBlazor;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Registry;
using OptiBid.Core.Identity;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Experiments;

/// <summary>The models of the organisation, the versions of one of them, and the promotions.</summary>
public sealed partial class ModelsPage
{
    private IReadOnlyList<RegisteredModel> _models = [];
    private IReadOnlyList<ModelVersion> _versions = [];
    private IReadOnlyList<PromotionView> _waiting = [];
    private IReadOnlyList<PromotionView> _history = [];
    private RegisteredModel? _model;
    private ViewState _state = ViewState.Loading;
    private string? _error;
    private string? _shown;
    private bool _mayRequest;
    private bool _mayApprove;

    /// <summary>Name of the model that is looked at.</summary>
    [SupplyParameterFromQuery(Name = "model")]
    private string? Chosen { get; set; }

    [Inject]
    private IModelRegistry Registry { get; init; } = default!;

    [Inject]
    private IListPromotions ListPromotions { get; init; } = default!;

    [Inject]
    private IRequestPromotion RequestPromotion { get; init; } = default!;

    [Inject]
    private IDecidePromotion DecidePromotion { get; init; } = default!;

    [Inject]
    private IWithdrawPromotion WithdrawPromotion { get; init; } = default!;

    [Inject]
    private IRollBackModel RollBackModel { get; init; } = default!;

    [Inject]
    private ICurrentUser User { get; init; } = default!;

    [Inject]
    private IDialogService Dialogs { get; init; } = default!;

    [Inject]
    private IConfirm Confirm { get; init; } = default!;

    [Inject]
    private IToast Toast { get; init; } = default!;

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        // A link to another model stays on this page.
        if (_state == ViewState.Loading || Chosen != _shown)
        {
            await LoadAsync();
        }
    }

    private async Task LoadAsync()
    {
        _shown = Chosen;
        _mayRequest = User.Has(Permissions.WriteModels);
        _mayApprove = User.Has(Permissions.ApproveModels);
        var models = await Registry.SearchModelsAsync(new(MostResults: 1000));
        var promotions = await ListPromotions.ExecuteAsync();
        if ((models.Failure ?? promotions.Failure) is { } failure)
        {
            _error = failure.Localized();
            _state = failure.Kind == FailureKind.Forbidden ? ViewState.NoPermission : ViewState.Error;
            return;
        }

        _models = models.Value.Items;
        _waiting = [.. promotions.Value.Where(p => p.State == PromotionState.Waiting)];
        _model = _models.FirstOrDefault(m => m.Name == Chosen) ?? (_models.Count == 1 ? _models[0] : null);
        _history = [.. promotions.Value.Where(p => p.Model == _model?.Name)];
        _versions = [];
        if (_model is { } model)
        {
            var all = await Registry.SearchVersionsAsync(new(MostResults: int.MaxValue));
            _versions = all.IsSuccess ? [.. all.Value.Items.Where(v => v.Name == model.Name).OrderByDescending(v => v.Version)] : [];
        }

        _state = _models.Count == 0 ? ViewState.Empty : ViewState.Ready;
    }

    private static int? VersionIn(RegisteredModel model, ModelStage stage) =>
        model.LatestVersions.FirstOrDefault(v => v.Stage == stage)?.Version;

    private string KindOf(PromotionView promotion) => promotion.Kind == PromotionKind.Rollback ? L["Rollback"] : L["Promotion"];

    private async Task RequestAsync(ModelVersion version)
    {
        var title = L["Version {0} of {1} into production?", version.Version, version.Name];
        if (await AskReasonAsync(title, L["Somebody else has to approve it."], L["Ask for production"]) is { } reason)
        {
            await AnswerAsync(
                await RequestPromotion.ExecuteAsync(version.Name, version.Version, reason),
                L["The promotion waits for a second person"]
            );
        }
    }

    private async Task ApproveAsync(PromotionView promotion)
    {
        var title = L["Version {0} of {1} into production?", promotion.Version, promotion.Model];
        if (await Confirm.AskAsync(title, L["The desk forecasts with it from now on: {0}", promotion.Reason], L["Approve"]))
        {
            await AnswerAsync(
                await DecidePromotion.ExecuteAsync(promotion.Id, approve: true),
                L["Version {0} of {1} is in production", promotion.Version, promotion.Model]
            );
        }
    }

    private async Task RefuseAsync(PromotionView promotion)
    {
        var title = L["Refuse version {0} of {1}?", promotion.Version, promotion.Model];
        if (await AskReasonAsync(title, L["Who asked for it reads your reason."], L["Refuse"]) is { } reason)
        {
            await AnswerAsync(await DecidePromotion.ExecuteAsync(promotion.Id, approve: false, reason), L["The promotion is refused"]);
        }
    }

    private async Task WithdrawAsync(PromotionView promotion) =>
        await AnswerAsync(await WithdrawPromotion.ExecuteAsync(promotion.Id), L["The promotion is withdrawn"]);

    private async Task RollBackAsync()
    {
        var name = _model!.Name;
        if (
            await AskReasonAsync(
                L["Roll {0} back?", name],
                L["The version before goes back into production at once; it was approved before."],
                L["Roll back"]
            ) is
            { } reason
        )
        {
            var back = await RollBackModel.ExecuteAsync(name, reason);
            await AnswerAsync(back, back.IsSuccess ? L["Version {0} of {1} is in production", back.Value, name] : "");
        }
    }

    private async Task<string?> AskReasonAsync(string title, string text, string verb)
    {
        var parameters = new DialogParameters<ReasonDialog> { { d => d.Text, text }, { d => d.ConfirmLabel, verb } };
        var dialog = await Dialogs.ShowAsync<ReasonDialog>(
            title,
            parameters,
            new DialogOptions { MaxWidth = MaxWidth.Small, FullWidth = true }
        );
        return await dialog.Result is { Canceled: false, Data: string reason } ? reason : null;
    }

    private async Task AnswerAsync<T>(Result<T> result, string done)
    {
        if (result.Failure is { } failure)
        {
            Toast.ShowFailure(failure);
        }
        else
        {
            Toast.Success(done);
        }

        await LoadAsync();
        StateHasChanged();
    }
}
