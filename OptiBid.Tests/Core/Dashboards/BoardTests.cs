using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using OptiBid.Core.Common;
using OptiBid.Core.Dashboards.Boards;
using OptiBid.Core.Dashboards.Content;
using OptiBid.Core.Dashboards.Layout;
using OptiBid.Core.Dashboards.Templates;
using OptiBid.Core.Identity;
using OptiBid.Tests.Core.Portfolios;

namespace OptiBid.Tests.Core.Dashboards;

public sealed class BoardTests : IDisposable
{
    private static readonly string[] s_trades = [FakeUser.Reads, Permissions.WriteDashboards, Permissions.ShareDashboards];
    private static readonly DashboardContent s_content = DashboardContent
        .Empty("My desk")
        .Add(new("a", "assets.kpi"), new(4, 2), new(2, 2));
    private readonly RecordsFixture _records = new();
    private readonly OptiBid.Tests.Support.MemoryTrail _trail = new();
    private readonly FakeTimeProvider _time = new(new(2026, 11, 24, 15, 0, 0, TimeSpan.Zero));
    private readonly DashboardSignals _signals = new();
    private readonly FakeUser _ada = new(s_trades);
    private readonly FakeUser _bob = new(s_trades) { UserId = new("01990000-0000-7000-8000-0000000000b2"), Name = "Bob" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _records.Dispose();

    [Fact]
    public async Task A_private_dashboard_is_its_owners_alone()
    {
        var made = await CreateAsync();
        Assert.Equal(("My desk", 1, "Ada", true), (made.Content.Title, made.Version, made.OwnedBy, made.CanEdit));
        Assert.True((await ListAsync(_ada)).Single().IsMine);
        Assert.Empty(await ListAsync(_bob));
        Assert.Equal("dashboards.not_found", (await FindAsync(_bob, made.Id)).Failure?.Code);
        Assert.Equal("dashboards.not_found", (await SaveAsync(_bob, made.Id, s_content, 1)).Failure?.Code);
        Assert.Equal(
            "dashboards.not_found",
            (await Share(_bob).ExecuteAsync(made.Id, DashboardSharing.Organisation, [], Token)).Failure?.Code
        );
        Assert.Equal("dashboards.not_found", (await Delete(_bob).ExecuteAsync(made.Id, cancellationToken: Token)).Failure?.Code);
    }

    [Fact]
    public async Task A_shared_dashboard_is_read_by_all_and_changed_by_owner_editors_and_managers()
    {
        var id = (await CreateAsync()).Id;
        Assert.True((await Share(_ada).ExecuteAsync(id, DashboardSharing.Organisation, [], Token)).IsSuccess);
        Assert.False((await FindAsync(_bob, id)).Value.CanEdit);
        Assert.Equal("dashboards.read_only", (await SaveAsync(_bob, id, s_content, 1)).Failure?.Code);
        var manager = new FakeUser([.. s_trades, Permissions.ManageDashboards]) { UserId = Guid.CreateVersion7(), Name = "Mia" };
        Assert.True((await SaveAsync(manager, id, s_content with { Title = "Ours" }, 1)).IsSuccess);
        var stranger = new FakeUser(s_trades) { OrganisationId = Guid.CreateVersion7() };
        Assert.Equal("dashboards.not_found", (await FindAsync(stranger, id)).Failure?.Code);
        Assert.Equal(
            "dashboards.no_member",
            (await Share(_ada).ExecuteAsync(id, DashboardSharing.Organisation, [Guid.CreateVersion7()], Token)).Failure?.Code
        );

        await using (var db = _records.CreateDbContext())
        {
            var board = await db.Set<Board>().SingleAsync(Token);
            board.Editors = [_bob.UserId];
            await db.SaveChangesAsync(Token);
        }

        Assert.True((await SaveAsync(_bob, id, s_content, 2)).IsSuccess);
        Assert.Equal("dashboards.read_only", (await Delete(_bob).ExecuteAsync(id, cancellationToken: Token)).Failure?.Code);
        Assert.True((await Share(manager).ExecuteAsync(id, DashboardSharing.Private, [], Token)).IsSuccess);
        Assert.Equal("dashboards.not_found", (await FindAsync(_bob, id)).Failure?.Code);
        Assert.Equal(
            ["dashboards.created", "dashboards.shared", "dashboards.changed", "dashboards.changed", "dashboards.unshared"],
            _trail.Actions
        );
    }

    [Fact]
    public async Task A_save_from_an_old_version_is_refused_and_carries_what_was_saved()
    {
        var id = (await CreateAsync()).Id;
        var heard = new List<DashboardSignal>();
        using var listening = _signals.Listen(heard.Add);
        Assert.Equal(2, (await SaveAsync(_ada, id, s_content with { Title = "First" }, 1)).Value.Version);
        var late = await SaveAsync(_ada, id, s_content with { Title = "Second" }, 1);
        var changed = Assert.IsType<DashboardChanged>(late.Failure);
        Assert.Equal(("First", 2, "Ada"), (changed.Theirs.Content.Title, changed.Theirs.Version, changed.Theirs.UpdatedBy));
        Assert.Equal(FailureKind.Conflict, changed.Kind);
        Assert.Equal([new(_ada.OrganisationId, id, 2, "Ada")], heard);
    }

    [Fact]
    public async Task A_deleted_dashboard_comes_back_for_30_days()
    {
        var id = (await CreateAsync()).Id;
        Assert.True((await Delete(_ada).ExecuteAsync(id, cancellationToken: Token)).IsSuccess);
        Assert.Empty(await ListAsync(_ada));
        _time.Advance(TimeSpan.FromDays(29));
        Assert.True((await Delete(_ada).ExecuteAsync(id, restore: true, Token)).IsSuccess);
        Assert.Single(await ListAsync(_ada));
        Assert.True((await Delete(_ada).ExecuteAsync(id, cancellationToken: Token)).IsSuccess);
        _time.Advance(TimeSpan.FromDays(31));
        Assert.Equal("dashboards.gone", (await Delete(_ada).ExecuteAsync(id, restore: true, Token)).Failure?.Code);
    }

    [Fact]
    public async Task Duplicate_and_home_and_draft_belong_to_who_made_them()
    {
        var id = (await CreateAsync()).Id;
        await Share(_ada).ExecuteAsync(id, DashboardSharing.Organisation, [], Token);
        var copy = await new DuplicateDashboard(_records, _bob, new CreateDashboard(_records, _bob, _trail, _time)).ExecuteAsync(id, Token);
        Assert.Equal(
            ("My desk (copy)", "Bob", DashboardSharing.Private),
            (copy.Value.Content.Title, copy.Value.OwnedBy, copy.Value.Sharing)
        );

        var (home, bobs) = (new HomeDashboard(_records, _ada, _trail), new HomeDashboard(_records, _bob, _trail));
        Assert.True((await home.SetAsync(id, Token)).IsSuccess);
        Assert.Equal((id, null), (await home.FindAsync(Token), await bobs.FindAsync(Token)));
        Assert.Equal("dashboards.not_found", (await home.SetAsync(copy.Value.Id, Token)).Failure?.Code);
        Assert.True((await home.SetAsync(null, Token)).IsSuccess);
        Assert.Null(await home.FindAsync(Token));

        var (drafts, others) = (new KeepDashboardDraft(_records, _ada), new KeepDashboardDraft(_records, _bob));
        var draft = new DashboardDraft(s_content with { Title = "Half done" }, s_content, 1, _time.GetUtcNow().UtcDateTime);
        Assert.True((await drafts.KeepAsync(id, draft, Token)).IsSuccess);
        Assert.Equal(("Half done", 1), ((await drafts.FindAsync(id, Token))!.Content.Title, (await drafts.FindAsync(id, Token))!.Version));
        Assert.Null(await others.FindAsync(id, Token));
        Assert.True((await SaveAsync(_ada, id, draft.Content, 1)).IsSuccess);
        Assert.Null(await drafts.FindAsync(id, Token));
    }

    [Fact]
    public async Task Without_permission_every_action_is_forbidden()
    {
        var (reader, nobody, id) = (new FakeUser(FakeUser.Reads), new FakeUser(), (await CreateAsync()).Id);
        Failure?[] failures =
        [
            (await new CreateDashboard(_records, reader, _trail, _time).ExecuteAsync(s_content, cancellationToken: Token)).Failure,
            (await SaveAsync(reader, id, s_content, 1)).Failure,
            (await Share(reader).ExecuteAsync(id, DashboardSharing.Organisation, [], Token)).Failure,
            (await Share(reader).MembersAsync(Token)).Failure,
            (await Delete(reader).ExecuteAsync(id, cancellationToken: Token)).Failure,
            (await new KeepDashboardDraft(_records, reader).KeepAsync(id, null, Token)).Failure,
            (await new HomeDashboard(_records, nobody, _trail).SetAsync(id, Token)).Failure,
            (await new ListDashboards(_records, nobody).ExecuteAsync(Token)).Failure,
            (await FindAsync(nobody, id)).Failure,
        ];
        Assert.All(failures, f => Assert.Equal(FailureKind.Forbidden, f?.Kind));
    }

    [Fact]
    public void Every_template_is_read_and_has_no_overlap()
    {
        var templates = new DashboardTemplates().All;
        Assert.Equal(6, templates.Count);
        Assert.All(templates, t => Assert.Empty(GridLayout.Faults(t.Content.Layouts.Wide, 12)));
        Assert.All(templates, t => Assert.Equal(t.Content.Layouts.Wide, GridLayout.Compact(t.Content.Layouts.Wide, 12)));
    }

    private async Task<DashboardView> CreateAsync() =>
        (await new CreateDashboard(_records, _ada, _trail, _time).ExecuteAsync(s_content, cancellationToken: Token)).Value;

    private async Task<IReadOnlyList<DashboardSummary>> ListAsync(FakeUser user) =>
        (await new ListDashboards(_records, user).ExecuteAsync(Token)).Value;

    private Task<Result<DashboardView>> FindAsync(FakeUser user, Guid id) => new FindDashboard(_records, user).ExecuteAsync(id, Token);

    private Task<Result<DashboardView>> SaveAsync(FakeUser user, Guid id, DashboardContent content, int version) =>
        new SaveDashboard(_records, user, _trail, _signals, _time).ExecuteAsync(id, content, version, Token);

    private ShareDashboard Share(FakeUser user) => new(_records, user, _trail, _signals);

    private DeleteDashboard Delete(FakeUser user) => new(_records, user, _trail, _signals, _time);
}
