using System.Linq.Expressions;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using OptiBid.Core.Data;

namespace OptiBid.Core.Identity.Privacy.Data;

/// <summary>Reads, deletes and renames rows of tables that are known by the model only.</summary>
internal static partial class ModelRows
{
    private const BindingFlags Private = BindingFlags.Static | BindingFlags.NonPublic;

    /// <summary>The rows of a person, secrets left out; none where a table belongs to no organisation and one is asked for.</summary>
    public static Task<List<object>> ReadAsync(
        OptiBidDbContext db,
        PersonalTable table,
        PersonalDataScope scope,
        CancellationToken token
    ) => Call<Task<List<object>>>(nameof(ReadRowsAsync), table, db, table, scope, token);

    /// <summary>Deletes the rows of a person.</summary>
    public static Task<int> DeleteAsync(OptiBidDbContext db, PersonalTable table, PersonalDataScope scope, CancellationToken token) =>
        Call<Task<int>>(nameof(DeleteRowsAsync), table, db, table, scope, token);

    /// <summary>Writes the pseudonym where the person's name stands, in organisations where the name is theirs.</summary>
    public static Task<int> RenameAsync(OptiBidDbContext db, PersonalTable table, PersonalDataScope scope, CancellationToken token) =>
        Call<Task<int>>(nameof(RenameRowsAsync), table, db, table, scope, token);

    /// <summary>Organisations in whose rows the person is.</summary>
    public static Task<List<Guid>> OrganisationsAsync(OptiBidDbContext db, PersonalTable table, Guid userId, CancellationToken token) =>
        Call<Task<List<Guid>>>(nameof(FindOrganisationsAsync), table, db, table, userId, token);

    private static async Task<List<object>> ReadRowsAsync<T>(
        OptiBidDbContext db,
        PersonalTable table,
        PersonalDataScope scope,
        CancellationToken token
    )
        where T : class
    {
        if (OfPerson<T>(table, scope) is not { } rows)
        {
            return [];
        }

        var shown = table.Type.GetProperties().Where(p => p.PropertyInfo is not null && !IsSecret(p)).ToList();
        var found = await db.Set<T>().AsNoTracking().Where(rows).ToListAsync(token);
        return [.. found.Select(r => shown.ToDictionary(p => p.Name, p => p.PropertyInfo!.GetValue(r), StringComparer.Ordinal))];
    }

    private static async Task<int> DeleteRowsAsync<T>(
        OptiBidDbContext db,
        PersonalTable table,
        PersonalDataScope scope,
        CancellationToken token
    )
        where T : class => OfPerson<T>(table, scope) is { } rows ? await db.Set<T>().Where(rows).ExecuteDeleteAsync(token) : 0;

    private static async Task<int> RenameRowsAsync<T>(
        OptiBidDbContext db,
        PersonalTable table,
        PersonalDataScope scope,
        CancellationToken token
    )
        where T : class
    {
        if (table.Organisation is null && scope.OrganisationId is not null)
        {
            return 0;
        }

        var (name, pseudonym) = (scope.Subject.Name, scope.Subject.Pseudonym);
        var organisations = scope.NameIsTheirsIn.ToList();
        var renamed = 0;
        foreach (var column in table.Names.Select(p => p.Name))
        {
            var rows = db.Set<T>().Where(r => EF.Property<string>(r, column) == name);
            if (table.Organisation is not null)
            {
                rows = rows.Where(r => organisations.Contains(EF.Property<Guid>(r, "OrganisationId")));
            }

            renamed += await rows.ExecuteUpdateAsync(s => s.SetProperty(r => EF.Property<string>(r, column), pseudonym), token);
        }

        return renamed;
    }

    private static async Task<List<Guid>> FindOrganisationsAsync<T>(
        OptiBidDbContext db,
        PersonalTable table,
        Guid userId,
        CancellationToken token
    )
        where T : class
    {
        if (table.Organisation is null || table.Owners.Count == 0)
        {
            return [];
        }

        var row = Expression.Parameter(typeof(T), "r");
        var body = table.Owners.Select(p => (Expression)Expression.Equal(Column(row, p), Expression.Constant(userId, p.ClrType)));
        return await db.Set<T>()
            .Where(Expression.Lambda<Func<T, bool>>(body.Aggregate(Expression.OrElse), row))
            .Select(r => EF.Property<Guid>(r, "OrganisationId"))
            .Distinct()
            .ToListAsync(token);
    }

    /// <summary>Which rows are the person's; null for none.</summary>
    private static Expression<Func<T, bool>>? OfPerson<T>(PersonalTable table, PersonalDataScope scope)
    {
        var row = Expression.Parameter(typeof(T), "r");
        var conditions = table
            .Owners.Select(p => (Expression)Expression.Equal(Column(row, p), Expression.Constant(scope.Subject.Id, p.ClrType)))
            .ToList();
        string?[] addresses = [scope.Subject.Email, scope.Subject.Phone];
        foreach (var address in addresses.Where(a => !string.IsNullOrWhiteSpace(a)))
        {
            var lower = Expression.Constant(address!.ToLowerInvariant());
            conditions.AddRange(
                table.Addresses.Select(p => Expression.Equal(Expression.Call(Column(row, p), nameof(string.ToLower), null), lower))
            );
        }

        if (conditions.Count == 0 || (scope.OrganisationId is not null && table.Organisation is null))
        {
            return null;
        }

        var body = conditions.Aggregate(Expression.OrElse);
        if (scope.OrganisationId is { } organisation)
        {
            var owner = table.Organisation!;
            body = Expression.AndAlso(Expression.Equal(Column(row, owner), Expression.Constant(organisation, owner.ClrType)), body);
        }

        return Expression.Lambda<Func<T, bool>>(body, row);
    }

    private static Expression Column(ParameterExpression row, IProperty property) =>
        Expression.Call(typeof(EF), nameof(EF.Property), [property.ClrType], row, Expression.Constant(property.Name));

    private static bool IsSecret(IProperty property) => property.ClrType == typeof(byte[]) || Secret().IsMatch(property.Name);

    private static TResult Call<TResult>(string method, PersonalTable table, params object[] arguments) =>
        (TResult)typeof(ModelRows).GetMethod(method, Private)!.MakeGenericMethod(table.Type.ClrType).Invoke(null, arguments)!;

    [GeneratedRegex("Secret|Hash|Token|Password|Stamp|Protected|CodeKey|^Value$", RegexOptions.None, 1000)]
    private static partial Regex Secret();
}
