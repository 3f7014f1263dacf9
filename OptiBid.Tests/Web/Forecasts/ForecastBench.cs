using Bunit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Forecasting;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets.Prices;
using OptiBid.Core.Series;
using OptiBid.Tests.Core.Forecasting;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Tests.Web.Forecasts;

/// <summary>The pages over the real commands, a store in memory and records in a file of their own.</summary>
internal sealed class ForecastBench : BunitContext
{
    private readonly string _folder = Directory.CreateTempSubdirectory("optibid-pages-").FullName;

    public ForecastBench(bool withSeries = true)
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        if (withSeries)
        {
            ErcotDesk.Fill(Store, withLoadForecast: false, days: 120);
        }

        Services.AddLocalization();
        Services.AddMudServices(o => o.PopoverOptions.CheckForPopoverProvider = false);
        Services.AddLogging();
        Services.AddSingleton<ITimeSeriesStore>(Store);
        Services.AddSingleton<ICurrentUser>(User);
        Services.AddSingleton<IListSeries>(new List(Store, User));
        Services.AddSingleton<IReadPrices>(new Read(Store));
        Services.AddSingleton<IToast>(Toast);
        Services.AddSingleton<IConfirm>(new Yes());
        Services.AddSingleton<IDownloads>(new NoDownloads());
        Services.AddScoped<ITenant, CurrentTenant>();
        Services.AddScoped<ScopeActor>();
        Services.AddData(new ConfigurationBuilder().Build(), _folder);
        Services.AddSingleton<OptiBid.Core.Data.IAuditTrail>(new OptiBid.Tests.Support.MemoryTrail());
        Services.AddSingleton<OptiBid.Core.Notifications.Inbox.IInbox>(new OptiBid.Tests.Support.MemoryInbox());
        Services.AddForecasting();
    }

    public FakeSeriesStore Store { get; } = new();
    public TestUser User { get; } = new();
    public Told Toast { get; } = new();

    public async Task<ForecastBench> WithRecordsAsync()
    {
        await using var db = Services.GetRequiredService<IPlatformContexts>().CreateDbContext();
        await db.Database.EnsureCreatedAsync();
        return this;
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private sealed class List(ITimeSeriesStore store, ICurrentUser user) : IListSeries
    {
        public async Task<Result<IReadOnlyList<SeriesSummary>>> ExecuteAsync(CancellationToken cancellationToken = default) =>
            user.Has(Permissions.ReadForecasts)
                ? Result<IReadOnlyList<SeriesSummary>>.Ok(await store.ListAsync(cancellationToken))
                : new SimpleFailure("test.forbidden", "no", FailureKind.Forbidden);
    }

    private sealed class Read(ITimeSeriesStore store) : IReadPrices
    {
        public async Task<Result<PriceRange>> ExecuteAsync(PriceQuery query, CancellationToken cancellationToken = default) =>
            new PriceRange(
                (await store.FindAsync(query.Key, cancellationToken))!.Definition,
                60,
                false,
                [
                    .. (await store.RangeAsync(query.Key, query.FromUtc, query.ToUtc, null, cancellationToken)).Select(p => new PriceRow(
                        p.StartUtc,
                        p.Value,
                        p.Value,
                        p.Value,
                        1,
                        p.PublishedAtUtc,
                        1
                    )),
                ]
            );
    }

    private sealed class Yes : IConfirm
    {
        public Task<bool> AskAsync(string title, string text, string confirmLabel, bool danger = false) => Task.FromResult(true);
    }

    private sealed class NoDownloads : IDownloads
    {
        public Task SaveAsync(string fileName, string mediaType, byte[] content) => Task.CompletedTask;

        public Task SaveTableAsync(string fileName, IEnumerable<string[]> rows) => Task.CompletedTask;
    }

    internal sealed class Told : IToast
    {
        public List<string> Failures { get; } = [];

        public void Success(string message, Func<Task>? undo = null) { }

        public void Info(string message) { }

        public void Warn(string message) => Failures.Add(message);

        public void ShowFailure(Failure failure) => Failures.Add(failure.Message);
    }
}
