using System.CommandLine;
using System.Globalization;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Features;
using OptiBid.Core.Markets.Catalogue;
using OptiBid.Core.Series;

namespace OptiBid.Web.Commands;

/// <summary><c>data list</c>: the stored series; <c>data features</c>: what models read, with values of a day.</summary>
internal sealed class DataVerb : ICliVerb
{
    private readonly Option<bool> _gaps = new("--gaps")
    {
        Description = "Count gaps, versions and publications from the values of each series; reads all of them",
    };
    private readonly Option<string?> _market = new("--market") { Description = "Series of one market; without it all" };
    private readonly Option<string?> _series = new("--series")
    {
        Description = "MARKET/NODE/PRODUCT: the values of its features on --day; without it the features there are",
    };
    private readonly Option<string?> _day = new("--day") { Description = "Delivery day of the values, yyyy-MM-dd" };
    private readonly Option<string?> _store = new("--store") { Description = "Folder of the embedded stores" };

    /// <inheritdoc/>
    public Command Build() =>
        new("data", "Stored series and the features of models")
        {
            new Command("list", "The stored series") { _gaps, _market, _store }.Does(ListAsync),
            new Command("features", "The features that models read, or their values of one day") { _series, _day, _store }.Does(
                FeaturesAsync
            ),
        };

    private Task<Result<CliAnswer>> ListAsync(ParseResult parse, CancellationToken cancellationToken) =>
        InStoreAsync(
            parse.GetValue(_store),
            async services =>
            {
                var listed = await services.GetRequiredService<IListCatalogue>().ExecuteAsync(cancellationToken);
                if (listed.Failure is { } failure)
                {
                    return failure;
                }

                var market = parse.GetValue(_market);
                var series = listed
                    .Value.Where(s => market is null || s.Key.Market.Equals(market, StringComparison.OrdinalIgnoreCase))
                    .ToList();
                return parse.GetValue(_gaps)
                    ? await WithGapsAsync(services.GetRequiredService<IDescribeSeries>(), series, cancellationToken)
                    : new CliAnswer(new { series }, string.Join('\n', series.Select(Line)));
            }
        );

    private static async Task<Result<CliAnswer>> WithGapsAsync(
        IDescribeSeries describe,
        List<CataloguedSeries> series,
        CancellationToken cancellationToken
    )
    {
        var all = new List<SeriesCoverage>();
        foreach (var one in series)
        {
            var coverage = await describe.ExecuteAsync(one.Key, cancellationToken);
            if (coverage.Failure is { } failure)
            {
                return failure;
            }

            all.Add(coverage.Value);
        }

        var lines = all.Select(c =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Line(c.Series)}, gaps: {c.GapCount}, longest: {c.LongestGapIntervals}, corrected: {c.Corrected}, newest publication: {c.NewestPublishedUtc:yyyy-MM-dd HH:mm}Z"
            )
        );
        return new CliAnswer(new { series = all }, string.Join('\n', lines));
    }

    private Task<Result<CliAnswer>> FeaturesAsync(ParseResult parse, CancellationToken cancellationToken) =>
        InStoreAsync(
            parse.GetValue(_store),
            services =>
                // A day without a series is refused as a series that is no name, not passed over.
                (parse.GetValue(_series) ?? parse.GetValue(_day))
                    is not null
                    ? DayAsync(
                        services.GetRequiredService<IReadFeatureDay>(),
                        parse.GetValue(_series) ?? "",
                        parse.GetValue(_day),
                        cancellationToken
                    )
                    : Task.FromResult(services.GetRequiredService<IListFeatures>().Execute().Map(Overview))
        );

    /// <summary>Series belong to no organisation: a store that only imports have filled is enough.</summary>
    private static async Task<Result<CliAnswer>> InStoreAsync(string? store, Func<IServiceProvider, Task<Result<CliAnswer>>> run)
    {
        await using var services = HostSettings.BuildVerbServices(store);
        await using var scope = services.CreateAsyncScope();
        return await run(scope.ServiceProvider);
    }

    private static async Task<Result<CliAnswer>> DayAsync(
        IReadFeatureDay read,
        string name,
        string? day,
        CancellationToken cancellationToken
    )
    {
        // A node may hold slashes; market and product do not.
        var (first, last) = (name.IndexOf('/', StringComparison.Ordinal), name.LastIndexOf('/'));
        if (first < 1 || last <= first + 1 || last == name.Length - 1)
        {
            return new SimpleFailure("data.series", $"--series is '{name}'; expected MARKET/NODE/PRODUCT as data list shows it");
        }

        if (!DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var delivery))
        {
            return new SimpleFailure("data.day", $"--day is '{day}'; expected the delivery day of the values, yyyy-MM-dd");
        }

        var key = new SeriesKey(name[..first].ToUpperInvariant(), name[(first + 1)..last], name[(last + 1)..].ToLowerInvariant());
        return (await read.ExecuteAsync(key, delivery, cancellationToken)).Map(d => new CliAnswer(d, Text(d)));
    }

    private static CliAnswer Overview(FeatureOverview overview) =>
        new(
            overview,
            string.Join(
                '\n',
                [
                    .. overview.Features.Select(f => $"{f.Name, -24} {f.Unit, -12} {(f.PerHour ? "hour" : "day"), -4} {f.About}"),
                    "",
                    .. overview.Models.Select(m => $"{m.Model, -24} reads {m.Reads}"),
                ]
            )
        );

    private static string Text(FeatureDay day) =>
        string.Join(
            '\n',
            [
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{day.Target}, {day.DeliveryDay:yyyy-MM-dd}, known before {day.GateClosureUtc:yyyy-MM-dd HH:mm}Z"
                ),
                .. day.Features.Select(f =>
                    $"{f.Feature.Name, -24} {string.Join(' ', f.Values.Take(f.Feature.PerHour ? f.Values.Count : 1).Select(Number))}"
                ),
            ]
        );

    private static string Number(float? value) => value?.ToString("0.###", CultureInfo.InvariantCulture) ?? "-";

    private static string Line(CataloguedSeries s) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{s.Key}: {s.Unit}, {s.IntervalMinutes} min, {s.FromUtc:yyyy-MM-dd HH:mm}Z to {s.ToUtc:yyyy-MM-dd HH:mm}Z, {s.Count} values, {s.Missing} missing{(s.IsSimulated ? ", simulated" : "")}, from {s.Source}"
        );
}
