using System.Linq.Expressions;

namespace OptiBid.Core.Identity.Scim.Filters;

/// <summary>Conditions put together.</summary>
internal static class Expressions
{
    /// <summary>A test of a column.</summary>
    public static Expression<Func<T, bool>> Of<T, TColumn>(Expression<Func<T, TColumn>> column, Expression<Func<TColumn, bool>> test) =>
        Expression.Lambda<Func<T, bool>>(new Replace(test.Parameters[0], column.Body).Visit(test.Body), column.Parameters);

    /// <summary>Both.</summary>
    public static Expression<Func<T, bool>> And<T>(Expression<Func<T, bool>> left, Expression<Func<T, bool>> right) =>
        Expression.Lambda<Func<T, bool>>(Expression.AndAlso(left.Body, On(right, left.Parameters[0])), left.Parameters);

    /// <summary>One of them or both.</summary>
    public static Expression<Func<T, bool>> Or<T>(Expression<Func<T, bool>> left, Expression<Func<T, bool>> right) =>
        Expression.Lambda<Func<T, bool>>(Expression.OrElse(left.Body, On(right, left.Parameters[0])), left.Parameters);

    /// <summary>The contrary.</summary>
    public static Expression<Func<T, bool>> Not<T>(Expression<Func<T, bool>> inner) =>
        Expression.Lambda<Func<T, bool>>(Expression.Not(inner.Body), inner.Parameters);

    /// <summary>One of the rows that belong to another one fulfils the condition.</summary>
    public static Expression<Func<T, bool>> Any<T, TRow>(
        Expression<Func<T, IEnumerable<TRow>>> rows,
        Expression<Func<TRow, bool>> condition
    ) =>
        Expression.Lambda<Func<T, bool>>(
            Expression.Call(typeof(Enumerable), nameof(Enumerable.Any), [typeof(TRow)], rows.Body, condition),
            rows.Parameters
        );

    private static Expression On<T>(Expression<Func<T, bool>> condition, ParameterExpression parameter) =>
        new Replace(condition.Parameters[0], parameter).Visit(condition.Body);

    private sealed class Replace(ParameterExpression from, Expression to) : ExpressionVisitor
    {
        /// <inheritdoc/>
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : base.VisitParameter(node);
    }
}
