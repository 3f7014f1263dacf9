using System.Collections.Concurrent;
using System.Globalization;
using OptiBid.Core.Forecasting.Models.Linear;
using OptiBid.Core.Forecasting.Models.Neural;
using OptiBid.Core.Forecasting.Models.Neural.Sequences;

namespace OptiBid.Core.Forecasting.Models;

/// <summary>The references, ridge and LEAR, and either on any one window of 28 to 3,650 days (<c>ridge-N</c>, <c>lear-N</c>), and the neural networks.</summary>
internal sealed class ForecasterCatalog : IForecasterCatalog
{
    private static readonly int[] s_benchmarkWindows = [56, 84, 1092, 1456];
    private static readonly Dictionary<string, Func<string, IReadOnlyList<int>, IForecaster>> s_families = new(
        StringComparer.OrdinalIgnoreCase
    )
    {
        ["ridge"] = (name, windows) => new RidgeForecaster(name, windows),
        ["lear"] = LearForecaster.Of,
    };
    private readonly ConcurrentDictionary<string, IForecaster> _single = new(StringComparer.OrdinalIgnoreCase);

    public ForecasterCatalog() =>
        All = [
            NaiveForecaster.Daily,
            NaiveForecaster.Weekly,
            NaiveForecaster.DayOfWeekAware,
            .. s_families.Keys.SelectMany(f => s_benchmarkWindows.Select(w => Single(f, w)).Append(s_families[f](f, s_benchmarkWindows))),
            new NeuralForecaster(DnnEnsemble.Info, DnnEnsemble.Members),
            SequenceModels.Lstm(),
            SequenceModels.Transformer(),
        ];

    /// <inheritdoc/>
    public IReadOnlyList<IForecaster> All { get; }

    /// <inheritdoc/>
    public IForecaster? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (All.FirstOrDefault(m => string.Equals(m.Info.Name, name, StringComparison.OrdinalIgnoreCase)) is { } known)
        {
            return known;
        }

        return
            name.Split('-') is [var family, var length]
            && s_families.ContainsKey(family)
            && int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var days)
            && days is >= 28 and <= 3650
            ? Single(family.ToLowerInvariant(), days)
            : null;
    }

    private IForecaster Single(string family, int days) =>
        _single.GetOrAdd(string.Create(CultureInfo.InvariantCulture, $"{family}-{days}"), name => s_families[family](name, [days]));
}
