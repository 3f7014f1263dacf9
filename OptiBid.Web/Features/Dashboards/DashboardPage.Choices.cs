using Microsoft.AspNetCore.Components;
using OptiBid.Core.Dashboards.Boards;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Dashboards;

/// <summary>Market, node, asset and time range: chosen, kept in the address, said in words.</summary>
public sealed partial class DashboardPage
{
    /// <summary>Takes over what address and dashboard say; widgets read again only when something is another.</summary>
    private void Choose(bool again = false)
    {
        var asset = Guid.TryParse(Asset, Formats.Culture, out var id) ? id : (Guid?)null;
        var range = From is { Length: > 0 } && TimeRange.Parse(From, To) is { IsSuccess: true } named ? named.Value.ToString() : null;
        var chosen = DashboardVariables.Choose((Market, Node, asset, range), _editor!.Saved.Defaults, _options);
        if (chosen == _variables && !again)
        {
            return;
        }

        _variables = chosen;
        var calendar = MarketCalendar.For(chosen.Market);
        var now = Time.GetUtcNow().UtcDateTime;
        // To the minute: a link that is opened twice asks for the same data.
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute));
        var window = TimeRange.Parse(chosen.Range) is { IsSuccess: true } read ? read.Value.Resolve(calendar, now) : null;
        var (from, to) = window is { IsSuccess: true } ? (window.Value.FromUtc, window.Value.ToUtc) : (now.AddDays(-1), now);
        _context = new(chosen.Market, chosen.Node, chosen.AssetId, from, to, calendar.TimeZoneId);
    }

    private void Refresh() => Choose(again: true);

    private Task ChooseAsync(DashboardVariables chosen)
    {
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(QueryOf(chosen)), replace: true);
        return Task.CompletedTask;
    }

    private static Dictionary<string, object?> QueryOf(DashboardVariables chosen)
    {
        var parts = chosen.Range.Split("..");
        return new(StringComparer.Ordinal)
        {
            ["market"] = chosen.Market,
            ["node"] = chosen.Node,
            ["asset"] = chosen.AssetId?.ToString() ?? "all",
            ["from"] = parts[0],
            ["to"] = parts.ElementAtOrDefault(1),
        };
    }

    /// <summary>Market, node and asset in words.</summary>
    private string Choices()
    {
        var asset = _options.Assets.FirstOrDefault(a => a.Id == _variables!.AssetId)?.Draft.Name ?? L["All assets"];
        return string.Join(" · ", new[] { _variables!.Market, _variables.Node, asset }.Where(t => t.Length > 0));
    }

    /// <summary>The time range with its zone.</summary>
    private string Span()
    {
        var calendar = MarketCalendar.For(_context!.Market);
        return L["{0} to {1}", Formats.UtcAndLocal(_context.FromUtc, calendar), Formats.UtcAndLocal(_context.ToUtc, calendar)];
    }

    private string Subtitle()
    {
        if (_view is null)
        {
            return L["Template of OptiBid. {0}", _editor!.Content.Description];
        }

        var shared = _view.Sharing == DashboardSharing.Organisation ? L["shared with the organisation"] : L["private"];
        var about = _editor!.Content.Description is { Length: > 0 } text ? text + " · " : "";
        return about + L["{0}, {1}, version {2} by {3}", _view.OwnedBy, shared, _view.Version, _view.UpdatedBy];
    }
}
