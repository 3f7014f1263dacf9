using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Identity;
using OptiBid.Core.Notifications.Inbox;
using OptiBid.Core.Series;

namespace OptiBid.Core.Markets.Import.Jobs;

/// <summary>Runs imports one after the other and remembers the last fifty. Safe for many threads.</summary>
internal sealed class ImportQueue(
    ITimeSeriesStore store,
    IServiceScopeFactory scopes,
    TimeProvider clock,
    IOptions<ImportOptions> options,
    ILogger<ImportQueue> logger
) : IAsyncDisposable
{
    private const int Remembered = 50;
    private readonly ConcurrentDictionary<Guid, Entry> _jobs = [];
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Adds a job; null when too many wait.</summary>
    public ImportJob? Add(IReadOnlyList<Upload> uploads, StartImportRequest request, ICurrentUser user)
    {
        if (_jobs.Values.Count(j => !j.IsFinished) >= options.Value.MaxOpenJobs)
        {
            return null;
        }

        foreach (var old in _jobs.Values.Where(j => j.IsFinished).OrderByDescending(j => j.View.Id).Skip(Remembered - 1))
        {
            _jobs.TryRemove(old.View.Id, out _);
        }

        var view = new ImportJob(
            Guid.CreateVersion7(),
            [.. uploads.Select(u => u.View.FileName)],
            request.Format,
            request.IsDryRun,
            ImportJobState.Queued,
            Progress: null,
            Error: null,
            Report: null
        );
        var entry = new Entry(view, uploads, request, Importer.Of(user), CancellationTokenSource.CreateLinkedTokenSource(_stop.Token));
        _jobs[view.Id] = entry;
        entry.Work = Task.Run(() => RunAsync(entry));
        return view;
    }

    /// <summary>The jobs of an organisation, newest first.</summary>
    public IReadOnlyList<ImportJob> List(Guid organisation) =>
        [.. _jobs.Values.Where(j => j.User.OrganisationId == organisation).Select(j => j.View).OrderByDescending(v => v.Id)];

    /// <summary>One job of an organisation, or null.</summary>
    public ImportJob? Find(Guid organisation, Guid id) => Entries(organisation, id)?.View;

    /// <summary>Asks a job to stop; false when it is finished.</summary>
    public bool Cancel(Guid organisation, Guid id)
    {
        if (Entries(organisation, id) is not { IsFinished: false } entry)
        {
            return false;
        }

        entry.Cancel();
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_jobs.Values.Select(j => j.Work)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _turn.Dispose();
    }

    private Entry? Entries(Guid organisation, Guid id) =>
        _jobs.TryGetValue(id, out var entry) && entry.User.OrganisationId == organisation ? entry : null;

    private async Task RunAsync(Entry entry)
    {
        try
        {
            await _turn.WaitAsync(entry.Token);
            try
            {
                entry.Update(v => v with { State = ImportJobState.Running });
                // An import that cannot be recorded is not begun.
                await RecordAsync(entry, "imports.started", entry.Token);
                await ImportAsync(entry);
                await RecordAsync(
                    entry,
                    entry.View.State == ImportJobState.Done ? "imports.finished" : "imports.failed",
                    CancellationToken.None
                );
            }
            finally
            {
                _turn.Release();
            }
        }
        catch (OperationCanceledException) when (entry.Token.IsCancellationRequested)
        {
            entry.Update(v => v with { State = ImportJobState.Cancelled, Error = "cancelled; nothing was changed" });
            await RecordQuietlyAsync(entry, "imports.cancelled");
        }
#pragma warning disable CA1031 // The outermost frame of a job: a fault becomes its state.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            logger.LogError(fault, "Import {ImportId} failed", entry.View.Id);
            await RecordQuietlyAsync(entry, "imports.failed");
            entry.Update(v => v with { State = ImportJobState.Failed, Error = Sentence.FromString(fault.Message) });
        }
        finally
        {
            if (!entry.Request.IsDryRun)
            {
                entry.Uploads.ToList().ForEach(UploadShelf.Delete);
            }
        }
    }

    /// <summary>The platform records what it did for a user; a dry run changes nothing and is not recorded.</summary>
    private async Task RecordAsync(Entry entry, string action, CancellationToken cancellationToken)
    {
        if (entry.Request.IsDryRun)
        {
            return;
        }

        var view = entry.View;
        await using var scope = scopes.CreateSystemScope(entry.User.OrganisationId);
        if (action is "imports.finished" or "imports.failed")
        {
            await scope.ServiceProvider.GetRequiredService<IInbox>().AddAsync(Told(entry, action), cancellationToken);
        }

        await scope
            .ServiceProvider.GetRequiredService<IAuditTrail>()
            .RecordAsync(
                new(
                    action,
                    "import",
                    view.Id.ToString(),
                    After: new
                    {
                        view.FileNames,
                        view.Format,
                        Rows = view.Report?.Files.Sum(f => f.RowsImported),
                        StartedBy = entry.User.UserId,
                    }
                )
                {
                    OrganisationId = entry.User.OrganisationId,
                    SubjectUserId = entry.User.UserId,
                    Succeeded = view.State != ImportJobState.Failed,
                },
                cancellationToken
            );
    }

    private static InboxDraft Told(Entry entry, string action)
    {
        var names = entry.View.FileNames;
        return new(
            entry.User.OrganisationId,
            action == "imports.finished" ? InboxKinds.ImportDone : InboxKinds.ImportFailed,
            names.Count == 1 ? names[0] : $"{names[0]} +{names.Count - 1}"
        )
        {
            UserId = entry.User.UserId,
            Detail = entry.View.Error,
            Link = "/import",
            IsProblem = action == "imports.failed",
        };
    }

    /// <summary>Records an end that nothing can undo any more.</summary>
    private async Task RecordQuietlyAsync(Entry entry, string action)
    {
        try
        {
            await RecordAsync(entry, action, CancellationToken.None);
        }
#pragma warning disable CA1031 // The job has ended either way.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            logger.LogError(fault, "The end of import {ImportId} was not recorded", entry.View.Id);
        }
    }

    private async Task ImportAsync(Entry entry)
    {
        var names = entry.Uploads.ToDictionary(u => u.Path, u => u.View.FileName, StringComparer.Ordinal);
        var request = new ImportRequest([.. names.Keys], entry.Request.Format, entry.Request.IsDryRun, entry.Request.Mapping);
        var importer = new ImportFiles(store, entry.User, clock);
        var result = await importer.ExecuteAsync(request, new Follow(entry, names), entry.Token);
        entry.Update(v =>
            result.Failure is { } failure
                ? v with
                {
                    State = ImportJobState.Failed,
                    Error = failure.Text,
                }
                : v with
                {
                    State = ImportJobState.Done,
                    Report = result.Value with { Files = [.. result.Value.Files.Select(f => f with { Path = Named(f.Path, names) })] },
                }
        );
    }

    /// <summary>A path as the sender knows it.</summary>
    private static string Named(string path, Dictionary<string, string> names)
    {
        var (file, name) = names.FirstOrDefault(n => path.StartsWith(n.Key, StringComparison.Ordinal));
        return file is null ? Path.GetFileName(path) : name + path[file.Length..];
    }

    private sealed class Follow(Entry entry, Dictionary<string, string> names) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => entry.Update(v => v with { Progress = value with { File = Named(value.File, names) } });
    }

    private sealed class Entry(
        ImportJob view,
        IReadOnlyList<Upload> uploads,
        StartImportRequest request,
        Importer user,
        CancellationTokenSource cancel
    )
    {
        private readonly Lock _lock = new();
        private ImportJob _view = view;

        public ImportJob View
        {
            get
            {
                lock (_lock)
                {
                    return _view;
                }
            }
        }

        public IReadOnlyList<Upload> Uploads => uploads;

        public StartImportRequest Request => request;

        public Importer User => user;

        public CancellationToken Token { get; } = cancel.Token;

        public Task Work { get; set; } = Task.CompletedTask;

        public bool IsFinished => View.State is ImportJobState.Done or ImportJobState.Failed or ImportJobState.Cancelled;

        public void Cancel() => cancel.Cancel();

        public void Update(Func<ImportJob, ImportJob> change)
        {
            lock (_lock)
            {
                _view = change(_view);
            }
        }
    }

    /// <summary>Who started a job, as they were then: the job outlives their request.</summary>
    private sealed record Importer(Guid UserId, Guid OrganisationId, string Name, bool MayImport) : ICurrentUser
    {
        public bool IsAuthenticated => true;

        public static Importer Of(ICurrentUser user) => new(user.UserId, user.OrganisationId, user.Name, user.Has(Permissions.ImportData));

        public bool Has(string permission) => MayImport && permission == Permissions.ImportData;
    }
}
