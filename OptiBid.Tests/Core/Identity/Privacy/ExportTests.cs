using System.IO.Compression;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Privacy;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Core.Identity.Privacy;

/// <summary>The copy of somebody's data: complete, without secrets, and never of a stranger.</summary>
public sealed class ExportTests(PostgresServer postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Sqlite")]
    [InlineData("Postgres")]
    public async Task A_person_gets_everything_about_them_and_no_secret(string provider)
    {
        await using var desk = await PrivacyDesk.OpenAsync(provider == "Postgres" ? await postgres.CreateDatabaseAsync() : null);
        var export = (await desk.AsZoeAsync((IExportPersonalData c) => c.ExecuteAsync(cancellationToken: Cancel))).Value;
        var files = await FilesAsync(export);
        string[] expected =
        [
            "README.txt",
            "account.json",
            "audit.json",
            "backtests.json",
            "bid-steps.json",
            "live-sessions.json",
            "memberships.json",
            "sessions.json",
            "user_claims.json",
            "user_logins.json",
            "user_tokens.json",
        ];
        Assert.Equal(expected, files.Keys.Order(StringComparer.Ordinal));
        Assert.All(expected[1..], name => Assert.Contains(name, files["README.txt"], StringComparison.Ordinal));
        Assert.Contains(PrivacyDesk.Email, files["account.json"], StringComparison.Ordinal);
        Assert.Contains(PrivacyDesk.Phone, files["account.json"], StringComparison.Ordinal);
        Assert.Contains("198.51.100.7", files["sessions.json"], StringComparison.Ordinal);
        Assert.Contains("00u-zoe", files["user_logins.json"], StringComparison.Ordinal);
        Assert.Contains("Zoë O'Hara", files["audit.json"], StringComparison.Ordinal);
        Assert.Contains("submitted", files["bid-steps.json"], StringComparison.Ordinal);
        var all = string.Concat(files.Values);
        string[] secrets = ["JBSWY3DP", "stamp-of-zoe", "argon2", "passwordHash", "securityStamp", "secretHash", "bob@example.com"];
        Assert.All(secrets, s => Assert.DoesNotContain(s, all, StringComparison.OrdinalIgnoreCase));

        var recorded = Assert.Single((await desk.AsZoeAsync((IListPrivacyRequests c) => c.OfMyselfAsync(Cancel))).Value);
        Assert.Equal((PrivacyRequestKind.Export, PrivacyRequestState.Done), (recorded.Kind, recorded.State));
    }

    [Fact]
    public async Task An_organisation_gets_what_it_holds_and_nothing_of_strangers_or_of_other_organisations()
    {
        await using var desk = await PrivacyDesk.OpenAsync();
        await desk.JoinAsync(desk.Zoe, Roles.Viewer, PrivacyDesk.Other);
        var eve = await desk.AddUserAsync("eve@example.com", "Eve", Roles.Administrator, PrivacyDesk.Other);
        Task<OptiBid.Core.Common.Result<PersonalDataExport>> AsEveAsync(Guid person) =>
            desk.AsAsync(
                eve,
                "Eve",
                PrivacyDesk.Other,
                Permissions.OfOrganisation,
                (IExportPersonalData c) => c.ExecuteAsync(person, Cancel)
            );

        Assert.Equal("privacy.unknown_person", (await AsEveAsync(desk.Bob)).Failure?.Code);
        var files = await FilesAsync((await AsEveAsync(desk.Zoe)).Value);
        Assert.Contains("account.json", files.Keys);
        var all = string.Concat(files.Values);
        Assert.DoesNotContain(DemoOrganisation.Id.ToString(), all, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("sessions.json", files.Keys);
        Assert.DoesNotContain("user_logins.json", files.Keys);

        var viewer = await desk.AsAsync(
            desk.Zoe,
            PrivacyDesk.Name,
            PrivacyDesk.Other,
            Roles.PermissionsOf(Roles.Viewer),
            (IExportPersonalData c) => c.ExecuteAsync(eve, Cancel)
        );
        Assert.Equal("privacy.forbidden", viewer.Failure?.Code);
    }

    private static async Task<Dictionary<string, string>> FilesAsync(PersonalDataExport export)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var zip = new ZipArchive(new MemoryStream(export.Content), ZipArchiveMode.Read);
        foreach (var entry in zip.Entries)
        {
            using var reader = new StreamReader(await entry.OpenAsync(Cancel));
            files[entry.FullName] = await reader.ReadToEndAsync(Cancel);
        }

        return files;
    }
}
