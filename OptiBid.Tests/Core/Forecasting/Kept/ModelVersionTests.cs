using OptiBid.Core.Forecasting.Models;

namespace OptiBid.Tests.Core.Forecasting.Kept;

/// <summary>
/// What each version of each model answers on a made panel. A change that moves a figure here raises <see cref="ForecasterInfo.Version"/> of the
/// model (kept forecasts of the old code must not be used) and gets a new row.
/// </summary>
public class ModelVersionTests
{
    private static readonly int[] s_days = [120, 239];

    /// <summary>By model its version and, for two days, the sum of the day's prices and its price at 19:00.</summary>
    private static readonly Dictionary<string, (int Version, double[] Figures)> s_answers = new(StringComparer.Ordinal)
    {
        ["naive-daily"] = (1, []),
        ["naive-weekly"] = (1, []),
        ["naive-dow"] = (1, []),
        ["ridge-84"] = (1, []),
        ["ridge"] = (1, []),
        ["lear-84"] = (1, []),
        ["lear"] = (1, []),
    };

    public static TheoryData<string> Models => [.. new ForecasterCatalog().All.Select(m => m.Info).Where(IsPinned).Select(m => m.Name)];

    [Theory]
    [MemberData(nameof(Models))]
    public void A_version_answers_what_it_answered_when_it_was_written(string name)
    {
        var model = new ForecasterCatalog().Find(name)!;
        var panel = MadePanel.Of(240);
        double[] figures =
        [
            .. s_days.SelectMany(d =>
                model.Forecast(panel, d, TestContext.Current.CancellationToken) is { } day ? (double[])[day.Sum(), day[19]] : []
            ),
        ];
        var row =
            $"[\"{name}\"] = ({model.Info.Version}, [{string.Join(", ", figures.Select(f => f.ToString("F5", System.Globalization.CultureInfo.InvariantCulture)))}]),";
        Assert.True(s_answers.TryGetValue(name, out var kept), $"no row for {name}; Actual: {row}");
        Assert.True(
            kept.Version == model.Info.Version && kept.Figures.Length == figures.Length,
            $"raise the version or add the row; Actual: {row}"
        );
        Assert.True(
            kept.Figures.Zip(figures).All(p => Math.Abs(p.First - p.Second) < 1e-3),
            $"{name} answers otherwise than version {kept.Version} did: raise ForecasterInfo.Version; Actual: {row}"
        );
    }

    /// <summary>
    /// The families whose forecasts are the same on every machine, each with all windows and with one; others pin theirs beside their own tests.
    /// </summary>
    private static bool IsPinned(ForecasterInfo model) =>
        model.Family == "naive"
        || (model.Family == "linear" && (!char.IsAsciiDigit(model.Name[^1]) || model.Name.EndsWith("-84", StringComparison.Ordinal)));
}
