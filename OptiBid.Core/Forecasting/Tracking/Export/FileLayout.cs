using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OptiBid.Core.Forecasting.Registry;

namespace OptiBid.Core.Forecasting.Tracking.Export;

/// <summary>
/// The folders of MLflow's file store: <c>EXPERIMENT/meta.yaml</c>, <c>EXPERIMENT/RUN/{meta.yaml, params/, metrics/, tags/, artifacts/}</c>, deleted
/// experiments below <c>.trash</c>, models below <c>models</c>. Texts are written as JSON strings, which YAML reads alike.
/// </summary>
internal sealed class FileLayout(string root)
{
    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly List<string> _skipped = [];
    private int _experiments;
    private int _runs;
    private int _measurements;
    private int _files;
    private int _models;
    private int _versions;

    public void Experiment(TrackedExperiment experiment)
    {
        _experiments++;
        Yaml(
            FolderOf(experiment),
            ("artifact_location", Text(UriOf(FolderOf(experiment)))),
            ("creation_time", Number(experiment.CreatedMs)),
            ("experiment_id", Text(experiment.Id)),
            ("last_update_time", Number(experiment.UpdatedMs)),
            ("lifecycle_stage", experiment.IsDeleted ? "deleted" : "active"),
            ("name", Text(experiment.Name))
        );
        Texts(Path.Combine(FolderOf(experiment), "tags"), experiment.Tags);
    }

    public void Run(TrackedExperiment experiment, TrackedRun run)
    {
        _runs++;
        var folder = FolderOf(experiment, run);
        var info = run.Info;
        var lines = new List<(string, string)>
        {
            ("artifact_uri", Text(UriOf(Path.Combine(folder, "artifacts")))),
            ("end_time", info.EndMs is { } end ? Number(end) : "null"),
            ("entry_point_name", "''"),
            ("experiment_id", Text(experiment.Id)),
            ("lifecycle_stage", info.IsDeleted ? "deleted" : "active"),
            ("run_id", Text(info.Id)),
            ("run_name", Text(info.Name)),
            ("run_uuid", Text(info.Id)),
            ("source_name", "''"),
            ("source_type", "4"),
            ("source_version", "''"),
            ("start_time", Number(info.StartMs)),
            // Numbers of the protocol, from 1.
            ("status", Number(StatusOf(info.Status))),
            ("tags", "[]"),
            ("user_id", Text(info.User)),
        };
        if (info.IsDeleted)
        {
            lines.Add(("deleted_time", Number(info.EndMs ?? info.StartMs)));
        }

        Yaml(folder, [.. lines]);
        foreach (var name in new[] { "artifacts", "metrics", "params", "tags" })
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
        }

        Texts(Path.Combine(folder, "params"), run.Params);
        Texts(Path.Combine(folder, "tags"), run.Tags);
    }

    /// <summary>A line for each value: time, value, step.</summary>
    public void Metric(TrackedExperiment experiment, TrackedRun run, string key, IReadOnlyList<TrackedMetric> history)
    {
        var text = string.Concat(
            history.Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.TimestampMs} {FileNumbers.Of(m.Value)} {m.Step}\n"))
        );
        if (Write(Path.Combine(FolderOf(experiment, run), "metrics"), key, s_utf8.GetBytes(text)))
        {
            _measurements += history.Count;
        }
    }

    public void File(TrackedExperiment experiment, TrackedRun run, string path, ReadOnlyMemory<byte> content)
    {
        if (Write(Path.Combine(FolderOf(experiment, run), "artifacts"), path, content.Span))
        {
            _files++;
        }
    }

    public void Model(RegisteredModel model, IEnumerable<ModelVersion> versions)
    {
        // The name of a model is the name of its folder.
        if (model.Name.IndexOfAny(['/', '\\', ':']) >= 0 || model.Name is "." or "..")
        {
            _skipped.Add($"models/{model.Name}");
            return;
        }

        _models++;
        var folder = Path.Combine(root, "models", model.Name);
        Yaml(
            folder,
            ("creation_timestamp", Number(model.CreatedMs)),
            ("description", Text(model.Description)),
            ("last_updated_timestamp", Number(model.UpdatedMs)),
            ("latest_versions", "[]"),
            ("name", Text(model.Name))
        );
        Texts(Path.Combine(folder, "tags"), model.Tags);
        foreach (var alias in model.Aliases)
        {
            Write(Path.Combine(folder, "aliases"), alias.Alias, s_utf8.GetBytes(Number(alias.Version)));
        }

        foreach (var version in versions)
        {
            _versions++;
            var below = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"version-{version.Version}"));
            Yaml(
                below,
                ("creation_timestamp", Number(version.CreatedMs)),
                ("current_stage", version.Stage.ToString()),
                ("description", Text(version.Description)),
                ("last_updated_timestamp", Number(version.UpdatedMs)),
                ("name", Text(version.Name)),
                ("run_id", Text(version.RunId ?? "")),
                ("run_link", version.RunLink is null ? "null" : Text(version.RunLink)),
                ("source", Text(version.Source)),
                ("status", "READY"),
                ("status_message", "null"),
                ("user_id", Text(version.User)),
                ("version", Number(version.Version))
            );
            Texts(Path.Combine(below, "tags"), version.Tags);
        }
    }

    /// <summary>What was written.</summary>
    public ExportedRuns Done()
    {
        Directory.CreateDirectory(root);
        return new(root, _experiments, _runs, _measurements, _files, _models, _versions, _skipped);
    }

    private string FolderOf(TrackedExperiment experiment) =>
        experiment.IsDeleted ? Path.Combine(root, ".trash", experiment.Id) : Path.Combine(root, experiment.Id);

    private string FolderOf(TrackedExperiment experiment, TrackedRun run) => Path.Combine(FolderOf(experiment), run.Info.Id);

    private void Texts(string folder, IEnumerable<TrackedText> texts)
    {
        foreach (var text in texts)
        {
            Write(folder, text.Key, s_utf8.GetBytes(text.Value));
        }
    }

    private static void Yaml(string folder, params (string Key, string Value)[] lines)
    {
        Directory.CreateDirectory(folder);
        System.IO.File.WriteAllText(Path.Combine(folder, "meta.yaml"), string.Concat(lines.Select(l => $"{l.Key}: {l.Value}\n")), s_utf8);
    }

    /// <summary>Writes a file whose name may have folders in it; false where one of them is a file, or it leads out of the folder.</summary>
    private bool Write(string folder, string name, ReadOnlySpan<byte> content)
    {
        var path = Path.GetFullPath(Path.Combine(folder, name));
        if (
            !path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            || Directory.Exists(path)
            || IsBelowFile(path, folder)
        )
        {
            _skipped.Add(Path.GetRelativePath(root, folder) + "/" + name);
            return false;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = System.IO.File.Create(path);
        file.Write(content);
        return true;
    }

    private static bool IsBelowFile(string path, string folder)
    {
        for (var above = Path.GetDirectoryName(path)!; above.Length > folder.Length; above = Path.GetDirectoryName(above)!)
        {
            if (System.IO.File.Exists(above))
            {
                return true;
            }
        }

        return false;
    }

    private static int StatusOf(TrackedRunStatus status) =>
        status switch
        {
            TrackedRunStatus.Running => 1,
            TrackedRunStatus.Scheduled => 2,
            TrackedRunStatus.Finished => 3,
            TrackedRunStatus.Failed => 4,
            _ => 5,
        };

    private static string UriOf(string folder) => new Uri(folder).AbsoluteUri;

    private static string Text(string text) => JsonSerializer.Serialize(text, s_plain);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
