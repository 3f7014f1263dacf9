using System.Globalization;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Core.Forecasting.Kept;

/// <summary>
/// What each version of each model answers on a made panel, kept in <c>model-answers.txt</c> beside this file. A change that moves a figure there
/// raises <see cref="ForecasterInfo.Version"/> of the model (kept forecasts of the old code must not be used) and gets a new line.
/// </summary>
public class ModelVersionTests
{
    private static readonly int[] s_days = [120, 239];

    public static TheoryData<string> Models => [.. new ForecasterCatalog().All.Select(m => m.Info).Where(IsPinned).Select(m => m.Name)];

    [Theory]
    [MemberData(nameof(Models))]
    public void A_version_answers_what_it_answered_when_it_was_written(string name)
    {
        var model = new ForecasterCatalog().Find(name)!;
        var panel = MadePanel.Of(240);
        var figures = s_days
            .Select(d => model.Forecast(panel, d, TestContext.Current.CancellationToken)!)
            .SelectMany(day => (double[])[day.Sum(), day[19]])
            .ToList();
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{name} {model.Info.Version} {string.Join(' ', figures.Select(f => f.ToString("F4", CultureInfo.InvariantCulture)))}"
        );
        var path = Path.Combine(RepositoryRoot.Path, "OptiBid.Tests", "Core", "Forecasting", "Kept", "model-answers.txt");
        var kept = File.ReadLines(path).Select(l => l.Split(' ')).FirstOrDefault(l => l[0] == name);
        Assert.True(kept is not null, $"{name} has no line; Actual: {line}");
        Assert.True(kept[1] == $"{model.Info.Version}", $"{name} has another version than its line; Actual: {line}");
        var before = kept.Skip(2).Select(f => double.Parse(f, CultureInfo.InvariantCulture)).ToList();
        Assert.True(
            before.Count == figures.Count && before.Zip(figures).All(p => Math.Abs(p.First - p.Second) < 1e-3),
            $"{name} answers otherwise than version {kept[1]} did: raise ForecasterInfo.Version; Actual: {line}"
        );
    }

    /// <summary>
    /// The families whose forecasts are the same on every machine, each with all windows and with one; others pin theirs beside their own tests.
    /// </summary>
    private static bool IsPinned(ForecasterInfo model) =>
        model.Family == "naive"
        || (model.Family == "linear" && (!char.IsAsciiDigit(model.Name[^1]) || model.Name.EndsWith("-84", StringComparison.Ordinal)));
}
