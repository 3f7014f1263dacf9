using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Forecasting;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Series;

namespace OptiBid.Tests.Core.Forecasting;

/// <summary>
/// Day-ahead prices and a load forecast of ERCOT in a store in memory, 2024-01-01 to 2025-03-31 with three clock changes: a daily and weekly
/// shape and a seeded disturbance. Prices are public with the results of their day, forecasts at 08:00 local time of the day before.
/// </summary>
internal sealed class ErcotDesk : IAsyncDisposable
{
    public static readonly SeriesKey Price = new("ERCOT", "MADE_UP_HUB", Products.DaLmp);
    public static readonly SeriesKey LoadForecast = new("ERCOT", "ERCOT", Products.LoadForecast);
    private static readonly MarketCalendar s_calendar = MarketCalendar.For("ERCOT");
    private readonly string _folder = Directory.CreateTempSubdirectory("optibid-forecast-").FullName;
    private readonly ServiceProvider _provider;

    public ErcotDesk(bool withLoadForecast = false, int days = 455, Action<IServiceCollection>? before = null)
    {
        if (days > 0)
        {
            Fill(Store, withLoadForecast, days);
        }

        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<ITimeSeriesStore>(Store);
        services.AddSingleton<ICurrentUser>(User);
        services.AddScoped<ITenant, CurrentTenant>();
        services.AddScoped<ScopeActor>();
        services.AddData(new ConfigurationBuilder().Build(), _folder);
        services.AddSingleton<OptiBid.Core.Data.IAuditTrail>(new OptiBid.Tests.Support.MemoryTrail());
        services.AddSingleton<OptiBid.Core.Notifications.Inbox.InboxSignal>();
        services.AddSingleton<OptiBid.Core.Notifications.Inbox.IInbox, OptiBid.Core.Notifications.Inbox.InboxWriter>();
        before?.Invoke(services);
        services.AddForecasting();
        _provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true });
    }

    public static DateOnly FirstDay { get; } = new(2024, 1, 1);
    public FakeSeriesStore Store { get; } = new();
    public TestUser User { get; } = new();

    public T Get<T>()
        where T : notnull => _provider.GetRequiredService<T>();

    /// <summary>Creates the tables.</summary>
    public async Task<ErcotDesk> WithRecordsAsync()
    {
        await using var db = Get<IPlatformContexts>().CreateDbContext();
        await db.Database.EnsureCreatedAsync();
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await _provider.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Adds the series to a store.</summary>
    public static void Fill(FakeSeriesStore store, bool withLoadForecast, int days)
    {
        var definition = new SeriesDefinition(Price, "$/MWh", 60, s_calendar.TimeZoneId, "test", true);
        store.Add(definition, Points(days, PriceOf, d => GateSchedule.InstantUtc("ERCOT", Gate.DayAheadResults, d)));
        if (withLoadForecast)
        {
            store.Add(
                definition with
                {
                    Key = LoadForecast,
                    Unit = "MW",
                },
                Points(days, LoadOf, d => s_calendar.ToUtc(d.AddDays(-1).ToDateTime(new TimeOnly(8, 0)))!.Value)
            );
        }
    }

    private static IEnumerable<SeriesPoint> Points(int days, Func<DateTime, int, double> value, Func<DateOnly, DateTime> published)
    {
        for (var d = 0; d < days; d++)
        {
            var day = FirstDay.AddDays(d);
            foreach (var hour in s_calendar.HoursOf(day))
            {
                yield return new(hour.StartUtc, value(hour.StartUtc, hour.HourEnding), published(day));
            }
        }
    }

    private static double PriceOf(DateTime utc, int hour) =>
        35
        + (15 * Math.Sin((hour - 9) * Math.PI / 12))
        + (utc.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? -6 : 0)
        + Noise(utc, 1);

    private static double LoadOf(DateTime utc, int hour) => 45000 + (9000 * Math.Sin((hour - 9) * Math.PI / 12)) + (900 * Noise(utc, 2));

    private static double Noise(DateTime utc, int seed)
    {
        // A disturbance that lasts days and one that lasts hours, the same on every machine.
        var hour = (utc - DateTime.UnixEpoch).TotalHours;
        return (5 * Math.Sin((hour / 61) + seed)) + (2 * Math.Sin((hour * 0.7) + seed));
    }
}

/// <summary>A user whose permissions a test sets.</summary>
internal sealed class TestUser : ICurrentUser
{
    public HashSet<string> Held { get; } = [.. Roles.PermissionsOf(Roles.Viewer), Permissions.RunForecasts, Permissions.RunBacktests];
    public bool IsAuthenticated => true;
    public Guid UserId { get; set; } = Guid.CreateVersion7();
    public Guid OrganisationId { get; set; } = Guid.CreateVersion7();
    public string Name => "Test User";

    public bool Has(string permission) => Held.Contains(permission);
}
