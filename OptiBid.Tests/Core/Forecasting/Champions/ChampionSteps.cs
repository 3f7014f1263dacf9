using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Registry;
using OptiBid.Core.Forecasting.Retraining.Jobs;
using OptiBid.Core.Forecasting.Retraining.Plans;
using OptiBid.Core.Identity;
using OptiBid.Tests.Core.Forecasting.Retraining;

namespace OptiBid.Tests.Core.Forecasting.Champions;

/// <summary>Brings a forecaster into production for the made-up price of ERCOT, as two people do it.</summary>
internal static class ChampionSteps
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A plan whose registered model has no version yet.</summary>
    public static async Task PlanAsync(IServiceProvider services, TestUser user)
    {
        user.Held.UnionWith([Permissions.WriteModels, Permissions.ApproveModels]);
        var plan = await services.GetRequiredService<ISaveRetrainPlan>().ExecuteAsync(null, RetrainPlanTests.Draft(), Cancel);
        Assert.Null(plan.Failure);
        Assert.Null((await services.GetRequiredService<IModelRegistry>().CreateModelAsync("price", cancellationToken: Cancel)).Failure);
    }

    /// <summary>One more version, in production.</summary>
    public static async Task PromoteAsync(IServiceProvider services, TestUser user, string forecaster)
    {
        var draft = new VersionDraft("price", "runs:/x", Tags: [new(RetrainTags.Forecaster, forecaster)]);
        var version = (await services.GetRequiredService<IModelRegistry>().CreateVersionAsync(draft, Cancel)).Value.Version;
        var asked = await services.GetRequiredService<IRequestPromotion>().ExecuteAsync("price", version, "better", Cancel);
        Assert.Null(asked.Failure);
        var own = user.UserId;
        user.UserId = Guid.CreateVersion7();
        Assert.Null((await services.GetRequiredService<IDecidePromotion>().ExecuteAsync(asked.Value, true, "seen", Cancel)).Failure);
        user.UserId = own;
    }
}

/// <summary>The catalogue with models of a test beside.</summary>
internal sealed class OddCatalog(params IReadOnlyList<IForecaster> odd) : IForecasterCatalog
{
    private readonly ForecasterCatalog _real = new();

    public IReadOnlyList<IForecaster> All => [.. _real.All, .. odd];

    public IForecaster? Find(string name) => odd.FirstOrDefault(o => o.Info.Name == name) ?? _real.Find(name);
}

/// <summary>A model that does what a test says.</summary>
internal sealed class OddForecaster(string name, Func<CancellationToken, double[]?> answer) : IForecaster
{
    private int _asked;

    public ForecasterInfo Info { get; } = new(name, "test", "what a test says", 1);

    /// <summary>How often it was asked.</summary>
    public int Asked => _asked;

    public double[]? Forecast(DailyPanel panel, int day, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _asked);
        return answer(cancellationToken);
    }
}
