using Microsoft.AspNetCore.Components;
using OptiBid.Core.Common;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets.Catalogue;
using OptiBid.Core.Markets.Import;
using OptiBid.Core.Markets.Import.Jobs;
using OptiBid.Core.Series;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Catalogue;

/// <summary>One series in full: its gaps, versions and newest publication, counted when it is opened, and where it is used.</summary>
public sealed partial class SeriesDetail : IDisposable
{
    /// <summary>Id of its heading, to which addresses lead.</summary>
    public const string Anchor = "series-detail";

    private readonly CancellationTokenSource _gone = new();
    private readonly CancellationToken _left;
    private IReadOnlyList<ImportJob> _imports = [];
    private SeriesCoverage? _coverage;
    private SeriesKey? _shown;
    private ViewState _state = ViewState.Loading;
    private string? _error;

    /// <summary>Takes the token at once: a source that is disposed gives none.</summary>
    public SeriesDetail() => _left = _gone.Token;

    /// <summary>The series.</summary>
    [Parameter, EditorRequired]
    public CataloguedSeries Series { get; set; } = default!;

    [Inject]
    private IDescribeSeries Describe { get; init; } = default!;

    [Inject]
    private IReadImports Imports { get; init; } = default!;

    [Inject]
    private ICurrentUser User { get; init; } = default!;

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync() => Series.Key == _shown ? Task.CompletedTask : LoadAsync();

    private async Task LoadAsync()
    {
        var key = Series.Key;
        (_shown, _coverage, _state) = (key, null, ViewState.Loading);
        // Who may not import does not see who did.
        var imports = User.Has(Permissions.ImportData) ? Imports.List() : null;
        _imports = imports is { IsSuccess: true } ? [.. imports.Value.Where(j => Brought(j, key))] : [];
        var result = await Describe.ExecuteAsync(key, _left);
        if (_shown != key)
        {
            return;
        }

        _error = result.Failure?.Localized();
        _coverage = result.IsSuccess ? result.Value : null;
        _state =
            result.Failure is null ? ViewState.Ready
            : result.Failure.Kind == FailureKind.Forbidden ? ViewState.NoPermission
            : ViewState.Error;
    }

    private static bool Brought(ImportJob job, SeriesKey key) =>
        !job.IsDryRun && job.Report?.Series.Any(s => new SeriesKey(s.Market, s.Node, s.Product) == key) == true;

    private static string Day(DateTime? utc) => utc?.ToString("yyyy-MM-dd", Formats.Culture) ?? Formats.Missing;

    private static string Time(DateTime? utc) => utc?.ToString("HH:mm 'UTC'", Formats.Culture) ?? Formats.Missing;

    private string Longest(SeriesCoverage coverage) =>
        coverage.LongestGap is { } gap
            ? L["the longest: {0} intervals from {1}", Formats.Number(coverage.LongestGapIntervals, 0), Formats.Utc(gap.From)]
            : L["no gap"];

    private long Intervals(SeriesGap gap) => (gap.To - gap.From).Ticks / (Series.IntervalMinutes * TimeSpan.TicksPerMinute);
}
