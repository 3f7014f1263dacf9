using MudBlazor;

namespace OptiBid.Web.Components.Shared;

/// <summary>Asks before something that cannot be taken back.</summary>
public interface IConfirm
{
    /// <summary>True when the user presses the button named <paramref name="confirmLabel"/>.</summary>
    Task<bool> AskAsync(string title, string text, string confirmLabel, bool danger = false);
}

/// <inheritdoc cref="IConfirm"/>
internal sealed class Confirm(IDialogService dialogs) : IConfirm
{
    /// <inheritdoc/>
    public async Task<bool> AskAsync(string title, string text, string confirmLabel, bool danger = false)
    {
        var parameters = new DialogParameters<ConfirmDialog>
        {
            { d => d.Text, text },
            { d => d.ConfirmLabel, confirmLabel },
            { d => d.Danger, danger },
        };
        var options = new DialogOptions { MaxWidth = MaxWidth.ExtraSmall, FullWidth = true };
        var dialog = await dialogs.ShowAsync<ConfirmDialog>(title, parameters, options);
        return await dialog.Result is { Canceled: false };
    }
}
