using Microsoft.AspNetCore.Components;
using OptiBid.Core.Common;
using OptiBid.Core.Identity.Privacy;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Account;

/// <summary>A person's own data: a copy of it, or its end.</summary>
public sealed partial class OwnPrivacyPage
{
    private IReadOnlyList<PrivacyRequestView> _requests = [];
    private ViewState _state = ViewState.Loading;
    private string? _error;
    private string? _refusal;
    private string _confirm = "";
    private bool _busy;

    /// <summary>How the reader's times are written.</summary>
    [CascadingParameter]
    private UserClock Clock { get; set; } = UserClock.Utc;

    /// <summary>Own requests.</summary>
    [Inject]
    public required IListPrivacyRequests List { get; init; }

    /// <summary>Exports.</summary>
    [Inject]
    public required IExportPersonalData Export { get; init; }

    /// <summary>Asks for the erasure.</summary>
    [Inject]
    public required IRequestErasure Request { get; init; }

    /// <summary>Takes it back.</summary>
    [Inject]
    public required IWithdrawErasure Withdraw { get; init; }

    /// <summary>Asks who somebody is.</summary>
    [Inject]
    public required IProofPrompt Proof { get; init; }

    /// <summary>Saves the zip file.</summary>
    [Inject]
    public required IDownloads Downloads { get; init; }

    /// <summary>Says what was done.</summary>
    [Inject]
    public required IToast Toast { get; init; }

    private PrivacyRequestView? Waiting => _requests.FirstOrDefault(r => r is { Kind: PrivacyRequestKind.Erasure, ClosedAtUtc: null });

    /// <inheritdoc/>
    protected override Task OnInitializedAsync() => LoadAsync();

    private string Kind(PrivacyRequestKind kind) =>
        kind switch
        {
            PrivacyRequestKind.Export => L["Export"],
            PrivacyRequestKind.Erasure => L["Erasure"],
            _ => kind.ToString(),
        };

    private async Task LoadAsync()
    {
        var listed = await List.OfMyselfAsync();
        _error = listed.Failure?.Localized();
        _requests = listed.IsSuccess ? listed.Value : [];
        _state = listed.IsSuccess ? ViewState.Ready : ViewState.Error;
    }

    private Task ExportAsync() =>
        WhileBusyAsync(() => Export.ExecuteAsync(), export => Downloads.SaveAsync(export.FileName, "application/zip", export.Content));

    private Task EraseAsync() =>
        WhileBusyAsync(
            () => Request.OfMyselfAsync(_confirm),
            request =>
            {
                (_confirm, _refusal) = ("", null);
                Toast.Info(L["Your account is erased after {0}", Clock.Text(request.NotBeforeUtc)]);
                return Task.CompletedTask;
            }
        );

    private Task WithdrawAsync(PrivacyRequestView request) =>
        WhileBusyAsync(
            () => Withdraw.ExecuteAsync(request.Id),
            _ =>
            {
                Toast.Success(L["Your account stays"]);
                return Task.CompletedTask;
            }
        );

    private async Task WhileBusyAsync<T>(Func<Task<Result<T>>> command, Func<T, Task> done)
    {
        _busy = true;
        try
        {
            var result = await command();
            if (Proof.Asks(result.Failure))
            {
                return;
            }

            if (result.Failure is { } failure)
            {
                _refusal = failure.Localized();
                Toast.ShowFailure(failure);
                return;
            }

            await done(result.Value);
            await LoadAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}
