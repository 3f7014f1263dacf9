using System.Globalization;
using System.Text.Json;
using CsCheck;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Audit.Entries;
using OptiBid.Core.Audit.Explorer;
using OptiBid.Core.Common;
using OptiBid.Tests.Core.Portfolios;

namespace OptiBid.Tests.Core.Audit;

/// <summary>How rows are written and read.</summary>
public sealed class RowTests
{
    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(1.0, "1")]
    [InlineData(-12.5, "-12.5")]
    [InlineData(1e20, "100000000000000000000")]
    [InlineData(1e21, "1e+21")]
    [InlineData(333333333.33333329, "333333333.3333333")]
    [InlineData(1e-6, "0.000001")]
    [InlineData(1e-7, "1e-7")]
    [InlineData(4.5, "4.5")]
    [InlineData(2e-3, "0.002")]
    [InlineData(1e-27, "1e-27")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(1.7976931348623157e308, "1.7976931348623157e+308")]
    [InlineData(9007199254740991, "9007199254740991")]
    public void Numbers_are_written_as_RFC_8785_says(double number, string expected) =>
        Assert.Equal(expected, CanonicalJson.Number(number));

    [Fact]
    public void Every_number_reads_back_the_same() =>
        Gen
            .Double.Where(double.IsFinite)
            .Sample(d => double.Parse(CanonicalJson.Number(d), CultureInfo.InvariantCulture).Equals(d == 0 ? 0.0 : d), iter: 20_000);

    [Fact]
    public void Keys_are_sorted_and_control_characters_escaped()
    {
        var value = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["b"] = 1.50m,
            ["a"] = "€\u0007\n\"",
            ["B"] = null,
            ["long"] = 12345678901234567890.123m,
        };
        Assert.Equal("{\"B\":null,\"a\":\"€\\u0007\\n\\\"\",\"b\":1.5,\"long\":\"12345678901234567890.123\"}", CanonicalJson.Of(value));
    }

    [Fact]
    public async Task The_record_of_a_row_is_the_same_after_the_database_and_is_JSON()
    {
        await using var desk = await AuditDesk.OnSqliteAsync();
        await Gen.String[0, 60]
            .SampleAsync(
                async text =>
                {
                    await using var db = desk.Db();
                    var actor = new AuditActor(Guid.CreateVersion7(), Guid.CreateVersion7(), text, null, text);
                    var entry = desk.Get<EntryFactory>()
                        .Create(db, actor, new($"test.{text}", text, text, new { Name = text, Email = text }, new[] { text }, text));
                    db.Add(entry);
                    await db.SaveChangesAsync();
                    await using var fresh = desk.Db();
                    var read = await fresh.Set<AuditEntry>().AsNoTracking().SingleAsync(e => e.Id == entry.Id);
                    Assert.Equal(EntryRecord.TextOf(entry), EntryRecord.TextOf(read));
                    Assert.Equal(entry.LeafHash, EntryRecord.LeafOf(read));
                    using var document = JsonDocument.Parse(EntryRecord.TextOf(read));
                    Assert.Equal(EntryRecord.TextOf(read), CanonicalJson.Of(document.RootElement));
                },
                iter: 100,
                threads: 1
            );
    }

    [Fact]
    public async Task Personal_values_are_never_in_clear_in_the_database()
    {
        await using var desk = await AuditDesk.OnSqliteAsync();
        await desk.Trail.RecordAsync(
            new("users.invited", "user", null, After: new { Email = "ada@example.com", DisplayName = "Ada L." }),
            AuditDesk.Token
        );
        await using var db = desk.Db();
        var text = EntryRecord.TextOf(await db.Set<AuditEntry>().SingleAsync(AuditDesk.Token));
        Assert.DoesNotContain("ada", text, StringComparison.OrdinalIgnoreCase);
        var row = await desk.RowAsync("users.invited");
        Assert.Equal(("Ada", """{"displayName":"Ada L.","email":"ada@example.com"}"""), (row.Actor, row.After));
    }

    [Fact]
    public async Task An_encrypted_value_cannot_be_moved_to_another_row()
    {
        await using var desk = await AuditDesk.OnSqliteAsync();
        await desk.FillAsync(1);
        await using var db = desk.Db();
        var entry = await db.Set<AuditEntry>().SingleAsync(AuditDesk.Token);
        Assert.Equal("Ada", PersonalText.Decrypt(desk.Get<SubjectKeys>(), entry.Id, entry.Actor));
        Assert.Equal(PersonalText.Erased, PersonalText.Decrypt(desk.Get<SubjectKeys>(), Guid.CreateVersion7(), entry.Actor));
    }

    [Fact]
    public async Task Pages_show_every_row_once_also_where_times_are_equal()
    {
        await using var desk = await AuditDesk.OnSqliteAsync();
        await Task.WhenAll(Enumerable.Range(0, 41).Select(i => desk.Trail.RecordAsync(new($"test.{i}", "thing"), AuditDesk.Token)));
        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = (await desk.Get<IListAudit>().ExecuteAsync(new(), cursor, 7, AuditDesk.Token)).Value;
            seen.AddRange(page.Items.Select(r => r.Id));
            cursor = page.NextCursor;
        } while (cursor is not null);

        Assert.Equal((41, 41), (seen.Count, seen.Distinct().Count()));
        Assert.Equal("audit.cursor", (await desk.Get<IListAudit>().ExecuteAsync(new(), "x", 7, AuditDesk.Token)).Failure!.Code);
    }

    [Fact]
    public async Task Filters_narrow_the_list_and_facets_tell_what_there_is()
    {
        await using var desk = await AuditDesk.OnSqliteAsync();
        await desk.FillAsync(12);
        await desk.Trail.RecordAsync(new("bids.submitted", "bid", "b1", Reason: "Gate closes") { Succeeded = false }, AuditDesk.Token);
        var list = desk.Get<IListAudit>();
        Assert.Equal(1, await CountAsync(new(Action: "bids.")));
        Assert.Equal(1, await CountAsync(new(Succeeded: false)));
        Assert.Equal(1, await CountAsync(new(Text: "gate CLOSES")));
        Assert.Equal(1, await CountAsync(new(ObjectType: "bid", ObjectId: "b1")));
        Assert.Equal(10, await CountAsync(new(ActorId: new FakeUser().UserId)));
        Assert.Equal(0, await CountAsync(new(FromUtc: TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1))));
        var facets = (await desk.Get<IReadAuditFacets>().ExecuteAsync(AuditDesk.Token)).Value;
        Assert.Equal(("Ada", 10, 2), (Assert.Single(facets.Actors).Name, facets.Actions.Count, facets.ObjectTypes.Count));

        async Task<int> CountAsync(AuditFilter filter) =>
            (await list.ExecuteAsync(filter, limit: 100, cancellationToken: AuditDesk.Token)).Value.Items.Count;
    }

    [Fact]
    [Trait("AttackCase", "1")]
    public async Task Rows_of_another_organisation_are_neither_listed_nor_proven()
    {
        await using var desk = await AuditDesk.OnSqliteAsync();
        await desk.FillAsync(8);
        await using var db = desk.Db();
        var foreign = await db.Set<AuditEntry>().FirstAsync(e => e.OrganisationId == AuditDesk.OtherOrganisation, AuditDesk.Token);
        var listed = (await desk.Get<IListAudit>().ExecuteAsync(new(), cancellationToken: AuditDesk.Token)).Value.Items;
        Assert.Equal(6, listed.Count);
        var proof = await desk.Get<IProveAuditEntry>().ExecuteAsync(foreign.Id, AuditDesk.Token);
        Assert.Equal(FailureKind.NotFound, proof.Failure!.Kind);
    }

    [Fact]
    public async Task A_long_value_is_named_by_its_hash()
    {
        await using var desk = await AuditDesk.OnSqliteAsync();
        await desk.Trail.RecordAsync(new("test.long", "thing", After: new { Text = new string('x', 100_000) }), AuditDesk.Token);
        Assert.StartsWith("{\"bytes\":100011,\"sha256\":", (await desk.RowAsync("test.long")).After, StringComparison.Ordinal);
    }
}
