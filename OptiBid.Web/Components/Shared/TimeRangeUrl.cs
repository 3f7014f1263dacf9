using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;
using OptiBid.Core.Markets.Calendars;

namespace OptiBid.Web.Components.Shared;

/// <summary>The time range of a page in its address: <c>?from=now-6h&amp;to=now</c>, so that a link shows what its sender saw.</summary>
public static class TimeRangeUrl
{
    /// <summary>The range of the current address, or <paramref name="otherwise"/> where there is none or it cannot be read.</summary>
    public static TimeRange Read(NavigationManager navigation, TimeRange? otherwise = null)
    {
        ArgumentNullException.ThrowIfNull(navigation);
        var query = QueryHelpers.ParseQuery(navigation.ToAbsoluteUri(navigation.Uri).Query);
        var read = TimeRange.Parse(query.GetValueOrDefault("from"), query.GetValueOrDefault("to"));
        return read.IsSuccess ? read.Value : otherwise ?? TimeRange.Default;
    }

    /// <summary>The current address with that range; everything else in it stays.</summary>
    public static string With(NavigationManager navigation, TimeRange range)
    {
        ArgumentNullException.ThrowIfNull(range);
        var alone = range.From == range.To && range.From.Kind is TimeEdgeKind.Day or TimeEdgeKind.HourEnding;
        return navigation.GetUriWithQueryParameters(
            new Dictionary<string, object?> { ["from"] = range.From.ToString(), ["to"] = alone ? null : range.To.ToString() }
        );
    }

    /// <summary>Puts the range into the address, as one more step of the history.</summary>
    public static void Write(NavigationManager navigation, TimeRange range) => navigation.NavigateTo(With(navigation, range));
}
