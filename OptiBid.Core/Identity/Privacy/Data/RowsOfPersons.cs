using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using OptiBid.Core.Data;

namespace OptiBid.Core.Identity.Privacy.Data;

/// <summary>What the model tells about people, over all tables: rows of their own, and their name in rows of others.</summary>
/// <param name="contributions">The parts that answer for their tables themselves.</param>
internal sealed class RowsOfPersons(IEnumerable<IPersonalData> contributions)
{
    /// <summary>The rows of a person by table.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<object>>> ExportAsync(
        OptiBidDbContext db,
        PersonalDataScope scope,
        CancellationToken cancellationToken
    )
    {
        var files = new SortedDictionary<string, IReadOnlyList<object>>(StringComparer.Ordinal);
        foreach (var table in PersonalTables.OfPersons(db.Model, contributions))
        {
            var rows = await ModelRows.ReadAsync(db, table, scope, cancellationToken);
            if (rows.Count > 0)
            {
                files[TableOf(table)] = rows;
            }
        }

        return files;
    }

    /// <summary>Deletes the rows of a person and replaces their name; rows by table.</summary>
    public async Task<SortedDictionary<string, int>> EraseAsync(
        OptiBidDbContext db,
        PersonalDataScope scope,
        CancellationToken cancellationToken
    )
    {
        var done = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var table in PersonalTables.OfPersons(db.Model, contributions))
        {
            done[TableOf(table)] = await ModelRows.DeleteAsync(db, table, scope, cancellationToken);
        }

        foreach (var table in PersonalTables.Of(db.Model).Where(t => t.Names.Count > 0))
        {
            var renamed = await ModelRows.RenameAsync(db, table, scope, cancellationToken);
            done[TableOf(table)] = done.GetValueOrDefault(TableOf(table)) + renamed;
        }

        return done;
    }

    /// <summary>Organisations that know the person.</summary>
    public async Task<IReadOnlySet<Guid>> SearchAsync(OptiBidDbContext db, Guid userId, CancellationToken cancellationToken)
    {
        var known = new HashSet<Guid>();
        foreach (var table in PersonalTables.Of(db.Model))
        {
            known.UnionWith(await ModelRows.OrganisationsAsync(db, table, userId, cancellationToken));
        }

        foreach (var contribution in contributions)
        {
            known.UnionWith(await contribution.SearchAsync(db, userId, cancellationToken));
        }

        return known;
    }

    /// <summary>Columns with the id of a person whose row is gone after an erasure.</summary>
    public IReadOnlySet<(string Table, string Column)> OwnerColumns(IModel model) =>
        PersonalTables.OfPersons(model, contributions).SelectMany(t => t.Owners.Select(p => (TableOf(t), p.GetColumnName()))).ToHashSet();

    private static string TableOf(PersonalTable table) => table.Type.GetTableName()!;
}
