using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using OptiBid.Core.Common;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Privacy.Data;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity.Privacy.Erasure;

/// <summary>Searches every column of every table that can hold text for what was known about a person, in any case and as JSON writes it.</summary>
internal sealed class ErasureSearch(IPlatformContexts contexts, RowsOfPersons rowsOfPersons)
{
    private static readonly string[] s_noText =
    [
        "BLOB",
        "BYTEA",
        "INTEGER",
        "BIGINT",
        "SMALLINT",
        "REAL",
        "DOUBLE",
        "NUMERIC",
        "BOOLEAN",
        "TIMESTAMP",
        "DATE",
        "TIME",
        "INTERVAL",
    ];

    /// <summary>What is found.</summary>
    public async Task<ErasureReport> ExecuteAsync(ErasedPerson person, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var nameIsShared =
            person.Name is not null
            && (
                Roles.All.Contains(person.Name, StringComparer.OrdinalIgnoreCase)
                || await db.Set<User>().AnyAsync(u => u.DisplayName == person.Name && u.Id != person.UserId, cancellationToken)
                || await db.Set<Organisation>().AnyAsync(o => o.Name == person.Name, cancellationToken)
            );
        var owners = rowsOfPersons.OwnerColumns(db.Model);
        var needles = Needles(person).ToList();
        var traces = new List<ErasureTrace>();
        var columns = 0;
        await db.Database.OpenConnectionAsync(cancellationToken);
        foreach (var table in db.Model.GetRelationalModel().Tables.OrderBy(t => t.Name, StringComparer.Ordinal))
        {
            foreach (var column in table.Columns.Where(CanHoldText).OrderBy(c => c.Name, StringComparer.Ordinal))
            {
                columns++;
                foreach (var (what, value) in needles)
                {
                    var rows = await CountAsync(db.Database.GetDbConnection(), table.Name, column.Name, what, value, cancellationToken);
                    if (rows > 0)
                    {
                        var isOwner = owners.Contains((table.Name, column.Name));
                        traces.Add(new(table.Name, column.Name, what, rows, Kept(what, isOwner, nameIsShared)));
                    }
                }
            }
        }

        return new(columns, traces);
    }

    private static IEnumerable<(string What, string Value)> Needles(ErasedPerson person)
    {
        (string What, string? Value)[] all =
        [
            ("email", person.Email),
            ("name", person.Name),
            ("phone", person.Phone),
            ("id", person.UserId?.ToString("D", CultureInfo.InvariantCulture)),
        ];
        return all.Where(n => !string.IsNullOrWhiteSpace(n.Value)).Select(n => (n.What, n.Value!.Trim()));
    }

    private static bool CanHoldText(IColumn column) =>
        !s_noText.Any(t => column.StoreType.StartsWith(t, StringComparison.OrdinalIgnoreCase))
        || column.StoreType.EndsWith("[]", StringComparison.Ordinal);

    private static async Task<int> CountAsync(
        DbConnection connection,
        string table,
        string column,
        string what,
        string value,
        CancellationToken cancellationToken
    )
    {
        // SQL lowers the letters of its own alphabet only, so every way to write the value is looked for; JSON escapes some letters.
        var plain = new[] { value, value.ToLowerInvariant(), value.ToUpperInvariant() };
        var forms = plain.Concat(plain.Select(p => JsonSerializer.Serialize(p)[1..^1])).Distinct(StringComparer.Ordinal).ToList();
        await using var command = connection.CreateCommand();
        var text = $"CAST(\"{column}\" AS TEXT)";
        var conditions = new StringBuilder();
        for (var i = 0; i < forms.Count; i++)
        {
            conditions
                .Append(i == 0 ? "" : " OR ")
                .Append(CultureInfo.InvariantCulture, $"{text} LIKE @p{i} ESCAPE '~' OR LOWER({text}) LIKE LOWER(@p{i}) ESCAPE '~'");
            var parameter = command.CreateParameter();
            parameter.ParameterName = $"p{i}";
            parameter.Value = Pattern(forms[i], isWord: what == "name" && value.Length < 4);
            command.Parameters.Add(parameter);
        }

#pragma warning disable CA2100 // Names of tables and columns come from the model; every value is a parameter.
        command.CommandText = $"SELECT COUNT(*) FROM \"{table}\" WHERE {conditions}";
#pragma warning restore CA2100
        return Convert.ToInt32(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
    }

    /// <summary>A part of the text; the whole text for a name so short that it is in every second word.</summary>
    private static string Pattern(string value, bool isWord)
    {
        var escaped = value
            .Replace("~", "~~", StringComparison.Ordinal)
            .Replace("%", "~%", StringComparison.Ordinal)
            .Replace("_", "~_", StringComparison.Ordinal);
        return isWord ? escaped : $"%{escaped}%";
    }

    /// <summary>Why a find is none.</summary>
    private static string? Kept(string what, bool isOwner, bool nameIsShared) =>
        what switch
        {
            "id" when !isOwner => "A random id without an account behind it: it keeps records of what was done together and names nobody.",
            "name" when nameIsShared => "Another user, a role or an organisation bears the same name; look at these rows.",
            _ => null,
        };
}

/// <inheritdoc cref="IVerifyErasure"/>
internal sealed class VerifyErasure(ErasureSearch search, ICurrentUser user) : IVerifyErasure
{
    /// <inheritdoc/>
    public async Task<Result<ErasureReport>> ExecuteAsync(ErasedPerson person, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(person);
        if (!user.Has(Permissions.OperatePlatform))
        {
            return PrivacyFailures.Forbidden(Permissions.OperatePlatform);
        }

        return person is { Email: null, Name: null, Phone: null, UserId: null }
            ? new SimpleFailure("privacy.nothing_to_search", "Name an e-mail, a name, a phone number or an id to search for.")
            : await search.ExecuteAsync(person, cancellationToken);
    }
}
