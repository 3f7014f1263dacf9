using System.CommandLine;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting;
using OptiBid.Core.Forecasting.Metrics;
using OptiBid.Core.Forecasting.Reports;
using OptiBid.Core.Markets.Import;

namespace OptiBid.Web.Commands;

/// <summary><c>models report NAME</c>: measures a model on real data and writes its page of docs/models.</summary>
internal sealed class ModelReportVerb : ICliVerb
{
    private readonly Argument<string?> _name = new("name")
    {
        Description = "What to report; without it the reports are listed",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<DirectoryInfo?> _data = new("--data") { Description = "Folder with the data, laid out as shared/data" };
    private readonly Option<DirectoryInfo?> _output = new("--output") { Description = "Folder for the page NAME.md" };
    private readonly Option<int> _seed = new("--seed") { Description = "Seed of everything random", DefaultValueFactory = _ => 1 };

    /// <inheritdoc/>
    public Command Build() =>
        new("models", "Experiments and models")
        {
            new Command("report", "Measure a model on real data and write its page") { _name, _data, _output, _seed }.Does(RunAsync),
        };

    private async Task<Result<CliAnswer>> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection().AddImport().AddForecasting().AddModelReports().BuildServiceProvider();
        var reporters = services.GetServices<IModelReporter>().OrderBy(r => r.Name, StringComparer.Ordinal).ToList();
        var names = reporters.ConvertAll(r => r.Name);
        if (parse.GetValue(_name) is not { } name)
        {
            return new CliAnswer(new { reports = names }, string.Join('\n', names));
        }

        if (reporters.Find(r => r.Name == name) is not { } reporter)
        {
            return new SimpleFailure("models.report", $"no report '{name}'; there are: {string.Join(", ", names)}");
        }

        if (parse.GetValue(_data) is not { Exists: true } data)
        {
            return new SimpleFailure("models.data", "--data must name a folder that is there");
        }

        var progress = new Progress<string>(step => Console.Error.WriteLine(step));
        var result = await reporter.RunAsync(new(data.FullName, parse.GetValue(_seed)), progress, cancellationToken);
        if (result.Failure is { } failure)
        {
            return failure;
        }

        var page = ModelReportMarkdown.Of(result.Value);
        string? file = null;
        if (parse.GetValue(_output) is { } folder)
        {
            file = Path.Combine(folder.FullName, name + ".md");
            Directory.CreateDirectory(folder.FullName);
            await File.WriteAllTextAsync(file, page, cancellationToken);
        }

        return new CliAnswer(Json(result.Value, file), file is null ? page : $"{file}\n\n{page}");
    }

    private static object Json(ModelReport report, string? file) =>
        new
        {
            report.Name,
            file,
            report.Seed,
            report.Seconds,
            report.Sources,
            tables = report
                .Tables.Select(t => new
                {
                    t.Title,
                    t.Keys,
                    t.Columns,
                    rows = t.Rows.Select(r => new { r.Keys, values = r.Values.Select(Figure).ToList() }).ToList(),
                })
                .ToList(),
        };

    private static object? Figure(Measured? figure) =>
        figure is { } f && double.IsFinite(f.Value)
            ? new
            {
                f.Value,
                low = Finite(f.Low),
                high = Finite(f.High),
            }
            : null;

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
