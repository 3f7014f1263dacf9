using OptiBid.Core.Common;

namespace OptiBid.Core.Markets.Import.Jobs;

/// <summary>Limits of imports that come over the network. Section <c>Import</c>.</summary>
public sealed class ImportOptions
{
    /// <summary>Largest upload in bytes, 1 or more. Default 2 GB.</summary>
    public long MaxUploadBytes { get; set; } = 2L << 30;

    /// <summary>Uploads that wait for their import, in all. Default 32; the oldest is dropped for a new one.</summary>
    public int MaxStagedUploads { get; set; } = 32;

    /// <summary>Imports that wait or run, in all. Default 16; a further one is refused.</summary>
    public int MaxOpenJobs { get; set; } = 16;
}

/// <summary>A file that was sent and waits to be imported.</summary>
/// <param name="Id">Its id.</param>
/// <param name="FileName">Name without folders.</param>
/// <param name="Bytes">Size.</param>
public sealed record StagedUpload(Guid Id, string FileName, long Bytes);

/// <summary>The first rows of an upload.</summary>
/// <param name="FileName">Name.</param>
/// <param name="Format">Layout it is read as, or null when it is not known.</param>
/// <param name="Reason">Why it would be refused, or null.</param>
/// <param name="Columns">Header; empty where the content is no table.</param>
/// <param name="Rows">Ten rows at most.</param>
public sealed record ImportPreview(
    string FileName,
    string? Format,
    Sentence? Reason,
    IReadOnlyList<string> Columns,
    IReadOnlyList<string[]> Rows
);

/// <summary>Where an import stands.</summary>
public enum ImportJobState
{
    /// <summary>Waits for the one before it.</summary>
    Queued,

    /// <summary>In work.</summary>
    Running,

    /// <summary>Finished; the report says what came in.</summary>
    Done,

    /// <summary>Stopped by a fault; nothing was changed by the file in work.</summary>
    Failed,

    /// <summary>Cancelled; nothing was changed.</summary>
    Cancelled,
}

/// <summary>An import of uploads.</summary>
/// <param name="Id">Its id.</param>
/// <param name="FileNames">Files.</param>
/// <param name="Format">Format asked for.</param>
/// <param name="IsDryRun">True when nothing is to be changed.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Progress">How far it is, or null before it runs.</param>
/// <param name="Error">What stopped it, or null.</param>
/// <param name="Report">What it did, when done.</param>
public sealed record ImportJob(
    Guid Id,
    IReadOnlyList<string> FileNames,
    string Format,
    bool IsDryRun,
    ImportJobState State,
    ImportProgress? Progress,
    Sentence? Error,
    ImportReport? Report
);

/// <summary>What to import of what was sent.</summary>
/// <param name="UploadIds">Uploads, each used once.</param>
/// <param name="Format"><c>auto</c> or a family.</param>
/// <param name="IsDryRun">True to read and report only; the uploads then stay.</param>
/// <param name="Mapping">How a CSV of any layout is read, or null.</param>
public sealed record StartImportRequest(
    IReadOnlyList<Guid> UploadIds,
    string Format = "auto",
    bool IsDryRun = false,
    CsvMapping? Mapping = null
);

/// <summary>Keeps a file that is sent until it is imported.</summary>
public interface IStageUpload
{
    /// <summary>Copies the content; it is never held in memory. A failure when the caller may not import or the file is too large.</summary>
    Task<Result<StagedUpload>> ExecuteAsync(string fileName, Stream content, CancellationToken cancellationToken = default);
}

/// <summary>Shows the first rows of an upload and how it would be read.</summary>
public interface IPreviewUpload
{
    /// <summary>The preview; a failure when the upload is not there.</summary>
    Task<Result<ImportPreview>> ExecuteAsync(
        Guid uploadId,
        string format = "auto",
        CsvMapping? mapping = null,
        CancellationToken cancellationToken = default
    );
}

/// <summary>Starts the import of uploads; one import runs at a time, the others wait.</summary>
public interface IStartImport
{
    /// <summary>The job; a failure when the caller may not import, an upload is not there or too many jobs wait.</summary>
    Result<ImportJob> Execute(StartImportRequest request);
}

/// <summary>Imports of the caller's organisation.</summary>
public interface IReadImports
{
    /// <summary>The last fifty, newest first.</summary>
    Result<IReadOnlyList<ImportJob>> List();

    /// <summary>One import.</summary>
    Result<ImportJob> Find(Guid id);
}

/// <summary>Stops an import.</summary>
public interface ICancelImport
{
    /// <summary>Asks the import to stop; the store stays as it was before it. A failure when it is finished already.</summary>
    Result<ImportJob> Execute(Guid id);
}
