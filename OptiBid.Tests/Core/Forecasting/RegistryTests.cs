using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Registry;
using OptiBid.Core.Forecasting.Tracking;
using OptiBid.Core.Identity;
using OptiBid.Tests.Core.Portfolios;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Core.Forecasting;

/// <summary>Models, versions, and the two people that a promotion takes.</summary>
public sealed class RegistryTests : IDisposable
{
    private readonly RecordsFixture _records = new();
    private readonly MemoryTrail _trail = new();
    private readonly FakeUser _trader = new(Permissions.ReadForecasts, Permissions.WriteModels) { Name = "Trader" };
    private readonly FakeUser _risk = new(Permissions.ReadForecasts, Permissions.ApproveModels)
    {
        UserId = Guid.CreateVersion7(),
        Name = "Risk",
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _records.Dispose();

    private ModelRegistry Registry(FakeUser? user = null) => new(_records, user ?? _trader, _trail, TimeProvider.System);

    private Task<Result<Guid>> RequestAsync(int version, FakeUser? user = null) =>
        new RequestPromotion(_records, user ?? _trader, _trail, TimeProvider.System).ExecuteAsync("price", version, "better", Cancel);

    private Task<Result<Done>> DecideAsync(Guid id, bool approve, FakeUser? user = null, string? answer = "seen") =>
        new DecidePromotion(_records, user ?? _risk, _trail, TimeProvider.System).ExecuteAsync(id, approve, answer, Cancel);

    private Task<Result<int>> RollBackAsync(FakeUser? user = null) =>
        new RollBackModel(_records, user ?? _risk, _trail, TimeProvider.System).ExecuteAsync("price", "it loses money", Cancel);

    private async Task ModelAsync(int versions)
    {
        Assert.Null((await Registry().CreateModelAsync("price", "Day-ahead prices", [new("market", "ERCOT")], Cancel)).Failure);
        for (var i = 1; i <= versions; i++)
        {
            Assert.Equal(i, (await Registry().CreateVersionAsync(new("price", $"runs:/x{i}"), Cancel)).Value.Version);
        }
    }

    private async Task PromoteAsync(int version)
    {
        var id = await RequestAsync(version);
        Assert.Null(id.Failure);
        Assert.Null((await DecideAsync(id.Value, true)).Failure);
    }

    private async Task<(string Stages, string Aliases)> StandAsync()
    {
        var versions = (await Registry().SearchVersionsAsync(new("name = 'price'", OrderBy: ["version_number ASC"]), Cancel)).Value.Items;
        var model = (await Registry().GetModelAsync("price", Cancel)).Value;
        return (string.Join(',', versions.Select(v => v.Stage)), string.Join(',', model.Aliases.Select(a => $"{a.Alias}={a.Version}")));
    }

    private static TrackingError ErrorOf(Failure? failure) => Assert.IsType<TrackingFailure>(failure).Error;

    [Fact]
    public async Task A_promotion_takes_two_people_and_leaves_one_version_in_production()
    {
        await ModelAsync(2);
        Assert.Null((await Registry().SetAliasAsync("price", "challenger", 1, Cancel)).Failure);
        var id = (await RequestAsync(1)).Value;
        Assert.Equal(("None,None", "challenger=1"), await StandAsync());
        Assert.Equal("registry.waits", (await RequestAsync(1)).Failure!.Code);
        Assert.Equal(FailureKind.Forbidden, (await DecideAsync(id, true, _trader)).Failure!.Kind);
        var both = new FakeUser(Permissions.ReadForecasts, Permissions.WriteModels, Permissions.ApproveModels) { UserId = _trader.UserId };
        Assert.Equal("registry.second_person_needed", (await DecideAsync(id, true, both)).Failure!.Code);
        Assert.Equal("registry.second_person_needed", (await DecideAsync(id, false, both)).Failure!.Code);
        Assert.Equal(("None,None", "challenger=1"), await StandAsync());

        Assert.Null((await DecideAsync(id, true)).Failure);
        Assert.Equal(("Production,None", "champion=1"), await StandAsync());
        Assert.Equal("registry.promotion", (await DecideAsync(id, true)).Failure!.Code);
        Assert.Equal("registry.in_production", (await RequestAsync(1)).Failure!.Code);
        await PromoteAsync(2);
        Assert.Equal(("Archived,Production", "champion=2"), await StandAsync());
        var rows = (await new ListPromotions(_records, _risk).ExecuteAsync("price", Cancel)).Value;
        Assert.Equal([(2, (int?)1), (1, null)], rows.Select(r => (r.Version, r.PreviousVersion)));
        Assert.All(rows, r => Assert.Equal(("Trader", "Risk", PromotionState.Approved), (r.RequestedBy, r.DecidedBy, r.State)));
        Assert.Equal(2, _trail.Events.Count(e => e.Action == "models.promotion_approved" && e.Before is not null && e.After is not null));
    }

    [Fact]
    public async Task Approvals_at_once_leave_one_version_in_production()
    {
        await ModelAsync(6);
        var ids = new List<Guid>();
        for (var i = 1; i <= 6; i++)
        {
            ids.Add((await RequestAsync(i)).Value);
        }

        var results = await Task.WhenAll(ids.Select(id => Task.Run(() => DecideAsync(id, true), Cancel)));
        Assert.Contains(results, r => r.IsSuccess);
        Assert.All(results.Where(r => !r.IsSuccess), r => Assert.Equal("registry.raced", r.Failure!.Code));
        var (stages, aliases) = await StandAsync();
        var champion = stages.Split(',').ToList().IndexOf("Production") + 1;
        Assert.Single(stages.Split(','), s => s == "Production");
        Assert.Equal($"champion={champion}", aliases);
    }

    [Fact]
    public async Task A_refusal_says_why_and_changes_nothing()
    {
        await ModelAsync(1);
        var id = (await RequestAsync(1)).Value;
        Assert.Equal("reason", (await DecideAsync(id, false, answer: " ")).Failure!.Field);
        Assert.Null((await DecideAsync(id, false, answer: "not significantly better")).Failure);
        Assert.Equal(("None", ""), await StandAsync());
        var row = Assert.Single((await new ListPromotions(_records, _trader).ExecuteAsync(null, Cancel)).Value);
        Assert.Equal((PromotionState.Refused, "not significantly better"), (row.State, row.Answer));
        Assert.False(row.MayDecide || row.MayWithdraw);

        var second = (await RequestAsync(1)).Value;
        Assert.True((await new ListPromotions(_records, _trader).ExecuteAsync(null, Cancel)).Value[0].MayWithdraw);
        Assert.True((await new ListPromotions(_records, _risk).ExecuteAsync(null, Cancel)).Value[0].MayDecide);
        var withdraw = new WithdrawPromotion(_records, _trader, _trail, TimeProvider.System);
        Assert.Null((await withdraw.ExecuteAsync(second, Cancel)).Failure);
        Assert.Equal("registry.promotion", (await withdraw.ExecuteAsync(second, Cancel)).Failure!.Code);
        Assert.Equal("registry.promotion", (await DecideAsync(second, true)).Failure!.Code);
    }

    [Fact]
    public async Task A_rollback_goes_back_version_by_version()
    {
        await ModelAsync(3);
        Assert.Equal("registry.none_before", (await RollBackAsync()).Failure!.Code);
        for (var i = 1; i <= 3; i++)
        {
            await PromoteAsync(i);
        }

        Assert.Equal(FailureKind.Forbidden, (await RollBackAsync(_trader)).Failure!.Kind);
        Assert.Equal(2, (await RollBackAsync()).Value);
        Assert.Equal(("Archived,Production,Archived", "champion=2"), await StandAsync());
        Assert.Equal(1, (await RollBackAsync()).Value);
        Assert.Equal(("Production,Archived,Archived", "champion=1"), await StandAsync());
        Assert.Equal("registry.none_before", (await RollBackAsync()).Failure!.Code);
        Assert.Equal(2, _trail.Actions.Count(a => a == "models.rolled_back"));
    }

    [Fact]
    public async Task No_other_way_leads_into_or_out_of_production()
    {
        await ModelAsync(2);
        var all = new FakeUser(Permissions.ReadForecasts, Permissions.WriteModels, Permissions.ApproveModels);
        var registry = Registry(all);
        Assert.Equal(
            TrackingError.PermissionDenied,
            ErrorOf((await registry.MoveAsync("price", 1, ModelStage.Production, true, Cancel)).Failure)
        );
        await PromoteAsync(1);
        foreach (var stage in Enum.GetValues<ModelStage>())
        {
            Assert.Equal(TrackingError.PermissionDenied, ErrorOf((await registry.MoveAsync("price", 1, stage, false, Cancel)).Failure));
        }

        Assert.Equal(TrackingError.PermissionDenied, ErrorOf((await registry.DeleteVersionAsync("price", 1, Cancel)).Failure));
        Assert.Equal(TrackingError.PermissionDenied, ErrorOf((await registry.DeleteModelAsync("price", Cancel)).Failure));
        foreach (var alias in new[] { "champion", "Champion" })
        {
            Assert.Equal(TrackingError.PermissionDenied, ErrorOf((await registry.SetAliasAsync("price", alias, 2, Cancel)).Failure));
            Assert.Equal(TrackingError.PermissionDenied, ErrorOf((await registry.SetAliasAsync("price", alias, null, Cancel)).Failure));
        }

        Assert.Equal(("Production,None", "champion=1"), await StandAsync());
        Assert.Null((await registry.MoveAsync("price", 2, ModelStage.Staging, true, Cancel)).Failure);
        Assert.Equal(("Production,Staging", "champion=1"), await StandAsync());
    }

    [Fact]
    public async Task Staging_archives_the_others_when_it_is_told_to()
    {
        await ModelAsync(2);
        Assert.Null((await Registry().MoveAsync("price", 1, ModelStage.Staging, false, Cancel)).Failure);
        Assert.Null((await Registry().MoveAsync("price", 2, ModelStage.Staging, true, Cancel)).Failure);
        Assert.Equal("Archived,Staging", (await StandAsync()).Stages);
        Assert.Equal(
            TrackingError.InvalidParameterValue,
            ErrorOf((await Registry().MoveAsync("price", 2, ModelStage.Archived, true, Cancel)).Failure)
        );
    }

    [Fact]
    public async Task Models_and_versions_are_found_changed_and_deleted()
    {
        await ModelAsync(2);
        var registry = Registry();
        Assert.Equal(
            TrackingError.ResourceAlreadyExists,
            ErrorOf((await registry.CreateModelAsync("price", cancellationToken: Cancel)).Failure)
        );
        Assert.Equal(
            TrackingError.InvalidParameterValue,
            ErrorOf((await registry.CreateModelAsync(" ", cancellationToken: Cancel)).Failure)
        );
        Assert.Null((await registry.UpdateModelAsync("price", description: "ERCOT", cancellationToken: Cancel)).Failure);
        Assert.Null((await registry.TagModelAsync("price", "owner", "desk", Cancel)).Failure);
        Assert.Null((await registry.TagVersionAsync("price", 2, "mae", "2.86", Cancel)).Failure);
        Assert.Null((await registry.SetAliasAsync("price", "challenger", 2, Cancel)).Failure);
        Assert.Equal(2, (await registry.FindByAliasAsync("price", "challenger", Cancel)).Value.Version);
        foreach (var bad in new[] { "latest", "v1", "a b", "" })
        {
            Assert.Equal(TrackingError.InvalidParameterValue, ErrorOf((await registry.SetAliasAsync("price", bad, 1, Cancel)).Failure));
        }

        var found = Assert.Single((await registry.SearchModelsAsync(new("name LIKE 'pri%' and tags.owner = 'desk'"), Cancel)).Value.Items);
        Assert.Equal("ERCOT", found.Description);
        Assert.Equal(2, Assert.Single(found.LatestVersions).Version);
        Assert.Single((await registry.SearchVersionsAsync(new("tags.mae = '2.86'"), Cancel)).Value.Items);

        Assert.Null((await registry.UpdateModelAsync("price", newName: "prices", cancellationToken: Cancel)).Failure);
        Assert.Null((await registry.DeleteVersionAsync("prices", 2, Cancel)).Failure);
        Assert.Equal(TrackingError.ResourceDoesNotExist, ErrorOf((await registry.GetVersionAsync("prices", 2, Cancel)).Failure));
        Assert.Equal(
            TrackingError.ResourceDoesNotExist,
            ErrorOf((await registry.FindByAliasAsync("prices", "challenger", Cancel)).Failure)
        );
        // A number is not given away again.
        Assert.Equal(3, (await registry.CreateVersionAsync(new("prices", "runs:/y"), Cancel)).Value.Version);
        Assert.Null((await registry.DeleteModelAsync("prices", Cancel)).Failure);
        Assert.Equal(TrackingError.ResourceDoesNotExist, ErrorOf((await registry.GetModelAsync("prices", Cancel)).Failure));
    }

    [Fact]
    public async Task Another_organisation_sees_and_decides_nothing()
    {
        await ModelAsync(1);
        var id = (await RequestAsync(1)).Value;
        var other = new FakeUser(Permissions.ReadForecasts, Permissions.WriteModels, Permissions.ApproveModels)
        {
            UserId = Guid.CreateVersion7(),
            OrganisationId = Guid.CreateVersion7(),
        };
        Assert.False((await Registry(other).GetModelAsync("price", Cancel)).IsSuccess);
        Assert.Empty((await Registry(other).SearchVersionsAsync(new(), Cancel)).Value.Items);
        Assert.Empty((await new ListPromotions(_records, other).ExecuteAsync(null, Cancel)).Value);
        Assert.Equal(FailureKind.NotFound, (await DecideAsync(id, true, other)).Failure!.Kind);
        Assert.Equal(FailureKind.NotFound, (await RequestAsync(1, other)).Failure!.Kind);
        Assert.Equal(FailureKind.NotFound, (await RollBackAsync(other)).Failure!.Kind);
        Assert.Null((await DecideAsync(id, true)).Failure);
    }
}
