using System.Globalization;
using Microsoft.AspNetCore.Components;
using OptiBid.Core.Audit.Explorer;
using OptiBid.Core.Audit.Verification;
using OptiBid.Core.Common;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Audit;

/// <summary>The audit log: filters, rows, one row with its proof, verification and export.</summary>
public sealed partial class AuditPage : IDisposable
{
    private const int PageLength = 50;
    private readonly CancellationTokenSource _gone = new();
    private CancellationTokenSource? _verification;
    private IReadOnlyList<AuditRow> _rows = [];
    private IReadOnlyList<(Guid?, string)> _actors = [];
    private IReadOnlyList<(string?, string)> _actions = [];
    private IReadOnlyList<(string?, string)> _types = [];
    private ViewState _state = ViewState.Loading;
    private string? _error;
    private string? _next;
    private TimeRange _range = TimeRangePicker.Everything;
    private Guid? _actor;
    private string? _action;
    private string? _type;
    private bool? _succeeded;
    private string? _text;
    private Guid? _chosen;
    private AuditProof? _proof;
    private AuditVerification? _outcome;
    private bool _verifying;
    private double? _percent;

    /// <summary>How the reader's times are written.</summary>
    [CascadingParameter]
    private UserClock Clock { get; set; } = UserClock.Utc;

    /// <summary>Id of the object whose rows alone are shown, from the address.</summary>
    [SupplyParameterFromQuery(Name = "object")]
    private string? ObjectId { get; set; }

    [Inject]
    private NavigationManager Navigation { get; init; } = default!;

    [Inject]
    private TimeProvider Time { get; init; } = default!;

    [Inject]
    private IListAudit List { get; init; } = default!;

    [Inject]
    private IReadAuditFacets Facets { get; init; } = default!;

    [Inject]
    private IProveAuditEntry Prove { get; init; } = default!;

    [Inject]
    private IVerifyAudit Verify { get; init; } = default!;

    [Inject]
    private ICurrentUser User { get; init; } = default!;

    [Inject]
    private IToast Toast { get; init; } = default!;

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
        _verification?.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        _range = TimeRangeUrl.Read(Navigation, TimeRangePicker.Everything);
        (_actors, _actions, _types) = ([(null, L["All"])], [(null, L["All"])], [(null, L["All"])]);
        var facets = await Facets.ExecuteAsync(_gone.Token);
        if (facets.IsSuccess)
        {
            _actors = [(null, L["All"]), .. facets.Value.Actors.Select(a => ((Guid?)a.Id, a.Name))];
            _actions = [(null, L["All"]), .. facets.Value.Actions.Select(a => ((string?)a, a))];
            _types = [(null, L["All"]), .. facets.Value.ObjectTypes.Select(t => ((string?)t, t))];
        }

        await LoadAsync();
    }

    private (bool?, string)[] Outcomes =>
        [(null, L["All"]), (true, Formats.Capitalised(L["done"])), (false, Formats.Capitalised(L["refused"]))];

    /// <summary>The reader's own clock.</summary>
    private MarketCalendar Zone => MarketCalendar.ForSeries(Clock.ZoneId, Clock.ZoneId);

    private AuditFilter Filter
    {
        get
        {
            TimeWindow? window =
                _range != TimeRangePicker.Everything && _range.Resolve(Zone, Time.GetUtcNow().UtcDateTime) is { IsSuccess: true } resolved
                    ? resolved.Value
                    : null;
            return new(
                window?.FromUtc,
                window?.ToUtc,
                _actor,
                _action,
                _type,
                ObjectId is { Length: > 0 } id ? id : null,
                _succeeded,
                _text
            );
        }
    }

    private string ExportUrl
    {
        get
        {
            var filter = Filter;
            var parts = new (string Name, string? Value)[]
            {
                ("from", filter.FromUtc?.ToString("O", CultureInfo.InvariantCulture)),
                ("to", filter.ToUtc?.ToString("O", CultureInfo.InvariantCulture)),
                ("actor", filter.ActorId?.ToString()),
                ("action", filter.Action),
                ("objectType", filter.ObjectType),
                ("objectId", filter.ObjectId),
                ("succeeded", filter.Succeeded?.ToString()),
                ("text", filter.Text),
            };
            var query = parts.Where(p => !string.IsNullOrEmpty(p.Value)).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}");
            return $"/api/v1/audit/export?{string.Join('&', query)}";
        }
    }

    private Task SearchAsync() => LoadAsync();

    private Task ChooseRangeAsync(TimeRange range)
    {
        _range = range;
        TimeRangeUrl.Write(Navigation, range);
        return LoadAsync();
    }

    private async Task LoadAsync()
    {
        _state = _rows.Count == 0 ? ViewState.Loading : _state;
        _proof = null;
        _chosen = null;
        var page = await List.ExecuteAsync(Filter, null, PageLength, _gone.Token);
        if (page.Failure is { } failure)
        {
            _error = failure.Localized();
            _state = failure.Kind == FailureKind.Forbidden ? ViewState.NoPermission : ViewState.Error;
            return;
        }

        _rows = page.Value.Items;
        _next = page.Value.NextCursor;
        _state = _rows.Count == 0 ? ViewState.Empty : ViewState.Ready;
    }

    private async Task MoreAsync()
    {
        var page = await List.ExecuteAsync(Filter, _next, PageLength, _gone.Token);
        if (page.Failure is { } failure)
        {
            Toast.ShowFailure(failure);
            return;
        }

        _rows = [.. _rows, .. page.Value.Items];
        _next = page.Value.NextCursor;
    }

    private async Task ChooseAsync(Guid id)
    {
        var proof = await Prove.ExecuteAsync(id, _gone.Token);
        if (proof.Failure is { } failure)
        {
            Toast.ShowFailure(failure);
            return;
        }

        (_chosen, _proof) = (id, proof.Value);
    }

    private void Close() => (_chosen, _proof) = (null, null);

    private void CancelVerify() => _verification?.Cancel();

    private async Task VerifyAsync()
    {
        (_verifying, _percent, _outcome) = (true, null, null);
        _verification?.Dispose();
        _verification = CancellationTokenSource.CreateLinkedTokenSource(_gone.Token);
        var token = _verification.Token;
        var progress = new Progress<AuditVerifyProgress>(p =>
        {
            _percent = p.Of == 0 ? null : 100.0 * p.Rows / p.Of;
            StateHasChanged();
        });
        try
        {
            // Hashing a long log would hold up the circuit.
            var result = await Task.Run(() => Verify.ExecuteAsync(progress, token), token);
            if (result.Failure is { } failure)
            {
                Toast.ShowFailure(failure);
            }
            else
            {
                _outcome = result.Value;
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // The user stopped it, or is gone.
        }
        finally
        {
            _verifying = false;
        }
    }

    private string Rows(long count) => count == 1 ? L["{0} row", 1] : L["{0} rows", Formats.Number(count, 0)];

    private string Checkpoints(long count) => count == 1 ? L["{0} checkpoint", 1] : L["{0} checkpoints", Formats.Number(count, 0)];
}
