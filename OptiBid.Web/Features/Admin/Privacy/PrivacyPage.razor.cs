using Microsoft.AspNetCore.Components;
using OptiBid.Core.Common;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Privacy;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Admin.Privacy;

/// <summary>Requests about personal data, and former members whose data can be exported or erased.</summary>
public sealed partial class PrivacyPage
{
    private IReadOnlyList<PrivacyRequestView> _requests = [];
    private IReadOnlyList<FormerMember> _former = [];
    private ViewState _state = ViewState.Loading;
    private string? _error;

    /// <summary>How the reader's times are written.</summary>
    [CascadingParameter]
    private UserClock Clock { get; set; } = UserClock.Utc;

    /// <summary>The requests.</summary>
    [Inject]
    public required IListPrivacyRequests List { get; init; }

    /// <summary>Who left.</summary>
    [Inject]
    public required IListFormerMembers Former { get; init; }

    /// <summary>Exports.</summary>
    [Inject]
    public required IExportPersonalData Export { get; init; }

    /// <summary>Asks for erasures.</summary>
    [Inject]
    public required IRequestErasure Request { get; init; }

    /// <summary>Takes them back.</summary>
    [Inject]
    public required IWithdrawErasure Withdraw { get; init; }

    /// <summary>Who looks.</summary>
    [Inject]
    public required ICurrentUser User { get; init; }

    /// <summary>Asks before an erasure.</summary>
    [Inject]
    public required IConfirm Confirm { get; init; }

    /// <summary>Asks who somebody is.</summary>
    [Inject]
    public required IProofPrompt Proof { get; init; }

    /// <summary>Saves the zip file.</summary>
    [Inject]
    public required IDownloads Downloads { get; init; }

    /// <summary>Says what was done.</summary>
    [Inject]
    public required IToast Toast { get; init; }

    private bool CanErase => User.Has(Permissions.ErasePersonalData);

    /// <inheritdoc/>
    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        var listed = await List.ExecuteAsync();
        if (listed.Failure is { } failure)
        {
            _state = failure.Kind == FailureKind.Forbidden ? ViewState.NoPermission : ViewState.Error;
            _error = failure.Localized();
            return;
        }

        _requests = listed.Value;
        if (CanErase && (await Former.ExecuteAsync()) is { IsSuccess: true } former)
        {
            _former = former.Value;
        }

        _state = _requests.Count == 0 ? ViewState.Empty : ViewState.Ready;
    }

    private async Task ExportAsync(FormerMember person)
    {
        if (Proof.AsksFirst())
        {
            return;
        }

        var export = await Export.ExecuteAsync(person.UserId);
        if (export.Failure is { } failure)
        {
            Toast.ShowFailure(failure);
            return;
        }

        await Downloads.SaveAsync(export.Value.FileName, "application/zip", export.Value.Content);
        await LoadAsync();
    }

    private async Task EraseAsync(FormerMember person)
    {
        if (Proof.AsksFirst())
        {
            return;
        }

        var agreed = await Confirm.AskAsync(
            L["Erase the data of {0}?", person.Name],
            L[
                "Sessions, factors, keys and invitations go, the name in records becomes a pseudonym, and the audit log forgets who they were. It can be withdrawn until it is done; afterwards nothing brings it back."
            ],
            L["Ask for erasure"],
            danger: true
        );
        if (!agreed)
        {
            return;
        }

        var asked = await Request.OfFormerMemberAsync(person.UserId, "Former member");
        if (asked.Failure is { } failure)
        {
            Toast.ShowFailure(failure);
        }
        else
        {
            Toast.Success(
                L["The erasure of {0} waits until {1}", person.Name, Clock.Text(asked.Value.NotBeforeUtc)],
                () => InvokeAsync(() => WithdrawAsync(asked.Value))
            );
        }

        await LoadAsync();
    }

    private async Task WithdrawAsync(PrivacyRequestView request)
    {
        var withdrawn = await Withdraw.ExecuteAsync(request.Id);
        if (withdrawn.Failure is { } failure)
        {
            Toast.ShowFailure(failure);
        }
        else
        {
            Toast.Success(L["The erasure of {0} is withdrawn", request.Person]);
        }

        await LoadAsync();
        StateHasChanged();
    }
}
