using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OptiBid.Core.Hosting;
using OptiBid.Core.Identity;
using OptiBid.Core.Notifications.Inbox;
using OptiBid.Tests.Core.Portfolios;

namespace OptiBid.Tests.Core.Notifications;

/// <summary>Notifications over a real SQLite database.</summary>
public sealed class InboxTests : IDisposable
{
    private static readonly Guid s_other = Guid.CreateVersion7();
    private readonly RecordsFixture _records = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly InboxSignal _signal = new();
    private readonly FakeUser _trader = new(Permissions.ReadBids);
    private readonly FakeUser _viewer = new() { UserId = Guid.CreateVersion7() };
    private readonly List<Guid> _told = [];

    public InboxTests() => _signal.Listen(_told.Add);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private InboxWriter Inbox => new(_records, _time, _signal);

    public void Dispose() => _records.Dispose();

    [Fact]
    public async Task ANotification_IsSeenByWhomItNames_OrByWhoHasThePermission_InTheirOrganisation()
    {
        await Inbox.AddAsync(new(_trader.OrganisationId, InboxKinds.BidSettled, "all") { Permission = Permissions.ReadBids }, Cancel);
        await Inbox.AddAsync(new(_trader.OrganisationId, InboxKinds.ImportDone, "own") { UserId = _viewer.UserId }, Cancel);
        await Inbox.AddAsync(new(s_other, InboxKinds.BidSettled, "foreign") { Permission = Permissions.ReadBids }, Cancel);
        await Inbox.AddAsync(new(s_other, InboxKinds.BidSettled, "nobody"), Cancel);
        Assert.Equal(["all"], (await Read(_trader).ExecuteAsync(cancellationToken: Cancel)).Items.Select(i => i.Subject));
        Assert.Equal(["own"], (await Read(_viewer).ExecuteAsync(cancellationToken: Cancel)).Items.Select(i => i.Subject));
        Assert.Equal([_trader.OrganisationId, _trader.OrganisationId, s_other, s_other], _told);
    }

    [Fact]
    public async Task Marking_IsForOneself_OneOrAll()
    {
        var colleague = new FakeUser(Permissions.ReadBids) { UserId = Guid.CreateVersion7() };
        foreach (var subject in new[] { "a", "b", "c" })
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await Inbox.AddAsync(new(_trader.OrganisationId, InboxKinds.BidSettled, subject) { Permission = Permissions.ReadBids }, Cancel);
        }

        var page = await Read(_trader).ExecuteAsync(cancellationToken: Cancel);
        Assert.Equal((3, "c"), (page.Unread, page.Items[0].Subject));
        Assert.True((await Mark(_trader).ExecuteAsync(page.Items[1].Id, Cancel)).IsSuccess);
        Assert.True((await Mark(_trader).ExecuteAsync(page.Items[1].Id, Cancel)).IsSuccess);
        page = await Read(_trader).ExecuteAsync(most: 1, cancellationToken: Cancel);
        Assert.Equal((2, 1), (page.Unread, page.Items.Count));
        Assert.Equal(
            ["c", "a"],
            (await Read(_trader).ExecuteAsync(unreadOnly: true, cancellationToken: Cancel)).Items.Select(i => i.Subject)
        );
        Assert.True((await Mark(_trader).ExecuteAsync(cancellationToken: Cancel)).IsSuccess);
        Assert.Equal(0, await Read(_trader).CountUnreadAsync(Cancel));
        Assert.Equal(3, await Read(colleague).CountUnreadAsync(Cancel));
    }

    [Fact]
    public async Task WhatOneDoesNotSee_CannotBeMarked()
    {
        await Inbox.AddAsync(new(_trader.OrganisationId, InboxKinds.BidSettled, "all") { Permission = Permissions.ReadBids }, Cancel);
        var id = (await Read(_trader).ExecuteAsync(cancellationToken: Cancel)).Items[0].Id;
        Assert.Equal("inbox.not_found", (await Mark(_viewer).ExecuteAsync(id, Cancel)).Failure?.Code);
        var stranger = new FakeUser(Permissions.ReadBids) { OrganisationId = s_other };
        Assert.Equal("inbox.not_found", (await Mark(stranger).ExecuteAsync(id, Cancel)).Failure?.Code);
    }

    [Fact]
    public async Task ANotification_OfATransactionThatFails_DoesNotExist()
    {
        await using (var db = _records.CreateDbContext())
        {
            Inbox.Append(db, new(_trader.OrganisationId, InboxKinds.BidSettled, "never") { Permission = Permissions.ReadBids });
        }

        Assert.Equal(0, await Read(_trader).CountUnreadAsync(Cancel));
        Assert.Empty(_told);
    }

    [Fact]
    public async Task AfterNinetyDays_ItIsForgotten_WithWhoReadIt()
    {
        await Inbox.AddAsync(
            new(_trader.OrganisationId, InboxKinds.BidSettled, new string('x', 300)) { Permission = Permissions.ReadBids },
            Cancel
        );
        Assert.Equal(InboxRules.SubjectLength, (await Read(_trader).ExecuteAsync(cancellationToken: Cancel)).Items[0].Subject.Length);
        await Mark(_trader).ExecuteAsync(cancellationToken: Cancel);
        var retention = new InboxRetention(_records, _time, NullLogger<InboxRetention>.Instance);
        _time.Advance(TimeSpan.FromDays(89));
        Assert.Equal(0, await retention.ForgetAsync(Cancel));
        _time.Advance(TimeSpan.FromDays(2));
        Assert.Empty((await Read(_trader).ExecuteAsync(cancellationToken: Cancel)).Items);
        Assert.Equal(1, await retention.ForgetAsync(Cancel));
        await using var db = _records.CreateDbContext();
        Assert.Equal(0, await db.Set<InboxRead>().CountAsync(Cancel));
    }

    private ReadInbox Read(FakeUser user) => new(_records, user, _time);

    private MarkInboxRead Mark(FakeUser user) => new(_records, user, _time, _signal);
}
