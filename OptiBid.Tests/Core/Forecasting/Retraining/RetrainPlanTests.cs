using System.Globalization;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Retraining.Jobs;
using OptiBid.Core.Forecasting.Retraining.Plans;
using OptiBid.Core.Identity;

namespace OptiBid.Tests.Core.Forecasting.Retraining;

public sealed class RetrainPlanTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    internal static RetrainPlanDraft Draft(params string[] candidates) =>
        new("price", ErcotDesk.Price, new(6, 30), [.. Enum.GetValues<DayOfWeek>()], candidates.Length > 0 ? candidates : ["naive-daily"]);

    private static async Task<ErcotDesk> DeskAsync(params string[] permissions)
    {
        var desk = await new ErcotDesk(days: 60).WithRecordsAsync();
        desk.User.Held.UnionWith(permissions);
        return desk;
    }

    private static Task<Result<Guid>> SaveAsync(ErcotDesk desk, RetrainPlanDraft draft, Guid? id = null) =>
        desk.Get<ISaveRetrainPlan>().ExecuteAsync(id, draft, Cancel);

    private static async Task<IReadOnlyList<RetrainPlanView>> PlansAsync(ErcotDesk desk) =>
        (await desk.Get<IListRetrainPlans>().ExecuteAsync(Cancel)).Value;

    [Fact]
    public async Task A_plan_is_made_changed_switched_off_and_deleted()
    {
        await using var desk = await DeskAsync(Permissions.WriteModels);
        var draft = Draft("RIDGE-56", "naive-daily") with { Trigger = RetrainTrigger.EachTime, PsiLimit = 0.4 };
        var id = (await SaveAsync(desk, draft)).Value;
        var made = Assert.Single(await PlansAsync(desk));
        Assert.Equal((id, "Test User"), (made.Id, made.MadeBy));
        Assert.Equal(["ridge-56", "naive-daily"], made.Draft.Candidates);
        Assert.Equal(7, made.Draft.Days.Count);
        Assert.Equal(draft with { Candidates = made.Draft.Candidates, Days = made.Draft.Days }, made.Draft);
        Assert.True(made.NextUtc > DateTime.UnixEpoch);

        Assert.Equal("retrain.taken", (await SaveAsync(desk, draft)).Failure!.Code);
        Assert.Equal(id, (await SaveAsync(desk, draft with { IsEnabled = false, Days = [DayOfWeek.Sunday, DayOfWeek.Monday] }, id)).Value);
        var changed = Assert.Single(await PlansAsync(desk));
        Assert.Null(changed.NextUtc);
        Assert.Equal([DayOfWeek.Monday, DayOfWeek.Sunday], changed.Draft.Days);

        Assert.Null((await desk.Get<IDeleteRetrainPlan>().ExecuteAsync(id, Cancel)).Failure);
        Assert.Empty(await PlansAsync(desk));
        Assert.Equal(FailureKind.NotFound, (await desk.Get<IDeleteRetrainPlan>().ExecuteAsync(id, Cancel)).Failure!.Kind);
    }

    [Fact]
    public async Task What_a_plan_cannot_say_is_refused_with_its_field()
    {
        await using var desk = await DeskAsync(Permissions.WriteModels);
        var good = Draft();
        (string Field, RetrainPlanDraft Draft)[] bad =
        [
            ("model", good with { Model = " " }),
            ("model", good with { Model = new('x', 257) }),
            ("model", good with { Candidates = ["ridge", "sorcery"] }),
            ("candidates", good with { Candidates = [] }),
            ("candidates", good with { Candidates = [.. Enumerable.Range(28, 9).Select(i => $"ridge-{i}")] }),
            ("days", good with { Days = [] }),
            ("validationDays", good with { ValidationDays = 27 }),
            ("shadowDays", good with { ShadowDays = 365 }),
            ("psiLimit", good with { PsiLimit = double.NaN }),
            ("rmaeLimit", good with { RmaeLimit = 0 }),
            ("mostAgeDays", good with { MostAgeDays = 0 }),
            ("target", good with { Target = new("ERCOT", "NOWHERE", "da_lmp") }),
        ];
        foreach (var (field, draft) in bad)
        {
            Assert.Equal(field, Assert.IsType<SimpleFailure>((await SaveAsync(desk, draft)).Failure).Field);
        }

        Assert.Empty(await PlansAsync(desk));
    }

    [Fact]
    public async Task Each_action_asks_for_its_permission()
    {
        await using var desk = await DeskAsync();
        Assert.Equal(FailureKind.Forbidden, (await SaveAsync(desk, Draft())).Failure!.Kind);
        Assert.Equal(FailureKind.Forbidden, (await desk.Get<IDeleteRetrainPlan>().ExecuteAsync(Guid.Empty, Cancel)).Failure!.Kind);
        Assert.Equal(FailureKind.Forbidden, (await desk.Get<IStartRetrain>().ExecuteAsync(Guid.Empty, Cancel)).Failure!.Kind);
        desk.User.Held.Remove(Permissions.ReadForecasts);
        Assert.Equal(FailureKind.Forbidden, (await desk.Get<IListRetrainPlans>().ExecuteAsync(Cancel)).Failure!.Kind);
        Assert.Equal(FailureKind.Forbidden, (await desk.Get<IListRetrainJobs>().ExecuteAsync(Guid.Empty, 1, Cancel)).Failure!.Kind);
        Assert.Equal(FailureKind.Forbidden, (await desk.Get<IGetRetrainJob>().ExecuteAsync(Guid.Empty, Cancel)).Failure!.Kind);
        Assert.Equal(FailureKind.Forbidden, (await desk.Get<IGetDrift>().ExecuteAsync(Guid.Empty, Cancel)).Failure!.Kind);
    }

    [Fact]
    public async Task Another_organisation_sees_starts_and_deletes_nothing()
    {
        await using var desk = await DeskAsync(Permissions.WriteModels);
        var id = (await SaveAsync(desk, Draft())).Value;
        var job = (await desk.Get<IStartRetrain>().ExecuteAsync(id, Cancel)).Value;
        Assert.Equal("retrain.busy", (await desk.Get<IStartRetrain>().ExecuteAsync(id, Cancel)).Failure!.Code);
        var own = desk.User.OrganisationId;
        desk.User.OrganisationId = Guid.CreateVersion7();
        Assert.Empty(await PlansAsync(desk));
        Assert.Equal(FailureKind.NotFound, (await SaveAsync(desk, Draft(), id)).Failure!.Kind);
        Assert.Equal(FailureKind.NotFound, (await desk.Get<IDeleteRetrainPlan>().ExecuteAsync(id, Cancel)).Failure!.Kind);
        Assert.Equal(FailureKind.NotFound, (await desk.Get<IStartRetrain>().ExecuteAsync(id, Cancel)).Failure!.Kind);
        Assert.Equal(FailureKind.NotFound, (await desk.Get<IListRetrainJobs>().ExecuteAsync(id, 1, Cancel)).Failure!.Kind);
        Assert.Equal(FailureKind.NotFound, (await desk.Get<IGetRetrainJob>().ExecuteAsync(job, Cancel)).Failure!.Kind);
        Assert.Equal(FailureKind.NotFound, (await desk.Get<IGetDrift>().ExecuteAsync(id, Cancel)).Failure!.Kind);
        Assert.True((await SaveAsync(desk, Draft())).IsSuccess);
        desk.User.OrganisationId = own;
        Assert.Equal(id, Assert.Single(await PlansAsync(desk)).Id);
    }

    [Theory]
    // A weekday plan on a Friday evening runs on Monday.
    [InlineData("ERCOT", 390, 62, "2025-01-03T20:00:00Z", "2025-01-06T12:30:00Z")]
    // At the very time it is the next day's turn.
    [InlineData("ERCOT", 390, 127, "2025-01-03T12:30:00Z", "2025-01-04T12:30:00Z")]
    // 02:30 is left out on 2025-03-09 in Texas: an hour later.
    [InlineData("ERCOT", 150, 127, "2025-03-09T06:30:00Z", "2025-03-09T08:30:00Z")]
    // 01:30 comes twice on 2025-11-02: the first.
    [InlineData("ERCOT", 90, 127, "2025-11-02T05:30:00Z", "2025-11-02T06:30:00Z")]
    [InlineData("PJM", 0, 1, "2025-01-05T05:00:00Z", "2025-01-12T05:00:00Z")]
    public void The_next_time_is_on_the_clock_of_the_market(string market, int minute, int days, string after, string expected)
    {
        var next = RetrainClock.Next(market, minute, days, DateTimeOffset.Parse(after, CultureInfo.InvariantCulture).UtcDateTime);
        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture).UtcDateTime, next);
    }
}
