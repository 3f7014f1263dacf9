namespace OptiBid.Core.Forecasting.Tracking;

/// <summary>Tags that OptiBid sets on its own runs and shows on its pages.</summary>
public static class TrackedTags
{
    /// <summary>SHA-256 of the data behind a run.</summary>
    public const string DataHash = "optibid.data_hash";

    /// <summary>Version of the code that ran.</summary>
    public const string CodeVersion = "optibid.code_version";

    /// <summary>Id of the backtest behind a run.</summary>
    public const string Backtest = "optibid.backtest";

    /// <summary><c>true</c> where the data are generated.</summary>
    public const string Simulated = "optibid.simulated";

    /// <summary>Of two texts with one name the last counts.</summary>
    internal static Dictionary<string, string> ToDictionaryOfLast(this IEnumerable<TrackedText> texts)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            map[text.Key ?? ""] = text.Value;
        }

        return map;
    }
}
