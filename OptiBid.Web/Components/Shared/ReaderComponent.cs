using Microsoft.AspNetCore.Components;

namespace OptiBid.Web.Components.Shared;

/// <summary>
/// Base of every component (the root <c>_Imports.razor</c> says so): what events, timers and workers start through <c>InvokeAsync</c> speaks the
/// language of the reader, whoever raised it.
/// </summary>
public abstract class ReaderComponent : ComponentBase
{
    private readonly ReaderCulture _reader = ReaderCulture.Capture();

    /// <summary>Runs work on the circuit, in the reader's language.</summary>
    protected new Task InvokeAsync(Action workItem) =>
        InvokeAsync(() =>
        {
            workItem();
            return Task.CompletedTask;
        });

    /// <inheritdoc cref="InvokeAsync(Action)"/>
    protected new Task InvokeAsync(Func<Task> workItem) => base.InvokeAsync(() => _reader.RunAsync(workItem));
}
