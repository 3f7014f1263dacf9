using OptiBid.Core.Markets.Import.Parsing;

namespace OptiBid.Core.Markets.Import.Formats;

/// <summary>Finds the length of the intervals of a file in its first rows.</summary>
internal static class IntervalLength
{
    /// <summary>The largest of 60, 30, 15 and 5 minutes that every stamp is a multiple of; 60 where the rows do not say.</summary>
    public static int Of(TableHeader table, int column)
    {
        var minutes = 60;
        foreach (var row in table.Sample)
        {
            if (column < row.Length && TimeText.TryParse(row[column], out var time, out _))
            {
                while (minutes > 5 && time.Minute % minutes != 0)
                {
                    minutes =
                        minutes == 60 ? 30
                        : minutes == 30 ? 15
                        : 5;
                }
            }
        }

        return minutes;
    }

    /// <summary>Product name of a series: those that are not hourly carry their length, because a key does not.</summary>
    public static string Product(string product, int minutes) =>
        minutes == 60 ? product : FormattableString.Invariant($"{product}_{minutes}min");
}
