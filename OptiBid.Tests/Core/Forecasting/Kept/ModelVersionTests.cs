using System.Globalization;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Core.Forecasting.Kept;

/// <summary>
/// What each version of each model answers on a made panel, kept in <c>model-answers.txt</c> beside this file. A change that moves a figure there
/// raises <see cref="ForecasterInfo.Version"/> of the model, so that forecasts kept of the old code are not used; then
/// <see cref="Write_what_the_models_answer_now"/> writes the new lines.
/// </summary>
public class ModelVersionTests
{
    private const double Rounding = 1e-3;

    /// <summary>Training of networks makes of the last bit, which differs with the width of the vectors of a processor, this share of a price.</summary>
    private const double OfTraining = 0.02;

    private static readonly string[] s_trained = ["dnn", "lstm", "transformer", "blend"];

    /// <summary>One catalogue, so that <c>blend</c> finds the networks that <c>dnn</c> trained.</summary>
    private static readonly ForecasterCatalog s_catalog = new();

    /// <summary>Each family with all its windows and with one.</summary>
    public static TheoryData<string> Models =>
        [
            "naive-daily",
            "naive-weekly",
            "naive-dow",
            "ridge",
            "ridge-84",
            "lear",
            "lear-84",
            "lasso",
            "lasso-84",
            "kernel",
            "kernel-182",
            "boosting",
            "dnn",
            "lstm",
            "transformer",
            "blend",
        ];

    private static string AnswersPath =>
        Path.Combine(RepositoryRoot.Path, "OptiBid.Tests", "Core", "Forecasting", "Kept", "model-answers.txt");

    [Theory]
    [MemberData(nameof(Models))]
    public void A_version_answers_what_it_answered_when_it_was_written(string name)
    {
        var now = Answer.Of(name);
        var kept = Kept().GetValueOrDefault(name);
        Assert.True(kept is not null, $"{name} has no line; Actual: {now}");
        Assert.True(kept.Version == now.Version, $"{name} has another version than its line; Actual: {now}");
        Assert.True(kept.IsNear(now), $"{name} answers otherwise than version {kept.Version} did: raise its Version; Actual: {now}");
    }

    [Fact]
    public void Each_family_of_the_catalogue_is_among_them() =>
        Assert.Equal(
            s_catalog.All.Select(m => m.Info.Family).Distinct().Order(StringComparer.Ordinal),
            Models.Select(m => s_catalog.Find(m.Data)!.Info.Family).Distinct().Order(StringComparer.Ordinal)
        );

    /// <summary>
    /// Writes the file anew; a line that still holds stays as it is. Run it with <c>-class</c> of this class and <c>-explicit only</c>. A model that
    /// answers otherwise under its old version is refused.
    /// </summary>
    [Fact(Explicit = true)]
    public void Write_what_the_models_answer_now()
    {
        var before = Kept();
        var lines = new List<string>();
        foreach (var name in Models.Select(m => m.Data))
        {
            var now = Answer.Of(name);
            var kept = before.GetValueOrDefault(name);
            var isSame = kept?.Version == now.Version;
            Assert.True(!isSame || kept!.IsNear(now), $"{name} answers otherwise than version {now.Version} did: raise its Version first");
            lines.Add((isSame ? kept! : now).ToString());
        }

        File.WriteAllLines(AnswersPath, lines);
    }

    private static Dictionary<string, Answer> Kept() =>
        File.ReadLines(AnswersPath).Select(Answer.Read).ToDictionary(a => a.Model, StringComparer.Ordinal);

    /// <summary>For two days of the panel the sum of the prices and the price of the hour ending at 20.</summary>
    private sealed record Answer(string Model, int Version, IReadOnlyList<double> Figures)
    {
        public static Answer Of(string name)
        {
            var model = s_catalog.Find(name)!;
            int[] days = [Math.Max(120, model.Info.MinimumHistoryDays), Math.Max(239, model.Info.MinimumHistoryDays + 1)];
            var panel = MadePanel.Of(days[1] + 1);
            return new(
                name,
                model.Info.Version,
                [
                    .. days.Select(d => model.Forecast(panel, d, TestContext.Current.CancellationToken)!)
                        .SelectMany(prices => (double[])[prices.Sum(), prices[19]]),
                ]
            );
        }

        public static Answer Read(string line)
        {
            var parts = line.Split(' ');
            return new(
                parts[0],
                int.Parse(parts[1], CultureInfo.InvariantCulture),
                [.. parts.Skip(2).Select(f => double.Parse(f, CultureInfo.InvariantCulture))]
            );
        }

        public bool IsNear(Answer other) =>
            Figures.Count == other.Figures.Count
            && Figures
                .Zip(other.Figures)
                .All(p => Math.Abs(p.First - p.Second) < (s_trained.Contains(Model) ? OfTraining * Math.Abs(p.First) : Rounding));

        public override string ToString() =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Model} {Version} {string.Join(' ', Figures.Select(f => f.ToString("F4", CultureInfo.InvariantCulture)))}"
            );
    }
}
