using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Markets.Import;
using OptiBid.Web.Api;

namespace OptiBid.Web.Commands;

/// <summary><c>import PATH...</c>: market files into the time-series store.</summary>
internal sealed class ImportVerb : ICliVerb
{
    private readonly Argument<string[]> _paths = new("path")
    {
        Description = "Files (plain, .gz, .zip, .xlsx, .json) or folders",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<string> _format = new("--format")
    {
        Description = "auto, or what every file must be: epf, pjm, ercot, caiso, csv",
        DefaultValueFactory = _ => "auto",
    };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Read and report, change nothing" };
    private readonly Option<FileInfo?> _mapping = new("--mapping") { Description = "JSON file that says how a CSV of any layout is read" };
    private readonly Option<string?> _store = new("--store") { Description = "Folder of the embedded stores" };

    /// <inheritdoc/>
    public Command Build() =>
        new Command("import", "Import market files into the time-series store") { _paths, _format, _dryRun, _mapping, _store }.Does(
            RunAsync
        );

    private async Task<Result<CliAnswer>> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        await using var services = HostSettings.BuildVerbServices(parse.GetValue(_store));
        await using var scope = services.CreateAsyncScope();
        var request = new ImportRequest(
            parse.GetValue(_paths)!,
            parse.GetValue(_format)!,
            parse.GetValue(_dryRun),
            await MappingAsync(parse.GetValue(_mapping), cancellationToken)
        );
        var trail = request.IsDryRun ? null : await TrailAsync(scope.ServiceProvider, cancellationToken);
        var id = Guid.CreateVersion7().ToString();
        Task RecordAsync(string action, long? rows, bool succeeded = true) =>
            trail?.RecordAsync(
                new(
                    action,
                    "import",
                    id,
                    After: new
                    {
                        FileNames = request.Paths.Select(Path.GetFileName),
                        request.Format,
                        Rows = rows,
                    }
                )
                {
                    Succeeded = succeeded,
                },
                CancellationToken.None
            )
            ?? Task.CompletedTask;

        // An import that cannot be recorded is not begun.
        await RecordAsync("imports.started", null);
        var progress = new ConsoleProgress(services.GetRequiredService<TimeProvider>());
        var result = await scope.ServiceProvider.GetRequiredService<IImportFiles>().ExecuteAsync(request, progress, cancellationToken);
        progress.Finish();
        var imported = result.IsSuccess ? result.Value.Files.Sum(f => (long)f.RowsImported) : 0;
        await RecordAsync(result.IsSuccess ? "imports.finished" : "imports.failed", imported, result.IsSuccess);
        if (result.Failure is { } failure)
        {
            return failure;
        }

        var report = result.Value;
        if (trail is null && imported > 0)
        {
            await Console.Error.WriteLineAsync("optibid import: not recorded, for this store has no audit log before the app ran on it");
        }

        foreach (var file in report.Files.Where(f => f.Reason is not null))
        {
            var line = file.Rejected[0].Line is { } l ? string.Create(CultureInfo.InvariantCulture, $":{l}") : "";
            await Console.Error.WriteLineAsync($"optibid import: {file.Path}{line}: {file.Reason}");
        }

        return new CliAnswer(report, Text(report), ExitStatus(report));
    }

    /// <summary>The audit log of the store, or null where the app never ran: there is nobody's log yet.</summary>
    private static async Task<IAuditTrail?> TrailAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var pending = await services.GetRequiredService<IDatabaseMigrator>().PendingAsync(cancellationToken);
        return pending.Count == 0 ? services.GetRequiredService<IAuditTrail>() : null;
    }

    /// <summary>2 when a file is refused, unless it is one entry of a zip from which others came in.</summary>
    internal static int ExitStatus(ImportReport report)
    {
        var refused = report.Files.Where(f => f.Reason is not null).ToList();
        var useful = report
            .Files.Where(f => f.Reason is null)
            .Select(f => Archive(f.Path))
            .OfType<string>()
            .ToHashSet(StringComparer.Ordinal);
        return refused.TrueForAll(f => Archive(f.Path) is { } archive && useful.Contains(archive)) ? 0 : 2;
    }

    private static string? Archive(string path) => path.IndexOf('!', StringComparison.Ordinal) is > 0 and var at ? path[..at] : null;

    private static async Task<CsvMapping?> MappingAsync(FileInfo? file, CancellationToken cancellationToken)
    {
        if (file is null)
        {
            return null;
        }

        await using var stream = file.OpenRead();
        try
        {
            return await JsonSerializer.DeserializeAsync<CsvMapping>(stream, StrictJson.Options, cancellationToken)
                ?? throw new BadInputException(file.FullName, null, "the mapping is null");
        }
        catch (JsonException fault)
        {
            throw new BadInputException(file.FullName, fault.LineNumber + 1, $"not a mapping: {fault.Message}", fault);
        }
    }

    private static string Text(ImportReport report)
    {
        var lines = new List<string>();
        foreach (var file in report.Files)
        {
            lines.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{file.Status, -9} {file.Path}  {file.Format}  rows {file.RowsRead:N0}: {file.RowsImported:N0} in, {file.Duplicates:N0} duplicates, {file.RejectedCount:N0} rejected; {file.Gaps.Count} gaps; {file.Seconds:F2} s"
                )
            );
            lines.AddRange(
                file.Rejected.Where(_ => file.Reason is null).Take(5).Select(r => $"          rejected line {r.Line}: {r.Reason}")
            );
            lines.AddRange(file.Warnings.Take(10).Select(w => $"          {w}"));
        }

        lines.Add("");
        lines.AddRange(
            report.Series.Select(s =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{$"{s.Market}/{s.Node}/{s.Product}", -44} {s.Unit, -7} {s.IntervalMinutes, 3} min  {s.From:yyyy-MM-dd HH:mm} .. {s.To:yyyy-MM-dd HH:mm} UTC  {s.Count, 10:N0}"
                )
            )
        );
        return string.Join('\n', lines);
    }

    /// <summary>One line on stderr that is written over where stderr is a terminal, and a line every five seconds where it is not.</summary>
    private sealed class ConsoleProgress(TimeProvider clock) : IProgress<ImportProgress>
    {
        private readonly TimeSpan _pause = Console.IsErrorRedirected ? TimeSpan.FromSeconds(5) : TimeSpan.FromMilliseconds(200);
        private readonly long _started = clock.GetTimestamp();
        private long _last = clock.GetTimestamp();
        private bool _written;

        public void Report(ImportProgress value)
        {
            if (clock.GetElapsedTime(_last) < _pause)
            {
                return;
            }

            _last = clock.GetTimestamp();
            _written = true;
            var share = value.BytesTotal == 0 ? 1 : (double)value.BytesRead / value.BytesTotal;
            var rate = value.RowsRead / Math.Max(0.001, clock.GetElapsedTime(_started).TotalSeconds);
            var text = string.Create(
                CultureInfo.InvariantCulture,
                $"{share, 4:P0}  file {Math.Min(value.FilesTotal, value.FilesDone + 1)} of {value.FilesTotal}  {value.RowsRead:N0} rows, {rate:N0} a second"
            );
            Console.Error.Write(Console.IsErrorRedirected ? $"{text}\n" : $"\r{text, -78}");
        }

        public void Finish()
        {
            if (_written && !Console.IsErrorRedirected)
            {
                Console.Error.Write($"\r{"", -78}\r");
            }
        }
    }
}
