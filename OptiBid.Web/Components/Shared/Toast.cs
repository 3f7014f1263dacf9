using Microsoft.Extensions.Localization;
using MudBlazor;
using OptiBid.Core.Common;

namespace OptiBid.Web.Components.Shared;

/// <summary>Short messages at the edge of the page.</summary>
public interface IToast
{
    /// <summary>Something was done; with <paramref name="undo"/> the message offers to take it back.</summary>
    void Success(string message, Func<Task>? undo = null);

    /// <summary>Something worth knowing.</summary>
    void Info(string message);

    /// <summary>Something to look at.</summary>
    void Warn(string message);

    /// <summary>The one mapping of a failure to a message.</summary>
    void ShowFailure(Failure failure);
}

/// <inheritdoc cref="IToast"/>
internal sealed class Toast(ISnackbar snackbar, IStringLocalizer<Texts> texts) : IToast
{
    /// <inheritdoc/>
    public void Success(string message, Func<Task>? undo = null) =>
        snackbar.Add(
            message,
            Severity.Success,
            options =>
            {
                if (undo is not null)
                {
                    options.Action = texts["Undo"];
                    options.ActionColor = Color.Inherit;
                    options.OnClick = _ => undo();
                    options.VisibleStateDuration = 10_000;
                }
            }
        );

    /// <inheritdoc/>
    public void Info(string message) => snackbar.Add(message, Severity.Info);

    /// <inheritdoc/>
    public void Warn(string message) => snackbar.Add(message, Severity.Warning);

    /// <inheritdoc/>
    public void ShowFailure(Failure failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        var severity = failure.Kind is FailureKind.Unavailable or FailureKind.Forbidden ? Severity.Error : Severity.Warning;
        snackbar.Add(
            failure.Field is { } field ? $"{field}: {failure.Localized()}" : failure.Localized(),
            severity,
            options => options.VisibleStateDuration = 12_000,
            key: failure.Code
        );
    }
}
