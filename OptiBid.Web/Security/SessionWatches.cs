using OptiBid.Core.Identity.ApiKeys;
using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Web.Security;

/// <summary>Ties what a request keeps open to its session.</summary>
internal static class SessionWatches
{
    /// <summary>A watch over the session or API key of a request. Rights that change are taken into the request.</summary>
    public static ISessionWatch Watch(HttpContext context)
    {
        var live = CurrentSession.Of(context) ?? throw new InvalidOperationException("Nobody is signed in");
        var services = context.RequestServices;
        var signals = services.GetRequiredService<ISessionSignals>();
        ISessionWatch watch;
        if (live.Methods.Contains(AuthenticationMethods.ApiKey, StringComparer.Ordinal))
        {
            var keys = services.GetRequiredService<IFindApiKey>();
            watch = signals.Watch(live, token => keys.ByIdAsync(live.Id, token));
        }
        else
        {
            var sessions = services.GetRequiredService<IFindLiveSession>();
            watch = signals.Watch(live, token => sessions.ByIdAsync(live.Id, countsAsUse: false, token));
        }

        watch.Changed += () => CurrentSession.Set(context, watch.Session);
        return watch;
    }
}
