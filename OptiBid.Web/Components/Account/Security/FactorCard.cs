using Microsoft.AspNetCore.Components;
using OptiBid.Core.Common;
using OptiBid.Core.Identity.SignIn;
using OptiBid.Web.Components.Shared;
using OptiBid.Web.Security;

namespace OptiBid.Web.Components.Account.Security;

/// <summary>A section of the security page: runs a command, leads to the step-up where a proof is too old, and writes the renewed session.</summary>
public abstract class FactorCard : ReaderComponent
{
    /// <summary>The request.</summary>
    [CascadingParameter]
    public HttpContext Http { get; set; } = default!;

    /// <summary>To move on.</summary>
    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>Gives the session a new id and secret after a change of factors.</summary>
    [Inject]
    public required IRenewSession Renew { get; init; }

    /// <summary>What went wrong, or null.</summary>
    protected string? Problem { get; private set; }

    /// <summary>True when this request posts the form of that name: it has to be rendered again to be handled.</summary>
    protected bool Posts(string form) =>
        Http.Request.HasFormContentType && string.Equals(Http.Request.Form["_handler"], form, StringComparison.Ordinal);

    /// <summary>The value; null after a failure, which is shown.</summary>
    protected T? Take<T>(Result<T> result)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.Failure is StepUpRequired)
        {
            Navigation.NavigateTo("/account/step-up?returnUrl=/account/security", forceLoad: true);
            return null;
        }

        Problem = result.Failure?.Localized();
        return result.IsSuccess ? result.Value : null;
    }

    /// <summary>After a change: renews the session with what was proved and shows the page anew.</summary>
    protected async Task FinishAsync(Result<Done> result, string done, params string[] proved)
    {
        if (Take(result) is null)
        {
            return;
        }

        var renewed = await Renew.ExecuteAsync(proved, RequestOrigin.Of(Http), Http.RequestAborted);
        if (renewed.IsSuccess)
        {
            await SessionCookie.WriteAsync(Http, renewed.Value);
        }

        Navigation.NavigateTo("/account/security?done=" + done, forceLoad: true);
    }
}
