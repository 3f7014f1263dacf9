using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OptiBid.Core.Data.Tenancy;

namespace OptiBid.Core.Identity.Keys.Database;

/// <summary>A key of Data Protection as the database keeps it: its secret part is encrypted.</summary>
internal sealed class DataProtectionKey
{
    /// <summary>Id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Name that Data Protection gives it.</summary>
    public required string Name { get; init; }

    /// <summary>The element.</summary>
    public required string Xml { get; init; }

    /// <summary>When it was stored.</summary>
    public required DateTime CreatedAtUtc { get; init; }

    /// <summary>The table.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<DataProtectionKey>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<DataProtectionKey> builder)
        {
            builder.ToTable("data_protection_keys");
            builder.Property(k => k.Id).ValueGeneratedNever();
            builder.Property(k => k.Name).HasMaxLength(200);
        }
    }
}

/// <summary>The keys of every process over one database.</summary>
internal sealed class DatabaseXmlRepository(IPlatformContexts contexts, TimeProvider time) : IXmlRepository
{
    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var db = contexts.CreateDbContext();
        return
        [
            .. db.Set<DataProtectionKey>()
                .AsNoTracking()
                .OrderBy(k => k.Id)
                .Select(k => k.Xml)
                .AsEnumerable()
                .Select(x => XElement.Parse(x)),
        ];
    }

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName)
    {
        using var db = contexts.CreateDbContext();
        db.Add(
            new DataProtectionKey
            {
                Id = Guid.CreateVersion7(),
                Name = friendlyName,
                Xml = element.ToString(SaveOptions.DisableFormatting),
                CreatedAtUtc = time.GetUtcNow().UtcDateTime,
            }
        );
        db.SaveChanges();
    }
}
