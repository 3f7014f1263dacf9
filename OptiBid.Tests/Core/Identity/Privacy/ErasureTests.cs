using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Audit.Entries;
using OptiBid.Core.Audit.Verification;
using OptiBid.Core.Bidding.Lifecycle;
using OptiBid.Core.Forecasting.Runs;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Privacy;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.Users;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Core.Identity.Privacy;

/// <summary>Erasure on both databases: what goes, what stays, who may ask, and the search that checks it.</summary>
public sealed class ErasureTests(PostgresServer postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Sqlite")]
    [InlineData("Postgres")]
    [Trait("AttackCase", "51")]
    public async Task An_erased_person_is_in_no_table_any_more_and_the_audit_chain_still_verifies(string provider)
    {
        await using var desk = await OpenAsync(provider);
        var before = (await desk.AsSystemAsync((IVerifyErasure c) => c.ExecuteAsync(Traces(desk), Cancel))).Value;
        Assert.Equal(
            ["email", "name", "phone", "id"],
            before.Leftovers.Select(t => t.What).Distinct().OrderBy(w => Array.IndexOf(["email", "name", "phone", "id"], w))
        );

        var asked = (await desk.AsZoeAsync((IRequestErasure c) => c.OfMyselfAsync(PrivacyDesk.Email, Cancel))).Value;
        Assert.Equal((PrivacyRequestState.Waiting, TimeSpan.FromDays(45)), (asked.State, asked.DueAtUtc - asked.ReceivedAtUtc));
        desk.Time.Advance(TimeSpan.FromDays(6.9));
        Assert.Empty(await desk.AsSystemAsync((IEraseDue c) => c.ExecuteAsync(Cancel)));
        desk.Time.Advance(TimeSpan.FromDays(0.1));
        var done = Assert.Single(await desk.AsSystemAsync((IEraseDue c) => c.ExecuteAsync(Cancel)));
        Assert.True(done.State == PrivacyRequestState.Done, done.Outcome);
        Assert.Contains("nothing left", done.Outcome, StringComparison.Ordinal);

        var report = (await desk.AsSystemAsync((IVerifyErasure c) => c.ExecuteAsync(Traces(desk), Cancel))).Value;
        Assert.Empty(report.Leftovers);
        Assert.True(report.Columns > 60, $"{report.Columns} columns were searched");

        var pseudonym = $"Erased user {desk.Zoe.ToString("N")[^4..]}";
        await using var db = desk.Db();
        Assert.Equal([pseudonym], await desk.AssetAuthorsAsync());
        Assert.Equal(pseudonym, Assert.Single((await db.Set<Bid>().SingleAsync(Cancel)).Steps).By);
        Assert.Equal(pseudonym, (await db.Set<BacktestRun>().SingleAsync(Cancel)).StartedBy);
        var account = await db.Set<User>().SingleAsync(u => u.Id == desk.Zoe, Cancel);
        Assert.Equal((pseudonym, null, null), (account.DisplayName, account.Email, account.PasswordHash));
        Assert.Empty(await db.Set<Session>().Where(s => s.UserId == desk.Zoe).ToListAsync(Cancel));
        Assert.Empty(await db.Set<Membership>().Where(m => m.UserId == desk.Zoe).ToListAsync(Cancel));

        // The log: its rows are as they were, what was personal in them opens no more, and nothing is broken.
        await desk.SequenceAsync();
        var verified = await desk.AsBobAsync((IVerifyAudit c) => c.ExecuteAsync(cancellationToken: Cancel));
        Assert.True(verified.Value.IsValid);
        Assert.All(await db.Set<AuditSubjectKey>().Where(k => k.SubjectId == desk.Zoe).ToListAsync(Cancel), k => Assert.Null(k.Key));
        Assert.Contains(await db.Set<AuditEntry>().ToListAsync(Cancel), e => e.Action == "privacy.erased");

        // The address is free again.
        await desk.AddUserAsync(PrivacyDesk.Email, "Another Zoe", Roles.Viewer, DemoOrganisation.Id);
    }

    [Theory]
    [InlineData("Sqlite")]
    [InlineData("Postgres")]
    public async Task The_search_finds_what_was_left_in_any_column_case_and_spelling(string provider)
    {
        await using var desk = await OpenAsync(provider);
        await using (var db = desk.Db())
        {
            (await db.Set<Bid>().SingleAsync(Cancel)).Note = "ask ZOE+DESK@example.com";
            (await db.Set<Organisation>().SingleAsync(o => o.Id == PrivacyDesk.Other, Cancel)).StatusReason =
                "Zoë O'Hara called from +15551234567";
            await db.SaveChangesAsync(Cancel);
        }

        var done = await desk.EraseZoeAsync();
        Assert.Equal(PrivacyRequestState.DoneWithLeftovers, done.State);
        Assert.Contains("bidding_bids.Note (email, 1)", done.Outcome, StringComparison.Ordinal);
        Assert.Contains("organisations.StatusReason (name, 1)", done.Outcome, StringComparison.Ordinal);
        Assert.Contains("organisations.StatusReason (phone, 1)", done.Outcome, StringComparison.Ordinal);
        Assert.DoesNotContain(PrivacyDesk.Email, done.Outcome, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_erasure_is_confirmed_with_the_own_address_and_can_be_withdrawn_by_its_person_only()
    {
        await using var desk = await OpenAsync("Sqlite");
        var wrong = await desk.AsZoeAsync((IRequestErasure c) => c.OfMyselfAsync("bob@example.com", Cancel));
        Assert.Equal("privacy.not_confirmed", wrong.Failure?.Code);
        var asked = (await desk.AsZoeAsync((IRequestErasure c) => c.OfMyselfAsync(PrivacyDesk.Email.ToUpperInvariant(), Cancel))).Value;
        var twice = await desk.AsZoeAsync((IRequestErasure c) => c.OfMyselfAsync(PrivacyDesk.Email, Cancel));
        Assert.Equal("privacy.already_asked", twice.Failure?.Code);
        var byBob = await desk.AsBobAsync((IWithdrawErasure c) => c.ExecuteAsync(asked.Id, Cancel));
        Assert.Equal("privacy.unknown_request", byBob.Failure?.Code);
        var withdrawn = await desk.AsZoeAsync((IWithdrawErasure c) => c.ExecuteAsync(asked.Id, Cancel));
        Assert.Equal(PrivacyRequestState.Withdrawn, withdrawn.Value.State);
        desk.Time.Advance(TimeSpan.FromDays(50));
        Assert.Empty(await desk.AsSystemAsync((IEraseDue c) => c.ExecuteAsync(Cancel)));
        Assert.Contains(PrivacyDesk.Name, await desk.AssetAuthorsAsync());
    }

    [Fact]
    public async Task The_last_administrator_cannot_go_neither_when_asking_nor_when_it_is_done()
    {
        await using var desk = await OpenAsync("Sqlite");
        var bob = await desk.AsBobAsync((IRequestErasure c) => c.OfMyselfAsync("bob@example.com", Cancel));
        Assert.Equal("privacy.last_administrator", bob.Failure?.Code);

        var second = await desk.AddUserAsync("eve@example.com", "Eve", Roles.Administrator, DemoOrganisation.Id);
        Assert.True((await desk.AsBobAsync((IRequestErasure c) => c.OfMyselfAsync("bob@example.com", Cancel))).IsSuccess);
        await desk.LeaveAsync(second, DemoOrganisation.Id);
        desk.Time.Advance(TimeSpan.FromDays(8));
        var blocked = Assert.Single(await desk.AsSystemAsync((IEraseDue c) => c.ExecuteAsync(Cancel)));
        Assert.Equal((PrivacyRequestState.Blocked, false), (blocked.State, blocked.IsOverdue));
        desk.Time.Advance(TimeSpan.FromDays(38));
        var overdue = (await desk.AsBobAsync((IListPrivacyRequests c) => c.ExecuteAsync(Cancel))).Value;
        Assert.True(Assert.Single(overdue).IsOverdue);

        await desk.JoinAsync(second, Roles.Administrator, DemoOrganisation.Id);
        Assert.Equal(PrivacyRequestState.Done, Assert.Single(await desk.AsSystemAsync((IEraseDue c) => c.ExecuteAsync(Cancel))).State);
    }

    [Fact]
    public async Task An_organisation_erases_its_former_members_only()
    {
        await using var desk = await OpenAsync("Sqlite");
        var eve = await desk.AddUserAsync("eve@example.com", "Eve", Roles.Administrator, PrivacyDesk.Other);
        Task<OptiBid.Core.Common.Result<PrivacyRequestView>> AsEveAsync() =>
            desk.AsAsync(
                eve,
                "Eve",
                PrivacyDesk.Other,
                Permissions.OfOrganisation,
                (IRequestErasure c) => c.OfFormerMemberAsync(desk.Zoe, "left", Cancel)
            );

        Assert.Equal("privacy.unknown_person", (await AsEveAsync()).Failure?.Code);
        var member = await desk.AsBobAsync((IRequestErasure c) => c.OfFormerMemberAsync(desk.Zoe, "left", Cancel));
        Assert.Equal("privacy.still_member", member.Failure?.Code);
        var trader = await desk.AsAsync(
            desk.Bob,
            "Bob",
            DemoOrganisation.Id,
            Roles.PermissionsOf(Roles.Trader),
            (IRequestErasure c) => c.OfFormerMemberAsync(desk.Zoe, "left", Cancel)
        );
        Assert.Equal("privacy.forbidden", trader.Failure?.Code);

        await desk.LeaveAsync(desk.Zoe, DemoOrganisation.Id);
        Assert.Equal("privacy.unknown_person", (await AsEveAsync()).Failure?.Code);
        var former = (await desk.AsBobAsync((IListFormerMembers c) => c.ExecuteAsync(Cancel))).Value;
        Assert.Equal([desk.Zoe], former.Select(f => f.UserId));
        Assert.True((await desk.AsBobAsync((IRequestErasure c) => c.OfFormerMemberAsync(desk.Zoe, "left", Cancel))).IsSuccess);
        desk.Time.Advance(TimeSpan.FromDays(7));
        Assert.Equal(PrivacyRequestState.Done, Assert.Single(await desk.AsSystemAsync((IEraseDue c) => c.ExecuteAsync(Cancel))).State);
        Assert.Empty((await desk.AsBobAsync((IListFormerMembers c) => c.ExecuteAsync(Cancel))).Value);
    }

    [Fact]
    public async Task An_account_that_another_organisation_uses_stays_and_so_do_the_rows_there()
    {
        await using var desk = await OpenAsync("Sqlite");
        await desk.JoinAsync(desk.Zoe, Roles.Trader, PrivacyDesk.Other);
        await desk.AddAssetAsync(PrivacyDesk.Other, "elsewhere", PrivacyDesk.Name);
        await desk.LeaveAsync(desk.Zoe, DemoOrganisation.Id);
        Assert.True((await desk.AsBobAsync((IRequestErasure c) => c.OfFormerMemberAsync(desk.Zoe, "left", Cancel))).IsSuccess);
        desk.Time.Advance(TimeSpan.FromDays(7));
        var done = Assert.Single(await desk.AsSystemAsync((IEraseDue c) => c.ExecuteAsync(Cancel)));
        Assert.Contains("account kept", done.Outcome, StringComparison.Ordinal);
        Assert.Equal(
            [$"Erased user {desk.Zoe.ToString("N")[^4..]}", PrivacyDesk.Name],
            (await desk.AssetAuthorsAsync()).OrderBy(a => a, StringComparer.Ordinal)
        );
        await using var db = desk.Db();
        Assert.Equal(PrivacyDesk.Email, (await db.Set<User>().SingleAsync(u => u.Id == desk.Zoe, Cancel)).Email);
    }

    [Fact]
    public async Task A_colleague_of_the_same_name_keeps_it_and_the_report_says_so()
    {
        await using var desk = await OpenAsync("Sqlite");
        await desk.AddUserAsync("zoe2@example.com", PrivacyDesk.Name, Roles.Trader, DemoOrganisation.Id);
        var done = await desk.EraseZoeAsync();
        Assert.Equal(PrivacyRequestState.Done, done.State);
        Assert.Equal([PrivacyDesk.Name], await desk.AssetAuthorsAsync());
        var report = (await desk.AsSystemAsync((IVerifyErasure c) => c.ExecuteAsync(Traces(desk), Cancel))).Value;
        Assert.Contains(report.Traces, t => t is { Table: "portfolio_assets", What: "name", KeptBecause: not null });
    }

    [Fact]
    public async Task Only_the_operators_of_the_platform_search_every_organisation()
    {
        await using var desk = await OpenAsync("Sqlite");
        var refused = await desk.AsBobAsync((IVerifyErasure c) => c.ExecuteAsync(Traces(desk), Cancel));
        Assert.Equal("privacy.forbidden", refused.Failure?.Code);
    }

    private static ErasedPerson Traces(PrivacyDesk desk) => new(desk.Zoe, PrivacyDesk.Email, PrivacyDesk.Name, PrivacyDesk.Phone);

    private async Task<PrivacyDesk> OpenAsync(string provider) =>
        await PrivacyDesk.OpenAsync(provider == "Postgres" ? await postgres.CreateDatabaseAsync() : null);
}
