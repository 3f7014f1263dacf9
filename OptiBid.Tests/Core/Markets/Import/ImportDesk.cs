using System.IO.Compression;
using System.Text;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets.Import;
using OptiBid.Core.Series;
using OptiBid.Core.Series.DuckDb;

namespace OptiBid.Tests.Core.Markets.Import;

/// <summary>A store in a folder of its own and an importer over it; files for it are written beside.</summary>
internal sealed class ImportDesk : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("optibid-import-");
    private readonly DuckDbSeriesStore _store;

    public ImportDesk() => _store = new DuckDbSeriesStore(new DuckDbFileOptions(Path.Combine(_folder.FullName, "store"), 64, 1));

    public ITimeSeriesStore Store => _store;

    public bool MayImport { get; set; } = true;

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    public string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(PathOf(name), bytes);
        return PathOf(name);
    }

    public static byte[] Gzip(string text)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return memory.ToArray();
    }

    public IImportFiles Importer() => new ImportFiles(_store, new Someone(MayImport), TimeProvider.System);

    public async Task<ImportReport> ImportAsync(ImportRequest request)
    {
        var result = await Importer().ExecuteAsync(request, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Null(result.Failure);
        return result.Value;
    }

    public async Task<FileReport> ImportAsync(string path, string format = "auto") =>
        Assert.Single((await ImportAsync(new ImportRequest([path], format))).Files);

    public async Task<long> CountAsync() => (await Store.ListAsync(TestContext.Current.CancellationToken)).Sum(s => s.Count);

    public void Dispose()
    {
        _store.Dispose();
        _folder.Delete(recursive: true);
    }

    private sealed class Someone(bool mayImport) : ICurrentUser
    {
        public bool IsAuthenticated => true;

        public Guid UserId { get; } = Guid.CreateVersion7();

        public Guid OrganisationId { get; } = Guid.CreateVersion7();

        public string Name => "test";

        public bool Has(string permission) => mayImport;
    }
}
