namespace OptiBid.Core.Forecasting.Tracking.Search;

/// <summary>Sorts rows by the orders of a search; rows without a value come last, whichever way.</summary>
internal static class RowOrder
{
    /// <summary>The rows in order; rows that are equal keep the order that they came in.</summary>
    public static List<T> Sort<T>(IReadOnlyList<T> rows, IReadOnlyList<FilterOrder> orders, Func<T, FilterColumn, object?> valueOf)
    {
        if (orders.Count == 0)
        {
            return [.. rows];
        }

        var keyed = rows.Select((row, place) => (Row: row, Place: place, Keys: orders.Select(o => valueOf(row, o.Column)).ToArray()))
            .ToList();
        keyed.Sort(
            (a, b) =>
            {
                for (var i = 0; i < orders.Count; i++)
                {
                    var order = Compare(a.Keys[i], b.Keys[i], orders[i].Descending);
                    if (order != 0)
                    {
                        return order;
                    }
                }

                return a.Place.CompareTo(b.Place);
            }
        );
        return [.. keyed.Select(k => k.Row)];
    }

    private static int Compare(object? a, object? b, bool descending)
    {
        var (rankA, rankB) = (Rank(a), Rank(b));
        if (rankA != rankB || rankA > 0)
        {
            return rankA.CompareTo(rankB);
        }

        var order = a is string text ? string.CompareOrdinal(text, (string)b!) : ((IComparable)a!).CompareTo(b);
        return descending ? -order : order;
    }

    /// <summary>Numbers and texts, then no number, then nothing.</summary>
    private static int Rank(object? value) =>
        value switch
        {
            null => 2,
            double number when double.IsNaN(number) => 1,
            _ => 0,
        };
}
