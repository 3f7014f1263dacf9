using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Audit.Checkpoints;
using OptiBid.Core.Audit.Entries;
using OptiBid.Core.Audit.Explorer;
using OptiBid.Core.Audit.Verification;
using OptiBid.Core.Data;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Core.Audit;

/// <summary>What the owner of the tables may try, on each database: the verifier names the row.</summary>
public abstract class TamperContract
{
    private const int Rows = 35;

    private protected abstract Task<AuditDesk> CreateAsync();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_untouched_log_is_valid()
    {
        await using var desk = await FilledAsync();
        var outcome = await desk.VerifyAsync();
        Assert.Equal(("valid", Rows, 4), (outcome.Status, outcome.Rows, outcome.Checkpoints));
        Assert.Equal(2, outcome.Keys.Count);
    }

    [Theory]
    [InlineData("UPDATE audit_entries SET \"Reason\" = 'other' WHERE \"TreeIndex\" = 3")]
    [InlineData("UPDATE audit_entries SET \"TreeIndex\" = 99 WHERE \"TreeIndex\" = 3")]
    [InlineData("DELETE FROM audit_entries WHERE \"TreeIndex\" = 3")]
    [InlineData("UPDATE audit_checkpoints SET \"Size\" = 1 WHERE \"Number\" = 1")]
    [InlineData("DELETE FROM audit_checkpoints")]
    public async Task The_database_itself_refuses_a_change(string statement)
    {
        await using var desk = await FilledAsync();
        await using var db = desk.Db();
        var fault = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => db.Database.ExecuteSqlRawAsync(statement, Token));
        Assert.Contains("append-only", fault.Message, StringComparison.Ordinal);
        Assert.True((await desk.VerifyAsync()).IsValid);
    }

    [Fact]
    [Trait("AttackCase", "49")]
    public async Task An_edited_row_is_named()
    {
        await using var desk = await FilledAsync();
        await desk.AsOwnerAsync("UPDATE audit_entries SET \"Reason\" = 'other' WHERE \"TreeIndex\" = 12");
        await AssertNamedAsync(desk, 12, AuditProblemKinds.Edited);
    }

    [Fact]
    [Trait("AttackCase", "49")]
    public async Task An_edited_row_whose_hash_was_made_anew_is_named()
    {
        await using var desk = await FilledAsync();
        await desk.AsOwnerAsync("UPDATE audit_entries SET \"Action\" = 'test.nothing' WHERE \"TreeIndex\" = 12");
        await desk.RehashAsync(12);
        await AssertNamedAsync(desk, 12, AuditProblemKinds.Edited);
    }

    [Fact]
    [Trait("AttackCase", "49")]
    public async Task A_row_whose_organisation_was_changed_is_named()
    {
        await using var desk = await FilledAsync();
        await using (var db = desk.Db())
        {
            await desk.AsOwnerAsync();
            await db.Set<AuditEntry>()
                .Where(e => e.TreeIndex == 2)
                .ExecuteUpdateAsync(s => s.SetProperty(e => e.OrganisationId, AuditDesk.OtherOrganisation), Token);
        }

        await AssertNamedAsync(desk, 2, AuditProblemKinds.Edited);
    }

    [Fact]
    [Trait("AttackCase", "49")]
    public async Task A_deleted_row_is_named()
    {
        await using var desk = await FilledAsync();
        await desk.AsOwnerAsync("DELETE FROM audit_entries WHERE \"TreeIndex\" = 7");
        await AssertNamedAsync(desk, 7, AuditProblemKinds.Missing);
    }

    [Fact]
    [Trait("AttackCase", "49")]
    public async Task A_deleted_row_whose_gap_was_closed_is_named_and_no_other()
    {
        await using var desk = await FilledAsync();
        await desk.AsOwnerAsync(
            "DELETE FROM audit_entries WHERE \"TreeIndex\" = 7",
            "UPDATE audit_entries SET \"TreeIndex\" = \"TreeIndex\" - 1 WHERE \"TreeIndex\" > 7"
        );
        await AssertNamedAsync(desk, 7, AuditProblemKinds.Missing);
    }

    [Fact]
    [Trait("AttackCase", "49")]
    public async Task Two_rows_that_changed_places_are_named()
    {
        await using var desk = await FilledAsync();
        await desk.AsOwnerAsync("UPDATE audit_entries SET \"TreeIndex\" = 25 - \"TreeIndex\" WHERE \"TreeIndex\" IN (5, 20)");
        var problems = (await desk.VerifyAsync()).Problems;
        Assert.Equal([(5L, AuditProblemKinds.Reordered), (20L, AuditProblemKinds.Reordered)], problems.Select(p => (p.Row ?? -1, p.Kind)));
    }

    [Fact]
    [Trait("AttackCase", "49")]
    public async Task A_cut_tail_is_named_by_the_checkpoints_of_the_database()
    {
        await using var desk = await FilledAsync();
        await desk.AsOwnerAsync("DELETE FROM audit_entries WHERE \"TreeIndex\" >= 28");
        await AssertNamedAsync(desk, 28, AuditProblemKinds.Truncated);
    }

    [Fact]
    [Trait("AttackCase", "49")]
    public async Task A_cut_tail_without_its_checkpoints_is_named_by_the_second_place()
    {
        await using var desk = await FilledAsync();
        await desk.AsOwnerAsync(
            "DELETE FROM audit_entries WHERE \"TreeIndex\" >= 20",
            "DELETE FROM audit_checkpoints WHERE \"Number\" > 2"
        );
        var problems = (await desk.VerifyAsync()).Problems;
        Assert.Contains(problems, p => p is { Row: 20, Kind: AuditProblemKinds.Truncated });
        Assert.Contains(problems, p => p is { Row: 20, Kind: AuditProblemKinds.BadCheckpoint });
    }

    [Fact]
    [Trait("AttackCase", "49")]
    public async Task An_emptied_log_is_named_by_the_second_place()
    {
        await using var desk = await FilledAsync();
        await desk.AsOwnerAsync("DELETE FROM audit_entries", "DELETE FROM audit_checkpoints", "DELETE FROM audit_nodes");
        Assert.Contains((await desk.VerifyAsync()).Problems, p => p is { Row: 0, Kind: AuditProblemKinds.Truncated });
    }

    [Fact]
    [Trait("AttackCase", "49")]
    public async Task A_row_put_at_the_end_is_named_and_gets_no_place_of_the_sequencer()
    {
        await using var desk = await FilledAsync();
        var forged = await ForgeAsync(desk, null);
        Assert.Equal(0, await desk.Sequencer.RunAsync(Token));
        var problem = Assert.Single((await desk.VerifyAsync()).Problems);
        Assert.Equal((AuditProblemKinds.Inserted, forged), (problem.Kind, problem.EntryId));
        // It does not stand in the way of ours.
        await desk.Trail.RecordAsync(new("test.after", "thing"), Token);
        Assert.Equal(1, await desk.Sequencer.RunAsync(Token));
    }

    [Fact]
    [Trait("AttackCase", "49")]
    public async Task A_row_put_into_the_middle_is_named_and_no_other()
    {
        await using var desk = await FilledAsync();
        await desk.AsOwnerAsync("UPDATE audit_entries SET \"TreeIndex\" = \"TreeIndex\" + 1 WHERE \"TreeIndex\" >= 9");
        await ForgeAsync(desk, 9);
        await AssertNamedAsync(desk, 9, AuditProblemKinds.Inserted);
    }

    [Fact]
    [Trait("AttackCase", "49")]
    public async Task A_row_put_behind_the_last_checkpoint_is_named()
    {
        await using var desk = await FilledAsync();
        await desk.AsOwnerAsync();
        await ForgeAsync(desk, Rows);
        await AssertNamedAsync(desk, Rows, AuditProblemKinds.Inserted);
    }

    [Fact]
    [Trait("AttackCase", "49")]
    public async Task An_organisation_whose_rows_are_all_gone_is_named()
    {
        await using var desk = await FilledAsync();
        await using (var db = desk.Db())
        {
            await desk.AsOwnerAsync();
            await db.Set<AuditEntry>().Where(e => e.OrganisationId == AuditDesk.OtherOrganisation).ExecuteDeleteAsync(Token);
        }

        var problems = (await desk.VerifyAsync()).Problems;
        var missing = Assert.Single(problems, p => p.Kind == AuditProblemKinds.OrganisationMissing);
        Assert.Contains(AuditDesk.OtherOrganisation.ToString(), missing.Detail.ToString(), StringComparison.Ordinal);
        Assert.Equal(3, problems[0].Row);
    }

    [Fact]
    public async Task A_checkpoint_with_one_signature_or_a_changed_one_is_bad()
    {
        await using var desk = await FilledAsync();
        await desk.AsOwnerAsync("UPDATE audit_checkpoints SET \"Signatures\" = '[]' WHERE \"Number\" = 2");
        await AssertNamedAsync(desk, 10, AuditProblemKinds.BadSignature);
        await desk.AsOwnerAsync(
            "UPDATE audit_checkpoints SET \"Statement\" = REPLACE(\"Statement\", '\"first\":10', '\"first\":11') WHERE \"Number\" = 2"
        );
        Assert.Equal(
            (10L, AuditProblemKinds.BadSignature),
            ((await desk.VerifyAsync()).Problems[0].Row, (await desk.VerifyAsync()).Problems[0].Kind)
        );
    }

    [Fact]
    public async Task A_second_place_that_was_changed_or_is_gone_is_named()
    {
        await using var desk = await FilledAsync();
        var lines = await File.ReadAllLinesAsync(desk.SecondPlaceFile, Token);
        Assert.Equal(4, lines.Length);
        await File.WriteAllLinesAsync(desk.SecondPlaceFile, [lines[0], lines[2], lines[3]], Token);
        await AssertNamedAsync(desk, 10, AuditProblemKinds.SecondPlaceDiffers);
        File.Delete(desk.SecondPlaceFile);
        await AssertNamedAsync(desk, 0, AuditProblemKinds.SecondPlaceDiffers);
    }

    [Fact]
    public async Task Two_sequencers_at_once_give_each_row_one_place()
    {
        await using var desk = await CreateAsync();
        var other = new Sequencer(
            desk.Get<OptiBid.Core.Data.Tenancy.IPlatformContexts>(),
            desk.Get<OptiBid.Core.Cryptography.Signatures.IDocumentSigner>(),
            desk.Get<OptiBid.Core.Cryptography.Keys.IKeyVault>(),
            new SecondPlace(
                Microsoft.Extensions.Options.Options.Create(
                    new OptiBid.Core.Audit.AuditOptions { SecondPlace = Path.Combine(desk.Folder, "other.jsonl") }
                )
            ),
            new OptiBid.Core.Audit.WriteTurn(),
            TimeProvider.System
        );
        for (var round = 0; round < 10; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 20).Select(i => desk.Trail.RecordAsync(new($"test.{round}.{i}", "thing"), Token)));
            var placed = await Task.WhenAll(desk.Sequencer.RunAsync(Token), other.RunAsync(Token));
            Assert.Equal(20, placed.Sum());
        }

        await desk.Sequencer.RunAsync(Token);
        var outcome = await desk.VerifyAsync();
        Assert.True(outcome.IsValid, string.Join("; ", outcome.Problems));
        Assert.Equal(200, outcome.Rows);
        other.Dispose();
    }

    [Fact]
    public async Task A_proof_of_every_row_of_a_tree_of_several_tiles_verifies()
    {
        await using var desk = await CreateAsync();
        const int Many = 600;
        await Task.WhenAll(Enumerable.Range(0, Many).Select(i => desk.Trail.RecordAsync(new($"test.{i}", "thing"), Token)));
        await desk.Sequencer.RunAsync(Token);
        await using var db = desk.Db();
        Assert.Equal(2, await db.Set<AuditNode>().CountAsync(Token));
        foreach (var index in new long[] { 0, 1, 255, 256, 511, 512, Many - 1 })
        {
            var id = await db.Set<AuditEntry>().Where(e => e.TreeIndex == index).Select(e => e.Id).SingleAsync(Token);
            var proof = (await desk.Get<IProveAuditEntry>().ExecuteAsync(id, Token)).Value;
            Assert.Equal((true, true, (long?)Many, null), (proof.IsUnchanged, proof.IsInTree, proof.Size, proof.SignatureProblem));
        }
    }

    [Fact]
    [Trait("AttackCase", "51")]
    public async Task Erasure_takes_the_person_out_and_the_log_still_verifies()
    {
        await using var desk = await CreateAsync();
        var person = Guid.CreateVersion7();
        await desk.Trail.RecordAsync(
            new("users.invited", "user", person.ToString(), After: new { Email = "ada@example.com", Role = "Trader" })
            {
                SubjectUserId = person,
            },
            Token
        );
        await desk.Sequencer.RunAsync(Token);
        Assert.Contains("ada@example.com", (await desk.RowAsync("users.invited")).After, StringComparison.Ordinal);

        var erased = await desk.Get<IEraseAuditSubject>().ExecuteAsync(person, "request 17", Token);
        Assert.Equal(1, erased.Value);
        await desk.Trail.RecordAsync(new("users.removed", "user", person.ToString(), Before: new { Email = "ada@example.com" }), Token);
        await desk.Sequencer.RunAsync(Token);

        var row = await desk.RowAsync("users.invited");
        Assert.Equal("""{"email":"[erased]","role":"Trader"}""", row.After);
        Assert.Equal("""{"email":"[erased]"}""", (await desk.RowAsync("users.removed")).Before);
        Assert.True((await desk.VerifyAsync()).IsValid);
        var proof = (await desk.Get<IProveAuditEntry>().ExecuteAsync(row.Id, Token)).Value;
        Assert.True(proof is { IsUnchanged: true, IsInTree: true });
        await using var db = desk.Db();
        Assert.DoesNotContain(
            await db.Set<AuditEntry>().ToListAsync(Token),
            e => EntryRecord.TextOf(e).Contains("ada@", StringComparison.Ordinal)
        );
        Assert.All(await db.Set<AuditSubjectKey>().Where(k => k.SubjectId == person).ToListAsync(Token), k => Assert.Null(k.Key));
    }

    [Fact]
    [Trait("AttackCase", "50")]
    public async Task A_change_whose_audit_row_cannot_be_written_is_not_made()
    {
        await using var desk = await CreateAsync();
        await using (var owner = desk.Db())
        {
            string[] refusal = owner.Database.IsSqlite()
                ? ["CREATE TRIGGER broken BEFORE INSERT ON audit_entries BEGIN SELECT RAISE(ABORT, 'disk full'); END"]
                :
                [
                    "CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'disk full'; END $$",
                    "CREATE TRIGGER broken BEFORE INSERT ON audit_entries FOR EACH ROW EXECUTE FUNCTION broken()",
                ];
            foreach (var statement in refusal)
            {
                await owner.Database.ExecuteSqlRawAsync(statement, Token);
            }
        }

        await using var db = desk.Db();
        db.Add(new OptiBid.Core.Audit.Siem.AuditCursor { Sink = "the change" });
        desk.Trail.Append(db, new AuditEvent("test.changed", "thing"));
        await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync(Token));
        await Assert.ThrowsAsync<DbUpdateException>(() => desk.Trail.RecordAsync(new("test.seen", "thing"), Token));
        await using var fresh = desk.Db();
        Assert.False(await fresh.Set<OptiBid.Core.Audit.Siem.AuditCursor>().AnyAsync(Token));
    }

    private async Task<AuditDesk> FilledAsync()
    {
        var desk = await CreateAsync();
        await desk.FillAsync(Rows);
        return desk;
    }

    private static async Task AssertNamedAsync(AuditDesk desk, long row, string kind)
    {
        var outcome = await desk.VerifyAsync();
        Assert.Equal([(row, kind)], outcome.Problems.Select(p => (p.Row ?? -1, p.Kind)));
        Assert.Equal("broken", outcome.Status);
    }

    /// <summary>A row with a good hash, but without our seal.</summary>
    private static async Task<Guid> ForgeAsync(AuditDesk desk, long? index)
    {
        await using var db = desk.Db();
        var like = await db.Set<AuditEntry>().AsNoTracking().FirstAsync(e => e.TreeIndex == 0, Token);
        var forged = new AuditEntry
        {
            Id = Guid.CreateVersion7(),
            OrganisationId = like.OrganisationId,
            AtUtc = like.AtUtc,
            ActorId = like.ActorId,
            Actor = like.Actor,
            Action = "bids.approved",
            ObjectType = "bid",
            Succeeded = true,
            Seal = new byte[32],
            TreeIndex = index,
        };
        forged.LeafHash = EntryRecord.LeafOf(forged);
        db.Add(forged);
        await db.SaveChangesAsync(Token);
        return forged.Id;
    }
}

/// <summary>Finds rows in tests.</summary>
internal static class AuditDeskRows
{
    public static async Task<AuditRow> RowAsync(this AuditDesk desk, string action) =>
        (await desk.Get<IListAudit>().ExecuteAsync(new(Action: action), cancellationToken: AuditDesk.Token)).Value.Items.Single();
}

/// <summary>The log on SQLite.</summary>
public sealed class SqliteTamperTests : TamperContract
{
    private protected override Task<AuditDesk> CreateAsync() => AuditDesk.OnSqliteAsync();
}

/// <summary>The log on PostgreSQL.</summary>
public sealed class PostgresTamperTests(PostgresServer postgres) : TamperContract
{
    private protected override async Task<AuditDesk> CreateAsync() => await AuditDesk.OnPostgresAsync(await postgres.CreateDatabaseAsync());

    [Fact]
    [Trait("AttackCase", "49")]
    public async Task The_table_cannot_be_truncated()
    {
        await using var desk = await CreateAsync();
        await using var db = desk.Db();
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() =>
            db.Database.ExecuteSqlRawAsync("TRUNCATE audit_entries", TestContext.Current.CancellationToken)
        );
    }
}
