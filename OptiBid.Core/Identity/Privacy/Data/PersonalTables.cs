using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace OptiBid.Core.Identity.Privacy.Data;

/// <summary>A table with columns that name people.</summary>
/// <param name="Type">The entity.</param>
/// <param name="Owners">Columns with the id of the person whose row it is.</param>
/// <param name="Addresses">Columns with the e-mail or phone of the person whose row it is.</param>
/// <param name="Names">Columns with the name of who did something.</param>
internal sealed record PersonalTable(
    IEntityType Type,
    IReadOnlyList<IProperty> Owners,
    IReadOnlyList<IProperty> Addresses,
    IReadOnlyList<IProperty> Names
)
{
    /// <summary>Its rows are a person's own: they go with the person.</summary>
    public bool IsOfPerson => Owners.Count + Addresses.Count > 0;

    /// <summary>The organisation's id, where rows belong to one.</summary>
    public IProperty? Organisation => Type.FindProperty("OrganisationId");
}

/// <summary>
/// Finds people in the model, so that a new table is covered the day it is written: a row with <c>UserId</c> or an address is the person's own, a text
/// column that ends in <c>By</c> or <c>ByName</c> holds a name.
/// </summary>
internal static class PersonalTables
{
    private static readonly HashSet<string> s_owners = new(StringComparer.Ordinal) { "UserId", "SubjectUserId" };
    private static readonly HashSet<string> s_addresses = new(StringComparer.Ordinal)
    {
        "Email",
        "EmailKey",
        "Recipient",
        "Phone",
        "PhoneNumber",
    };

    /// <summary>Every table that names people.</summary>
    public static IReadOnlyList<PersonalTable> Of(IModel model) =>
        [
            .. model
                .GetEntityTypes()
                .Where(t => t.GetTableName() is not null && !t.IsOwned())
                .Select(t => new PersonalTable(
                    t,
                    [.. t.GetProperties().Where(p => s_owners.Contains(p.Name) && IsId(p))],
                    [.. t.GetProperties().Where(p => s_addresses.Contains(p.Name) && p.ClrType == typeof(string))],
                    [.. t.GetProperties().Where(p => p.ClrType == typeof(string) && IsName(p.Name))]
                ))
                .Where(t => t.IsOfPerson || t.Names.Count > 0),
        ];

    /// <summary>Tables with rows of people that nobody else answers for, those that refer to others first.</summary>
    public static IReadOnlyList<PersonalTable> OfPersons(IModel model, IEnumerable<IPersonalData> contributions)
    {
        var claimed = contributions.SelectMany(c => c.Tables).ToHashSet(StringComparer.Ordinal);
        var left = Of(model).Where(t => t.IsOfPerson && !claimed.Contains(t.Type.GetTableName()!)).ToList();
        var ordered = new List<PersonalTable>(left.Count);
        while (left.Count > 0)
        {
            var free = left.Where(t =>
                    t.Type.GetReferencingForeignKeys()
                        .All(k => k.DeclaringEntityType == t.Type || !left.Exists(l => l.Type == k.DeclaringEntityType))
                )
                .ToList();
            if (free.Count == 0)
            {
                throw new InvalidOperationException(
                    $"Tables refer to each other in a circle: {string.Join(", ", left.Select(t => t.Type.Name))}"
                );
            }

            ordered.AddRange(free);
            left.RemoveAll(free.Contains);
        }

        return ordered;
    }

    private static bool IsId(IProperty property) => property.ClrType == typeof(Guid) || property.ClrType == typeof(Guid?);

    private static bool IsName(string property) =>
        property.EndsWith("By", StringComparison.Ordinal) || property.EndsWith("ByName", StringComparison.Ordinal);
}
