using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using OptiBid.Core.Common;
using OptiBid.Core.Identity;
using OptiBid.Core.Portfolios.Assets;

namespace OptiBid.Tests.Core.Portfolios;

public sealed class AssetTests : IDisposable
{
    private static readonly AssetDraft s_battery = new("Demo battery", AssetKind.Battery, "ERCOT", "SIM HB_NORTH", 100, 400, 0.85);
    private readonly RecordsFixture _records = new();
    private readonly OptiBid.Tests.Support.MemoryTrail _trail = new();
    private readonly FakeTimeProvider _time = new(new(2026, 11, 24, 15, 0, 0, TimeSpan.Zero));
    private readonly FakeUser _ada = new(FakeUser.Reads, Permissions.WriteAssets, Permissions.RetireAssets);

    public void Dispose() => _records.Dispose();

    [Fact]
    public async Task A_saved_asset_is_listed_and_found_with_who_and_when()
    {
        var saved = await SaveAsync(null, s_battery with { Name = "  Demo battery ", Market = "ercot" });
        var expected = new AssetView(saved.Value.Id, s_battery, 1, _time.GetUtcNow().UtcDateTime, "Ada");
        Assert.Equal(expected, saved.Value);
        Assert.Equal([expected], await ListAsync());
        Assert.Equal(expected, (await new FindAsset(_records, _ada).ExecuteAsync(expected.Id, Token)).Value);
        Assert.Equal(100, saved.Value.Battery!.PowerMw);
    }

    [Fact]
    public async Task Each_change_of_an_asset_is_recorded_with_before_and_after()
    {
        var saved = await SaveAsync(null, s_battery);
        await SaveAsync(saved.Value.Id, s_battery with { PowerMw = 50 }, 1);
        await new RetireAsset(_records, _ada, _trail, _time).ExecuteAsync(saved.Value.Id, cancellationToken: Token);
        Assert.Equal(["assets.created", "assets.changed", "assets.retired"], _trail.Actions);
        Assert.Equal((s_battery, s_battery with { PowerMw = 50 }), (_trail.Events[1].Before, _trail.Events[1].After));
    }

    [Fact]
    public async Task A_wind_farm_keeps_nothing_of_a_battery()
    {
        var saved = await SaveAsync(null, s_battery with { Kind = AssetKind.Wind });
        Assert.Equal(new AssetDraft("Demo battery", AssetKind.Wind, "ERCOT", "SIM HB_NORTH", 100), saved.Value.Draft);
        Assert.Null(saved.Value.Battery);
    }

    public static TheoryData<string, AssetDraft> Faults =>
        new()
        {
            { "name", s_battery with { Name = " " } },
            { "name", s_battery with { Name = new string('x', 81) } },
            { "kind", s_battery with { Kind = (AssetKind)7 } },
            { "market", s_battery with { Market = "NYISO" } },
            { "node", s_battery with { Node = "" } },
            { "powerMw", s_battery with { PowerMw = -1 } },
            { "powerMw", s_battery with { PowerMw = double.NaN } },
            { "powerMw", s_battery with { Kind = AssetKind.Wind, PowerMw = 0 } },
            { "energyMwh", s_battery with { EnergyMwh = -400 } },
            { "energyMwh", s_battery with { EnergyMwh = null } },
            { "roundTripEfficiency", s_battery with { RoundTripEfficiency = 1.01 } },
            { "roundTripEfficiency", s_battery with { RoundTripEfficiency = 0 } },
            { "roundTripEfficiency", s_battery with { RoundTripEfficiency = null } },
            { "maxCyclesPerDay", s_battery with { MaxCyclesPerDay = 0 } },
            { "variableCostUsdPerMwh", s_battery with { VariableCostUsdPerMwh = -0.01 } },
        };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public async Task A_draft_that_breaks_a_rule_names_the_field_and_changes_nothing(string field, AssetDraft draft)
    {
        var saved = await SaveAsync(null, draft);
        Assert.Equal("portfolio.asset_invalid", saved.Failure?.Code);
        Assert.Equal(field, saved.Failure?.Field);
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task Two_assets_of_an_organisation_never_share_a_name_but_two_organisations_may()
    {
        var first = await SaveAsync(null, s_battery);
        var second = await SaveAsync(null, s_battery with { Name = "DEMO BATTERY" });
        Assert.Equal(("portfolio.asset_name_taken", "name"), (second.Failure?.Code, second.Failure?.Field));
        Assert.True((await SaveAsync(first.Value.Id, s_battery with { PowerMw = 50 }, 1)).IsSuccess);

        var other = new FakeUser(FakeUser.Reads, Permissions.WriteAssets, Permissions.RetireAssets)
        {
            OrganisationId = Guid.CreateVersion7(),
        };
        Assert.True(
            (await new SaveAsset(_records, other, _trail, _time).ExecuteAsync(null, s_battery, cancellationToken: Token)).IsSuccess
        );
        Assert.Single(await ListAsync());
        Assert.Equal("portfolio.asset_not_found", (await new FindAsset(_records, other).ExecuteAsync(first.Value.Id, Token)).Failure?.Code);
        Assert.Equal(
            "portfolio.asset_not_found",
            (await new SaveAsset(_records, other, _trail, _time).ExecuteAsync(first.Value.Id, s_battery with { Name = "Mine" }, 2, Token))
                .Failure
                ?.Code
        );
        Assert.Equal(
            "portfolio.asset_not_found",
            (await new RetireAsset(_records, other, _trail, _time).ExecuteAsync(first.Value.Id, cancellationToken: Token)).Failure?.Code
        );
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_save_from_an_old_version_is_refused(int? version)
    {
        var id = (await SaveAsync(null, s_battery)).Value.Id;
        Assert.Equal(2, (await SaveAsync(id, s_battery with { PowerMw = 90 }, 1)).Value.Version);
        var late = await SaveAsync(id, s_battery with { PowerMw = 80 }, version);
        Assert.Equal("portfolio.asset_changed", late.Failure?.Code);
        Assert.Equal(FailureKind.Conflict, late.Failure?.Kind);
        Assert.Equal(90, Assert.Single(await ListAsync()).Draft.PowerMw);
    }

    [Fact]
    public async Task Retire_hides_and_frees_the_name_and_restore_brings_back_unless_the_name_is_taken()
    {
        var id = (await SaveAsync(null, s_battery)).Value.Id;
        var retire = new RetireAsset(_records, _ada, _trail, _time);
        Assert.True((await retire.ExecuteAsync(id, cancellationToken: Token)).IsSuccess);
        Assert.True((await retire.ExecuteAsync(id, cancellationToken: Token)).IsSuccess);
        Assert.Empty(await ListAsync());
        Assert.Equal(2, (await new FindAsset(_records, _ada).ExecuteAsync(id, Token)).Value.Version);

        Assert.True((await retire.ExecuteAsync(id, restore: true, Token)).IsSuccess);
        Assert.Equal(3, Assert.Single(await ListAsync()).Version);

        Assert.True((await retire.ExecuteAsync(id, cancellationToken: Token)).IsSuccess);
        Assert.True((await SaveAsync(null, s_battery)).IsSuccess);
        Assert.Equal("portfolio.asset_name_taken", (await retire.ExecuteAsync(id, restore: true, Token)).Failure?.Code);
    }

    [Fact]
    public async Task Without_permission_every_action_is_forbidden()
    {
        var reader = new FakeUser(FakeUser.Reads);
        var nobody = new FakeUser();
        Failure?[] failures =
        [
            (await new SaveAsset(_records, reader, _trail, _time).ExecuteAsync(null, s_battery, cancellationToken: Token)).Failure,
            (await new RetireAsset(_records, reader, _trail, _time).ExecuteAsync(Guid.CreateVersion7(), cancellationToken: Token)).Failure,
            (await new ListAssets(_records, nobody).ExecuteAsync(Token)).Failure,
            (await new FindAsset(_records, nobody).ExecuteAsync(Guid.CreateVersion7(), Token)).Failure,
        ];
        Assert.All(failures, f => Assert.Equal(FailureKind.Forbidden, f?.Kind));
    }

    [Fact]
    public async Task The_demo_assets_are_seeded_once_and_a_retired_one_stays_away()
    {
        var seeder = new DemoAssetsSeeder(_records, _time);
        await seeder.SeedAsync(Token);
        Assert.Equal(["Demo battery", "Demo wind farm", "Small battery"], (await ListAsync()).Select(a => a.Draft.Name));
        Assert.All(await ListAsync(), a => Assert.Null(AssetRules.Check(a.Draft)));

        foreach (var asset in await ListAsync())
        {
            await new RetireAsset(_records, _ada, _trail, _time).ExecuteAsync(asset.Id, cancellationToken: Token);
        }

        await seeder.SeedAsync(Token);
        Assert.Empty(await ListAsync());
        await using var db = _records.CreateDbContext();
        Assert.Equal(3, await db.Set<Asset>().CountAsync(Token));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Task<Result<AssetView>> SaveAsync(Guid? id, AssetDraft draft, int? version = null) =>
        new SaveAsset(_records, _ada, _trail, _time).ExecuteAsync(id, draft, version, Token);

    private async Task<IReadOnlyList<AssetView>> ListAsync() => (await new ListAssets(_records, _ada).ExecuteAsync(Token)).Value;
}
