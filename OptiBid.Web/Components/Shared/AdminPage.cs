using Microsoft.AspNetCore.Components;
using OptiBid.Core.Common;
using OptiBid.Core.Identity;

namespace OptiBid.Web.Components.Shared;

/// <summary>What the pages of administration share: the states of a list, and the answer to a command.</summary>
public abstract class AdminPage : ReaderComponent
{
    /// <summary>Who looks.</summary>
    [Inject]
    public required ICurrentUser User { get; init; }

    /// <summary>Says what was done.</summary>
    [Inject]
    public required IToast Toast { get; init; }

    /// <summary>Asks before something serious.</summary>
    [Inject]
    public required IConfirm Confirm { get; init; }

    /// <summary>Asks who somebody is, before what needs a fresh proof.</summary>
    [Inject]
    public required IProofPrompt Proof { get; init; }

    /// <summary>How the reader's times and counts are written.</summary>
    [CascadingParameter]
    protected UserClock Clock { get; set; } = UserClock.Utc;

    /// <summary>What the page shows.</summary>
    protected ViewState State { get; set; } = ViewState.Loading;

    /// <summary>What failed.</summary>
    protected string? Error { get; set; }

    /// <summary>A command runs: its buttons wait.</summary>
    protected bool IsBusy { get; private set; }

    /// <inheritdoc/>
    protected override Task OnInitializedAsync() => LoadAsync();

    /// <summary>Reads what the page shows.</summary>
    protected abstract Task LoadAsync();

    /// <summary>The value, or null with the state of the page set to the failure.</summary>
    protected T? Take<T>(Result<T> result)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.Failure is { } failure)
        {
            State = failure.Kind == FailureKind.Forbidden ? ViewState.NoPermission : ViewState.Error;
            Error = failure.Localized();
            return null;
        }

        State = ViewState.Ready;
        return result.Value;
    }

    /// <summary>Runs a command, says how it went, and reads the page again.</summary>
    protected async Task<bool> RunAsync<T>(Func<Task<Result<T>>> command, string done, Func<Task>? undo = null)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (IsBusy)
        {
            return false;
        }

        IsBusy = true;
        try
        {
            var result = await command();
            if (Proof.Asks(result.Failure))
            {
                return false;
            }

            if (result.Failure is { } failure)
            {
                Toast.ShowFailure(failure);
            }
            else
            {
                Toast.Success(done, undo is null ? null : () => InvokeAsync(undo));
            }

            await LoadAsync();
            StateHasChanged();
            return result.IsSuccess;
        }
        finally
        {
            IsBusy = false;
        }
    }
}
