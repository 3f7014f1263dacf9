using System.Linq.Expressions;

namespace OptiBid.Core.Identity.Scim.Filters;

/// <summary>
/// Turns filters into queries. Nothing of a filter becomes SQL text: attributes are chosen from a fixed list, values become parameters.
/// </summary>
/// <typeparam name="T">The entity.</typeparam>
internal abstract class ScimFilterQuery<T>
{
    /// <summary>The condition of a filter.</summary>
    /// <exception cref="ScimException">An attribute cannot be filtered by, or not in this way.</exception>
    public Expression<Func<T, bool>> Build(ScimFilter filter) =>
        filter switch
        {
            ScimFilter.And and => Expressions.And(Build(and.Left), Build(and.Right)),
            ScimFilter.Or or => Expressions.Or(Build(or.Left), Build(or.Right)),
            ScimFilter.Not not => Expressions.Not(Build(not.Inner)),
            ScimFilter.Comparison comparison => Compare(comparison),
            ScimFilter.ValuePath path => ByPath(path),
            _ => throw new InvalidOperationException($"Unknown filter {filter.GetType()}"),
        };

    /// <summary>The condition of one comparison.</summary>
    protected abstract Expression<Func<T, bool>> Compare(ScimFilter.Comparison comparison);

    /// <summary>The condition of a filter on the values of an attribute.</summary>
    protected abstract Expression<Func<T, bool>> ByPath(ScimFilter.ValuePath path);

    /// <summary>A text column that holds lower case where case does not count.</summary>
    protected static Expression<Func<TRow, bool>> Text<TRow>(
        Expression<Func<TRow, string?>> column,
        ScimFilter.Comparison comparison,
        bool caseExact = false
    )
    {
        if (comparison.Operator == ScimOperator.Pr)
        {
            return Expressions.Of(column, c => c != null && c != "");
        }

        if (comparison.Value is null && comparison.Operator is ScimOperator.Eq or ScimOperator.Ne)
        {
            return comparison.Operator == ScimOperator.Eq ? Expressions.Of(column, c => c == null) : Expressions.Of(column, c => c != null);
        }

        if (comparison.Value is not string text)
        {
            throw Unfit(comparison);
        }

        var value = caseExact ? text : text.ToLowerInvariant();
        return comparison.Operator switch
        {
            ScimOperator.Eq => Expressions.Of(column, c => c == value),
            ScimOperator.Ne => Expressions.Of(column, c => c != value),
            ScimOperator.Co => Expressions.Of(column, c => c != null && c.Contains(value)),
            // LIKE of SQLite takes no notice of case; positions do.
            ScimOperator.Sw when caseExact => Expressions.Of(column, c => c != null && c.Contains(value) && c.IndexOf(value) < 1),
            ScimOperator.Sw => Expressions.Of(column, c => c != null && c.StartsWith(value)),
            ScimOperator.Ew when !caseExact => Expressions.Of(column, c => c != null && c.EndsWith(value)),
            _ => throw Unfit(comparison),
        };
    }

    /// <summary>A truth value.</summary>
    protected static Expression<Func<TRow, bool>> Truth<TRow>(Expression<Func<TRow, bool>> column, ScimFilter.Comparison comparison)
    {
        // Entra writes truth values as text now and then.
        var value = comparison.Value is string text && bool.TryParse(text, out var parsed) ? parsed : comparison.Value as bool?;
        return (comparison.Operator, value) switch
        {
            (ScimOperator.Pr, _) => Expressions.Of(column, c => c || !c),
            (ScimOperator.Eq, { } wanted) => Expressions.Of(column, c => c == wanted),
            (ScimOperator.Ne, { } wanted) => Expressions.Of(column, c => c != wanted),
            _ => throw Unfit(comparison),
        };
    }

    /// <summary>An id: text that is no id is nobody's.</summary>
    protected static Expression<Func<TRow, bool>> Id<TRow>(Expression<Func<TRow, Guid>> column, ScimFilter.Comparison comparison)
    {
        var id = comparison.Value is string text && Guid.TryParseExact(text, "D", out var parsed) ? parsed : Guid.Empty;
        return comparison.Operator switch
        {
            ScimOperator.Pr => Expressions.Of(column, c => c != Guid.Empty),
            ScimOperator.Eq => Expressions.Of(column, c => c == id),
            ScimOperator.Ne => Expressions.Of(column, c => c != id),
            _ => throw Unfit(comparison),
        };
    }

    /// <summary>A point in time.</summary>
    protected static Expression<Func<TRow, bool>> Time<TRow>(Expression<Func<TRow, DateTime>> column, ScimFilter.Comparison comparison)
    {
        if (comparison.Operator == ScimOperator.Pr)
        {
            return Expressions.Of(column, c => c != DateTime.MinValue);
        }

        if (
            comparison.Value is not string text
            || !DateTimeOffset.TryParse(
                text,
                System.Globalization.CultureInfo.InvariantCulture,
                System.Globalization.DateTimeStyles.AssumeUniversal,
                out var at
            )
        )
        {
            throw Unfit(comparison);
        }

        var value = at.UtcDateTime;
        return comparison.Operator switch
        {
            ScimOperator.Eq => Expressions.Of(column, c => c == value),
            ScimOperator.Ne => Expressions.Of(column, c => c != value),
            ScimOperator.Gt => Expressions.Of(column, c => c > value),
            ScimOperator.Ge => Expressions.Of(column, c => c >= value),
            ScimOperator.Lt => Expressions.Of(column, c => c < value),
            ScimOperator.Le => Expressions.Of(column, c => c <= value),
            _ => throw Unfit(comparison),
        };
    }

    /// <summary>The comparison makes no sense.</summary>
    protected static ScimException Unfit(ScimFilter.Comparison comparison) =>
        new(
            ScimErrors.BadFilter(
                $"'{comparison.Attribute} {comparison.Operator.ToString().ToLowerInvariant()}' is not supported with this value."
            )
        );

    /// <summary>The attribute cannot be filtered by.</summary>
    protected static ScimException Unknown(ScimName name) => new(ScimErrors.BadFilter($"Results cannot be filtered by '{name}'."));
}
