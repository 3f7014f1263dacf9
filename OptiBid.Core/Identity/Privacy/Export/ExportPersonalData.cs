using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Privacy.Data;
using OptiBid.Core.Identity.Privacy.Requests;
using OptiBid.Core.Identity.SignIn;

namespace OptiBid.Core.Identity.Privacy.Export;

/// <inheritdoc cref="IExportPersonalData"/>
internal sealed class ExportPersonalData(
    IPlatformContexts contexts,
    RowsOfPersons rows,
    People people,
    IEnumerable<IPersonalData> contributions,
    IAuditTrail audit,
    ICurrentUser user,
    IRecentProof recent,
    IOptions<PrivacyOptions> options,
    TimeProvider time
) : IExportPersonalData
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <inheritdoc/>
    public async Task<Result<PersonalDataExport>> ExecuteAsync(Guid? userId = null, CancellationToken cancellationToken = default)
    {
        var id = userId ?? user.UserId;
        var isOwn = id == user.UserId;
        if (!user.IsAuthenticated || (!isOwn && !user.Has(Permissions.ExportPersonalData)))
        {
            return PrivacyFailures.Forbidden(Permissions.ExportPersonalData);
        }

        if (recent.Missing() is { } missing)
        {
            return missing;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var isWhole = isOwn || user is SystemUser;
        if (
            await People.FindAsync(db, id, cancellationToken) is not { } subject
            || (!isWhole && !await people.IsKnownAsync(db, id, user.OrganisationId, cancellationToken))
        )
        {
            return PrivacyFailures.UnknownPerson;
        }

        var scope = await people.ScopeAsync(db, subject, isWhole ? null : user.OrganisationId, cancellationToken);
        var files = new SortedDictionary<string, IReadOnlyList<object>>(StringComparer.Ordinal);
        foreach (var (table, found) in await rows.ExportAsync(db, scope, cancellationToken))
        {
            files[table] = found;
        }

        foreach (var contribution in contributions)
        {
            var found = await contribution.ExportAsync(db, scope, cancellationToken);
            if (found.Count > 0)
            {
                files[contribution.Name] = found;
            }
        }

        var now = time.GetUtcNow().UtcDateTime;
        var export = new PersonalDataExport(
            string.Create(CultureInfo.InvariantCulture, $"personal-data-{now:yyyyMMdd-HHmm}.zip"),
            Zip(files, isWhole, now),
            files.Values.Sum(f => f.Count)
        );
        await RecordAsync(db, id, isWhole, export.Rows, now, cancellationToken);
        return export;
    }

    private async Task RecordAsync(OptiBidDbContext db, Guid person, bool isWhole, int count, DateTime now, CancellationToken token)
    {
        var request = new PrivacyRequest
        {
            Id = Guid.CreateVersion7(),
            OrganisationId = user.OrganisationId,
            PersonId = person,
            Kind = PrivacyRequestKind.Export,
            IsWholePerson = isWhole,
            RequestedById = user.UserId,
            ReceivedAtUtc = now,
            DueAtUtc = now.AddDays(options.Value.DueDays),
            NotBeforeUtc = now,
        };
        request.Close(now, user.UserId, string.Create(CultureInfo.InvariantCulture, $"{count} rows"));
        db.Add(request);
        audit.Append(db, new("privacy.exported", "person", person.ToString(), After: new { Rows = count }) { SubjectUserId = person });
        await db.SaveChangesAsync(token);
    }

    private static byte[] Zip(SortedDictionary<string, IReadOnlyList<object>> files, bool isWhole, DateTime now)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "README.txt", ReadMe(files, isWhole, now));
            foreach (var (name, found) in files)
            {
                Add(zip, $"{name}.json", JsonSerializer.Serialize(found, s_json));
            }
        }

        return memory.ToArray();
    }

    private static void Add(ZipArchive zip, string name, string text)
    {
        using var writer = new StreamWriter(zip.CreateEntry(name).Open(), new UTF8Encoding(false));
        writer.Write(text);
    }

    private static string ReadMe(SortedDictionary<string, IReadOnlyList<object>> files, bool isWhole, DateTime now)
    {
        var list = string.Join(
            '\n',
            files.Select(f => string.Create(CultureInfo.InvariantCulture, $"  {f.Key}.json  {f.Value.Count} rows"))
        );
        return $"""
            Personal data kept by OptiBid, as of {now.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)}.
            Scope: {(isWhole ? "everything about the person, in every organisation" : "what one organisation holds about the person")}.

            {list}

            Times are UTC. Each file holds the rows of one kind. account.json is the account; audit.json is what the audit log says about the person and
            what they did; other files bear the names of the tables they come from. Hashes and secrets (passwords, keys of authenticators, tokens) are left
            out: they say nothing about the person and would let a finder of this file sign in.
            """;
    }
}
