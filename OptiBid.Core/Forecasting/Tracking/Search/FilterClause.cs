using System.Text.RegularExpressions;

namespace OptiBid.Core.Forecasting.Tracking.Search;

/// <summary>What a clause or an order is about.</summary>
/// <param name="Entity">Kind.</param>
/// <param name="Key">Name.</param>
internal sealed record FilterColumn(FilterEntity Entity, string Key);

/// <summary>An order of a search.</summary>
/// <param name="Column">By what.</param>
/// <param name="Descending">The largest first.</param>
internal sealed record FilterOrder(FilterColumn Column, bool Descending);

/// <summary>One comparison of a filter.</summary>
/// <param name="Column">What is compared.</param>
/// <param name="Comparator">Upper-case comparator.</param>
/// <param name="Number">What a number is compared with.</param>
/// <param name="Texts">What a text is compared with: one, or those of a list.</param>
internal sealed record FilterClause(FilterColumn Column, string Comparator, double Number, IReadOnlyList<string> Texts)
{
    private readonly Regex? _pattern = Comparator is "LIKE" or "ILIKE" ? PatternOf(Texts[0], Comparator == "ILIKE") : null;

    /// <summary>True when the value of a row (a text, a number or nothing) fulfils it. Nothing fulfils no clause.</summary>
    public bool Matches(object? value) =>
        value switch
        {
            string text => MatchesText(text),
            double number => Compare(number.CompareTo(Number), double.IsNaN(number)),
            long number => Compare(((double)number).CompareTo(Number), false),
            _ => false,
        };

    private bool MatchesText(string text) =>
        Comparator switch
        {
            "=" => text == Texts[0],
            "!=" => text != Texts[0],
            "IN" => Texts.Contains(text, StringComparer.Ordinal),
            "NOT IN" => !Texts.Contains(text, StringComparer.Ordinal),
            _ => _pattern!.IsMatch(text),
        };

    private bool Compare(int order, bool isNoNumber) =>
        isNoNumber
            ? Comparator == "!="
            : Comparator switch
            {
                "=" => order == 0,
                "!=" => order != 0,
                ">" => order > 0,
                ">=" => order >= 0,
                "<" => order < 0,
                _ => order <= 0,
            };

    /// <summary>The whole text, <c>%</c> for anything and <c>_</c> for one character; in time that grows with the text alone.</summary>
    private static Regex PatternOf(string like, bool ignoresCase) =>
        new(
            "^" + Regex.Escape(like).Replace("%", ".*", StringComparison.Ordinal).Replace("_", ".", StringComparison.Ordinal) + "$",
            RegexOptions.NonBacktracking
                | RegexOptions.Singleline
                | RegexOptions.CultureInvariant
                | (ignoresCase ? RegexOptions.IgnoreCase : RegexOptions.None),
            TimeSpan.FromSeconds(1)
        );
}
