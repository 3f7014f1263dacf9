using System.Collections.Concurrent;
using System.Globalization;
using OptiBid.Core.Forecasting.Models.Blend;
using OptiBid.Core.Forecasting.Models.Kernel;
using OptiBid.Core.Forecasting.Models.Linear;
using OptiBid.Core.Forecasting.Models.Neural;
using OptiBid.Core.Forecasting.Models.Neural.Sequences;
using OptiBid.Core.Forecasting.Models.Trees;

namespace OptiBid.Core.Forecasting.Models;

/// <summary>
/// The references; ridge, LEAR, its sparse kind and kernel, and each on any one window of 28 to 3,650 days (<c>ridge-N</c>, <c>lear-N</c>, <c>lasso-N</c>, <c>kernel-N</c>); boosted
/// trees; the networks; and the blend of the best.
/// </summary>
internal sealed class ForecasterCatalog : IForecasterCatalog
{
    private static readonly int[] s_benchmarkWindows = [56, 84, 1092, 1456];
    private static readonly Dictionary<string, Family> s_families = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ridge"] = new(s_benchmarkWindows, (name, windows) => new RidgeForecaster(name, windows)),
        ["lear"] = new(s_benchmarkWindows, LearForecaster.Of),
        ["lasso"] = new(LearForecaster.SparseWindows, LearForecaster.SparseOf),
        ["kernel"] = new(KernelForecaster.Windows, KernelForecaster.Of),
    };
    private readonly ConcurrentDictionary<string, IForecaster> _single = new(StringComparer.OrdinalIgnoreCase);

    public ForecasterCatalog()
    {
        All =
        [
            NaiveForecaster.Daily,
            NaiveForecaster.Weekly,
            NaiveForecaster.DayOfWeekAware,
            .. s_families.SelectMany(f => f.Value.Windows.Select(w => Single(f.Key, w)).Append(f.Value.Of(f.Key, f.Value.Windows))),
            new BoostingForecaster(),
            new NeuralForecaster(DnnEnsemble.Info, DnnEnsemble.Members),
            SequenceModels.Lstm(),
            SequenceModels.Transformer(),
        ];
        All = [.. All, new BlendForecaster([Windows("lear"), Windows("lasso"), Windows("kernel")], All.First(m => m.Info.Name == "dnn"))];

        IEnsembleForecaster Windows(string name) => (IEnsembleForecaster)All.First(m => m.Info.Name == name);
    }

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
        _single.GetOrAdd(string.Create(CultureInfo.InvariantCulture, $"{family}-{days}"), name => s_families[family].Of(name, [days]));

    private sealed record Family(IReadOnlyList<int> Windows, Func<string, IReadOnlyList<int>, IForecaster> Of);
}
