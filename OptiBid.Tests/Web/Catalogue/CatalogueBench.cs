using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Features;
using OptiBid.Core.Forecasting.Inputs;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets.Catalogue;
using OptiBid.Core.Markets.Import;
using OptiBid.Core.Markets.Import.Jobs;
using OptiBid.Core.Series;
using OptiBid.Tests.Core.Forecasting;
using OptiBid.Web.Components.Shared;
using OptiBid.Web.Features.Catalogue;

namespace OptiBid.Tests.Web.Catalogue;

/// <summary>The data catalogue over the real queries and a store in memory: simulated prices and load forecasts, and an imported series with a gap.</summary>
internal sealed class CatalogueBench : BunitContext
{
    /// <summary>An imported series of ten hours without the fourth and fifth.</summary>
    public static readonly SeriesKey Imported = new("PJM", "48592", "rt_lmp");

    public CatalogueBench(bool withSeries = true)
    {
        DefaultWaitTimeout = TimeSpan.FromSeconds(30);
        JSInterop.Mode = JSRuntimeMode.Loose;
        if (withSeries)
        {
            ErcotDesk.Fill(Store, withLoadForecast: true, days: 60);
            var start = new DateTime(2024, 1, 5, 5, 0, 0, DateTimeKind.Utc);
            Store.Add(
                new(Imported, "$/MWh", 60, "America/New_York", "pjm-rt.csv", IsSimulated: false),
                Enumerable
                    .Range(0, 10)
                    .Where(i => i is not (3 or 4))
                    .Select(i => new SeriesPoint(start.AddHours(i), i, start.AddHours(i + 1)))
            );
        }

        Services.AddLocalization();
        Services.AddMudServices(o => o.PopoverOptions.CheckForPopoverProvider = false);
        Services.AddLogging();
        Services.AddSingleton<ITimeSeriesStore>(Store);
        Services.AddSingleton<ICurrentUser>(User);
        Services.AddSingleton<IDownloads>(new NoDownloads());
        Services.AddSingleton<IReadImports>(new Imports());
        Services.AddScoped<IListCatalogue, ListCatalogue>();
        Services.AddScoped<IDescribeSeries, DescribeSeries>();
        Services.AddSingleton<IForecasterCatalog, ForecasterCatalog>();
        Services.AddSingleton<IFeatureStore, FeatureStore>();
        Services.AddSingleton<StoredPanelReader>();
        Services.AddScoped<IListFeatures, ListFeatures>();
        Services.AddScoped<IReadFeatureDay, ReadFeatureDay>();
    }

    public FakeSeriesStore Store { get; } = new();
    public TestUser User { get; } = new();

    /// <summary>The page at an address.</summary>
    public IRenderedComponent<DataPage> Open(string address)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Render<DataPage>();
    }

    /// <summary>One import that brought the imported series.</summary>
    private sealed class Imports : IReadImports
    {
        private static readonly ImportJob s_job = new(
            new Guid("01990000-0000-7000-8000-0000000000c1"),
            ["january.csv"],
            "auto",
            IsDryRun: false,
            ImportJobState.Done,
            Progress: null,
            Error: null,
            new ImportReport(
                [],
                [
                    new ImportedSeries(
                        Imported.Market,
                        Imported.Node,
                        Imported.Product,
                        "$/MWh",
                        60,
                        new DateTime(2024, 1, 5, 5, 0, 0, DateTimeKind.Utc),
                        new DateTime(2024, 1, 5, 15, 0, 0, DateTimeKind.Utc),
                        8
                    ),
                ]
            )
        );

        public Result<IReadOnlyList<ImportJob>> List() => Result<IReadOnlyList<ImportJob>>.Ok([s_job]);

        public Result<ImportJob> Find(Guid id) => s_job;
    }

    private sealed class NoDownloads : IDownloads
    {
        public Task SaveAsync(string fileName, string mediaType, byte[] content) => Task.CompletedTask;

        public Task SaveTableAsync(string fileName, IEnumerable<string[]> rows) => Task.CompletedTask;
    }
}
