using System.Collections.Concurrent;
using System.Globalization;
using OptiBid.Core.Forecasting.Models.Neural;

namespace OptiBid.Core.Forecasting.Models;

/// <summary>The references, ridge, <c>ridge-N</c> for any window of 28 to 3,650 days, and the neural networks.</summary>
internal sealed class ForecasterCatalog : IForecasterCatalog
{
    private const string Prefix = "ridge-";
    private static readonly int[] s_benchmarkWindows = [56, 84, 1092, 1456];
    private readonly ConcurrentDictionary<int, IForecaster> _single = new();

    public ForecasterCatalog() =>
        All = [
            NaiveForecaster.Daily,
            NaiveForecaster.Weekly,
            NaiveForecaster.DayOfWeekAware,
            .. s_benchmarkWindows.Select(Single),
            new RidgeForecaster("ridge", s_benchmarkWindows),
            new NeuralForecaster(DnnEnsemble.Info, DnnEnsemble.Members),
        ];

    /// <inheritdoc/>
    public IReadOnlyList<IForecaster> All { get; }

    /// <inheritdoc/>
    public IForecaster? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var known = All.FirstOrDefault(m => string.Equals(m.Info.Name, name, StringComparison.OrdinalIgnoreCase));
        return
            known is null
            && name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            && int.TryParse(name.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var days)
            && days is >= 28 and <= 3650
            ? Single(days)
            : known;
    }

    private IForecaster Single(int days) =>
        _single.GetOrAdd(days, d => new RidgeForecaster(Prefix + d.ToString(CultureInfo.InvariantCulture), [d]));
}
