using Microsoft.AspNetCore.Components;
using OptiBid.Core.Common;
using OptiBid.Core.Identity.SignIn;

namespace OptiBid.Web.Components.Shared;

/// <summary>Leads to the page that asks who somebody is, for what needs a fresh proof; it leads back to where they were.</summary>
public interface IProofPrompt
{
    /// <summary>True when it leads there now: asked before a form is filled in, so that nothing typed is lost.</summary>
    bool AsksFirst();

    /// <summary>True when it leads there because a command answered that.</summary>
    bool Asks(Failure? failure);
}

/// <inheritdoc cref="IProofPrompt"/>
internal sealed class ProofPrompt(IRecentProof recent, NavigationManager navigation) : IProofPrompt
{
    /// <inheritdoc/>
    public bool AsksFirst() => Asks(recent.Missing());

    /// <inheritdoc/>
    public bool Asks(Failure? failure)
    {
        if (failure is not StepUpRequired)
        {
            return false;
        }

        var here = "/" + navigation.ToBaseRelativePath(navigation.Uri);
        navigation.NavigateTo($"/account/step-up?returnUrl={Uri.EscapeDataString(here)}", forceLoad: true);
        return true;
    }
}
