using System.Globalization;
using Microsoft.AspNetCore.Components;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Runs;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Forecasts;

/// <summary>Finished backtests of one series side by side; which ones is in the address: <c>runs</c>, ids with commas between.</summary>
public sealed partial class ComparePage : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private readonly CancellationToken _left;
    private BacktestComparison? _comparison;
    private ViewState _state = ViewState.Loading;
    private string? _error;
    private string? _shown;

    /// <summary>Ids of the backtests.</summary>
    [SupplyParameterFromQuery(Name = "runs")]
    private string? RunsQuery { get; set; }

    [Inject]
    private ICompareBacktests Compare { get; init; } = default!;

    private string? Subtitle =>
        _comparison is { } c
            ? L[
                "{0}, {1} to {2}: the days that all of them scored. Losing models stay.",
                c.Runs[0].Request.Target,
                Formats.Day(c.Report.Days[0]),
                Formats.Day(c.Report.Days[^1])
            ].Value
            : null;

    /// <summary>Takes the token at once: a source that is disposed gives none.</summary>
    public ComparePage() => _left = _gone.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync() => _shown == (RunsQuery ?? "") ? Task.CompletedTask : LoadAsync();

    private async Task LoadAsync()
    {
        _shown = RunsQuery ?? "";
        (_state, _comparison) = (ViewState.Loading, null);
        var ids = _shown
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(text => Guid.TryParse(text, CultureInfo.InvariantCulture, out var id) ? id : Guid.Empty)
            .ToList();
        if (ids.Count == 0)
        {
            _state = ViewState.Empty;
            return;
        }

        var result = await Compare.ExecuteAsync(ids, _left);
        if (result.Failure is { } failure)
        {
            _error = failure.Localized();
            _state = failure.Kind == FailureKind.Forbidden ? ViewState.NoPermission : ViewState.Error;
            return;
        }

        _comparison = result.Value;
        _state = ViewState.Ready;
    }
}
