using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using OptiBid.Core.Audit.Export;
using OptiBid.Core.Audit.Verification;
using OptiBid.Core.Common;
using OptiBid.Tests.Core.Portfolios;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Core.Audit;

/// <summary>Bundles are checked without a database, and every change of one is named.</summary>
public sealed class ExportTests : IAsyncLifetime
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"optibid-bundle-{Guid.CreateVersion7():N}.zip");
    private AuditDesk _desk = default!;

    public async ValueTask InitializeAsync()
    {
        _desk = await AuditDesk.OnSqliteAsync();
        await _desk.FillAsync(30);
        await ExportAsync(_desk, _file);
    }

    public async ValueTask DisposeAsync()
    {
        File.Delete(_file);
        await _desk.DisposeAsync();
    }

    [Fact]
    public async Task A_bundle_holds_the_rows_of_the_organisation_and_verifies_offline()
    {
        var outcome = await AuditBundle.VerifyAsync(_file, [], AuditDesk.Token);
        // Each fourth of 30 rows belongs to another organisation; the export itself is a row.
        Assert.Equal(("valid", 24L), (outcome.Status, outcome.Rows));
        Assert.True((await AuditBundle.VerifyAsync(_file, outcome.Keys, AuditDesk.Token)).IsValid);
        Assert.Contains("audit.exported", await TextAsync(Bundle.Entries), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_not_trusted_does_not_count()
    {
        var outcome = await AuditBundle.VerifyAsync(_file, ["ML-DSA-65:00"], AuditDesk.Token);
        Assert.All(outcome.Problems, p => Assert.Equal(AuditProblemKinds.BadSignature, p.Kind));
        Assert.Equal(2, outcome.Problems.Count);
    }

    [Fact]
    [Trait("AttackCase", "49")]
    public async Task A_changed_record_is_named_by_its_row()
    {
        await ChangeAsync(Bundle.Entries, t => t.Replace("test.5\\\"", "test.6\\\"", StringComparison.Ordinal));
        var outcome = await AuditBundle.VerifyAsync(_file, [], AuditDesk.Token);
        Assert.Contains(outcome.Problems, p => p is { Row: 5, Kind: AuditProblemKinds.Edited });
        Assert.Equal(1, await PythonAsync("\"row\": 5, \"kind\": \"edited\""));
    }

    [Fact]
    public async Task A_row_that_was_taken_out_or_is_of_another_place_is_noticed()
    {
        await ChangeAsync(Bundle.Entries, t => string.Join('\n', t.Split('\n').Where((_, i) => i != 3)));
        Assert.Equal(
            AuditProblemKinds.BundleChanged,
            Assert.Single((await AuditBundle.VerifyAsync(_file, [], AuditDesk.Token)).Problems).Kind
        );
        await ChangeAsync(Bundle.Entries, t => t.Replace("{\"index\":5,", "{\"index\":6,", StringComparison.Ordinal));
        Assert.Contains(
            (await AuditBundle.VerifyAsync(_file, [], AuditDesk.Token)).Problems,
            p => p is { Row: 6, Kind: AuditProblemKinds.NotInTree }
        );
    }

    [Theory]
    [InlineData(Bundle.Checkpoint)]
    [InlineData(Bundle.Manifest)]
    public async Task A_changed_statement_fails(string name)
    {
        await ChangeAsync(
            name,
            t =>
            {
                var at = t.IndexOf("20", StringComparison.Ordinal);
                return t[..at] + "21" + t[(at + 2)..];
            }
        );
        Assert.Contains(
            (await AuditBundle.VerifyAsync(_file, [], AuditDesk.Token)).Problems,
            p => p.Kind == AuditProblemKinds.BadSignature
        );
    }

    [Fact]
    public async Task One_signature_is_not_enough()
    {
        await ChangeAsync(
            Bundle.Checkpoint,
            t => t.Replace("\"algorithm\": \"ML-DSA-65\"", "\"algorithm\": \"none\"", StringComparison.Ordinal)
        );
        Assert.Contains(
            (await AuditBundle.VerifyAsync(_file, [], AuditDesk.Token)).Problems,
            p => p.Kind == AuditProblemKinds.BadSignature
        );
    }

    [Fact]
    public async Task A_file_that_is_no_bundle_is_bad_input()
    {
        await File.WriteAllTextAsync(_file, "no zip", AuditDesk.Token);
        await Assert.ThrowsAsync<BadInputException>(() => AuditBundle.VerifyAsync(_file, [], AuditDesk.Token));
    }

    [Fact]
    public async Task The_script_without_OptiBid_agrees()
    {
        Assert.Equal(0, await PythonAsync("\"status\": \"valid\", \"rows\": 24"));
    }

    [Fact]
    [Trait("AttackCase", "40")]
    public async Task A_value_that_a_spreadsheet_would_run_is_text_in_the_csv()
    {
        await _desk.Trail.RecordAsync(new("test.formula", "thing", "=1+1", Reason: "\t=cmd|'/C calc'!A0"), AuditDesk.Token);
        await ExportAsync(_desk, _file);
        var csv = await TextAsync(Bundle.Csv);
        Assert.Contains(",'=1+1,", csv, StringComparison.Ordinal);
        Assert.Contains("'\t=cmd", csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_permission_there_is_no_export_and_no_verification()
    {
        await using var desk = await AuditDesk.OnSqliteAsync(user: new FakeUser());
        Assert.Equal(FailureKind.Forbidden, (await desk.Get<IExportAudit>().ExecuteAsync(new(), AuditDesk.Token)).Failure!.Kind);
        Assert.Equal(FailureKind.Forbidden, (await desk.Get<IVerifyAudit>().ExecuteAsync(null, AuditDesk.Token)).Failure!.Kind);
    }

    private static async Task ExportAsync(AuditDesk desk, string file)
    {
        await using var bundle = (await desk.Get<IExportAudit>().ExecuteAsync(new(), AuditDesk.Token)).Value;
        await using var target = File.Create(file);
        await bundle.CopyToAsync(target, AuditDesk.Token);
    }

    private async Task<string> TextAsync(string name)
    {
        await using var zip = await ZipFile.OpenReadAsync(_file, AuditDesk.Token);
        using var reader = new StreamReader(await zip.GetEntry(name)!.OpenAsync(AuditDesk.Token), Encoding.UTF8);
        return await reader.ReadToEndAsync(AuditDesk.Token);
    }

    private async Task ChangeAsync(string name, Func<string, string> change)
    {
        var before = await TextAsync(name);
        var after = change(before);
        Assert.NotEqual(before, after);
        await using var zip = await ZipFile.OpenAsync(_file, ZipArchiveMode.Update, AuditDesk.Token);
        zip.GetEntry(name)!.Delete();
        await using var stream = await zip.CreateEntry(name).OpenAsync(AuditDesk.Token);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(after), AuditDesk.Token);
    }

    private async Task<int> PythonAsync(string expected)
    {
        var start = new ProcessStartInfo("python3", [Path.Combine(RepositoryRoot.Path, "eng", "verify_audit_bundle.py"), _file])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        Process? process = null;
        try
        {
            process = Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.SkipUnless(SharedData.IsCi, "python3 is not installed");
        }

        using (process!)
        {
            var output = await process!.StandardOutput.ReadToEndAsync(AuditDesk.Token);
            await process.WaitForExitAsync(AuditDesk.Token);
            Assert.Contains(expected, output, StringComparison.Ordinal);
            Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(output).RootElement.ValueKind);
            return process.ExitCode;
        }
    }
}
