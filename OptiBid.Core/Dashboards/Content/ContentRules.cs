using System.Text.RegularExpressions;
using OptiBid.Core.Common;
using OptiBid.Core.Dashboards.Layout;
using OptiBid.Core.Markets.Calendars;

namespace OptiBid.Core.Dashboards.Content;

/// <summary>What a dashboard must keep before it is saved; a fault names its place as a JSON path.</summary>
internal static partial class ContentRules
{
    /// <summary>Longest title.</summary>
    public const int MaxTitle = 120;

    /// <summary>Longest description.</summary>
    public const int MaxDescription = 500;

    /// <summary>Longest value of a setting.</summary>
    public const int MaxSetting = 20_000;

    private const int MaxSettings = 40;
    private const int MaxName = 80;

    /// <summary>The first rule that is broken, or null.</summary>
    public static Failure? Check(DashboardContent content) => First(content) is { } fault ? Invalid(fault.Path, fault.Reason) : null;

    /// <summary>The first rule that is broken, by its place, or null.</summary>
    public static (string Path, Sentence Reason)? First(DashboardContent content)
    {
        foreach (var fault in Faults(content))
        {
            return fault;
        }

        return null;
    }

    /// <summary>A place in a dashboard breaks a rule.</summary>
    public static Failure Invalid(string path, Sentence reason) =>
        new SimpleFailure("dashboards.invalid", $"{path} {reason}") { Field = path };

    private static IEnumerable<(string Path, Sentence Reason)> Faults(DashboardContent content)
    {
        if (content.Title.Trim().Length is 0 or > MaxTitle)
        {
            yield return ("$.title", $"has {content.Title.Trim().Length} characters; expected 1 to {MaxTitle}");
        }

        if (content.Description.Length > MaxDescription)
        {
            yield return ("$.description", $"has {content.Description.Length} characters; expected at most {MaxDescription}");
        }

        if (!TimeRange.Parse(content.Defaults.Range).IsSuccess || content.Defaults.Range.Length > MaxName)
        {
            yield return ("$.defaults.range", "is no time range; expected one such as now-24h..now");
        }

        foreach (var (name, value) in new[] { ("market", content.Defaults.Market), ("node", content.Defaults.Node) })
        {
            if (value?.Length is 0 or > MaxName)
            {
                yield return ($"$.defaults.{name}", $"has {value.Length} characters; expected 1 to {MaxName}");
            }
        }

        if (content.Widgets.Count > GridLayout.MaxTiles)
        {
            yield return ("$.widgets", $"has {content.Widgets.Count} entries; expected at most {GridLayout.MaxTiles}");
            yield break;
        }

        foreach (var fault in Widgets(content.Widgets).Concat(Layouts(content)))
        {
            yield return fault;
        }
    }

    private static IEnumerable<(string Path, Sentence Reason)> Widgets(IReadOnlyList<DashboardWidget> widgets)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < widgets.Count; i++)
        {
            var (widget, path) = (widgets[i], $"$.widgets[{i}]");
            if (!Id().IsMatch(widget.Id))
            {
                yield return (path + ".id", "is no id; expected 1 to 40 letters, digits, - or _");
            }
            else if (!ids.Add(widget.Id))
            {
                yield return (path + ".id", $"'{widget.Id}' is there twice");
            }

            if (!Kind().IsMatch(widget.Kind))
            {
                yield return (path + ".kind", $"'{widget.Kind}' is no kind of widget; expected one such as market.price_chart");
            }

            if (widget.Title?.Length > MaxTitle)
            {
                yield return (path + ".title", $"has {widget.Title.Length} characters; expected at most {MaxTitle}");
            }

            if (widget.Settings.Count > MaxSettings)
            {
                yield return (path + ".settings", $"has {widget.Settings.Count} entries; expected at most {MaxSettings}");
            }

            foreach (var (key, value) in widget.Settings)
            {
                if (key.Length is 0 or > MaxName || value is null || value.Length > MaxSetting)
                {
                    yield return ($"{path}.settings['{key}']", $"is too long or missing; expected at most {MaxSetting} characters");
                }
            }
        }
    }

    private static IEnumerable<(string Path, Sentence Reason)> Layouts(DashboardContent content)
    {
        var ids = content.Widgets.Select(w => w.Id).ToHashSet(StringComparer.Ordinal);
        (string Name, int Columns, IReadOnlyList<Tile>? Tiles)[] layouts =
        [
            ("wide", GridColumns.Wide, content.Layouts.Wide),
            ("medium", GridColumns.Medium, content.Layouts.Medium),
            ("narrow", GridColumns.Narrow, content.Layouts.Narrow),
        ];
        foreach (var (name, columns, tiles) in layouts.Where(l => l.Tiles is not null))
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            for (var i = 0; i < tiles!.Count; i++)
            {
                if (tiles[i] is null || !ids.Contains(tiles[i].Id) || !seen.Add(tiles[i].Id))
                {
                    yield return ($"$.layouts.{name}[{i}].id", $"'{tiles[i]?.Id}' names no widget, or one that has its place");
                    yield break;
                }
            }

            if (seen.Count != ids.Count)
            {
                yield return ($"$.layouts.{name}", $"has no place for the widget '{ids.First(id => !seen.Contains(id))}'");
            }

            foreach (var (index, reason) in GridLayout.Faults(tiles, columns))
            {
                yield return ($"$.layouts.{name}[{index}]", reason);
            }
        }
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,40}$", RegexOptions.None, 1000)]
    private static partial Regex Id();

    [GeneratedRegex(@"^[a-z0-9_]{1,40}(\.[a-z0-9_]{1,40})+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Kind();
}
