using System.CommandLine;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Tracking.Export;

namespace OptiBid.Web.Commands;

/// <summary><c>models export</c>: experiments, runs and models in the layout of MLflow's file store.</summary>
internal sealed class ModelsVerb : ICliVerb
{
    private readonly Option<DirectoryInfo> _out = new("--out")
    {
        Description = "Folder to write, empty or not there; it becomes MLflow's mlruns",
        Required = true,
    };
    private readonly Option<string?> _experiment = new("--experiment") { Description = "Name of one experiment; without it all" };
    private readonly Option<string?> _organisation = VerbScope.OrganisationOption();
    private readonly Option<string?> _store = new("--store") { Description = "Folder of the embedded stores" };

    /// <inheritdoc/>
    public Command Build() =>
        new("models", "Experiments and models")
        {
            new Command("export", "Write experiments, runs and models as MLflow keeps them in files")
            {
                _out,
                _experiment,
                _organisation,
                _store,
            }.Does(ExportAsync),
        };

    private Task<Result<CliAnswer>> ExportAsync(ParseResult parse, CancellationToken cancellationToken) =>
        VerbScope.InAsync(
            parse.GetValue(_store),
            parse.GetValue(_organisation),
            async services =>
                (
                    await services
                        .GetRequiredService<IExportRuns>()
                        .ExecuteAsync(parse.GetValue(_out)!.FullName, parse.GetValue(_experiment), cancellationToken)
                ).Map(done => new CliAnswer(
                    done,
                    $"{done.Experiments} experiments, {done.Runs} runs, {done.Measurements} measurements, {done.Files} files, "
                        + $"{done.Models} models with {done.Versions} versions are in {done.Folder}"
                        + string.Concat(done.Skipped.Select(s => $"\nleft out: {s}"))
                )),
            cancellationToken
        );
}
