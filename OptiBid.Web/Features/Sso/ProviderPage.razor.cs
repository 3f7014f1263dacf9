using Microsoft.AspNetCore.Components;
using OptiBid.Core.Common;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Sso.Providers;
using OptiBid.Core.Identity.Sso.Rules;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Sso;

/// <summary>The steps of one provider: set up, settings, test, rehearsal, pilot, everybody.</summary>
public sealed partial class ProviderPage
{
    private IReadOnlyList<ProviderCheck> _checks = [];
    private IReadOnlyList<AssignableRoleView> _roles = [];
    private ProviderFormValues _form = new();
    private ProviderView? _view;
    private ViewState _state = ViewState.Loading;
    private string? _error;
    private string? _failure;

    /// <summary>The provider; null for a new one.</summary>
    [Parameter]
    public Guid? Id { get; set; }

    /// <summary>Kind of a new one.</summary>
    [Parameter]
    public string? Preset { get; set; }

    /// <summary>How the last rehearsal failed: a code.</summary>
    [SupplyParameterFromQuery]
    public string? Problem { get; set; }

    /// <summary>Reads.</summary>
    [Inject]
    public required IListProviders Providers { get; init; }

    /// <summary>The roles.</summary>
    [Inject]
    public required IListAssignableRoles ListRoles { get; init; }

    /// <summary>Saves.</summary>
    [Inject]
    public required ISaveProvider Save { get; init; }

    /// <summary>Tests.</summary>
    [Inject]
    public required ITestProvider Test { get; init; }

    /// <summary>Opens and closes.</summary>
    [Inject]
    public required ISetProviderState SetState { get; init; }

    /// <summary>Removes.</summary>
    [Inject]
    public required IRemoveProvider Remove { get; init; }

    /// <summary>Who looks.</summary>
    [Inject]
    public required ICurrentUser User { get; init; }

    /// <summary>Messages.</summary>
    [Inject]
    public required IToast Toast { get; init; }

    /// <summary>Questions.</summary>
    [Inject]
    public required IConfirm Confirm { get; init; }

    /// <summary>Addresses.</summary>
    [Inject]
    public required NavigationManager Navigation { get; init; }

    private bool MayManage => User.Has(Permissions.ManageSso);

    private ProviderHints Hints => ProviderHints.Of(_form.Preset);

    private string? ProblemText =>
        Problem switch
        {
            null or "none" => null,
            "unavailable" =>
                "The provider could not be asked: its discovery, its keys or a pushed request failed. The test below says which.",
            "invalid_client" => "The provider refused the client id or the secret.",
            "expired" => "The answer came too late, twice, or to another window.",
            "denied" => "The sign-in was cancelled at the provider.",
            "sso.forbidden" => "A rehearsal needs the permission to manage single sign-on.",
            _ => $"The provider's answer was refused ({(Problem.All(char.IsLetterOrDigit) ? Problem : "refused")}).",
        };

    private string StateText =>
        _view!.State switch
        {
            ProviderState.Draft => "Nobody can use it yet. Rehearse it, then try it with the pilot users.",
            ProviderState.Pilot =>
                $"{Formats.Count(_view.Settings.PilotEmails.Count, "pilot user")} can use it; everybody else signs in as before.",
            ProviderState.Enabled => "Everybody of your organisation can use it. Whether they have to is decided on the page before.",
            _ => "Nobody can use it, and its sessions have ended.",
        };

    private IEnumerable<(ProviderState State, string Label)> Moves =>
        _view!.State switch
        {
            ProviderState.Draft or ProviderState.Disabled =>
            [
                (ProviderState.Pilot, "Start the pilot"),
                (ProviderState.Enabled, "Open it to everybody"),
            ],
            ProviderState.Pilot => [(ProviderState.Enabled, "Open it to everybody"), (ProviderState.Disabled, "Disable")],
            _ => [(ProviderState.Pilot, "Back to the pilot"), (ProviderState.Disabled, "Disable")],
        };

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync() => LoadAsync();

    private string AddressOf(string what) => $"{Navigation.BaseUri}sso/{_view!.Id:D}/{what}";

    private async Task LoadAsync()
    {
        _roles = (await ListRoles.ExecuteAsync()) is { IsSuccess: true } roles ? roles.Value : [];
        if (Id is null)
        {
            var preset = Enum.TryParse<ProviderPreset>(Preset, ignoreCase: true, out var kind) ? kind : ProviderPreset.Custom;
            _form = ProviderFormValues.Of(ProviderHints.DraftOf(preset));
            _state = MayManage ? ViewState.Ready : ViewState.NoPermission;
            return;
        }

        var found = await Providers.ExecuteAsync();
        _view = found.IsSuccess ? found.Value.FirstOrDefault(p => p.Id == Id) : null;
        _error = found.Failure?.Message ?? (_view is null ? "There is no such identity provider." : null);
        _state = _view is null ? ViewState.Error : ViewState.Ready;
        _form = _view is null ? _form : ProviderFormValues.Of(_view.Settings);
    }

    private async Task SaveAsync()
    {
        var saved = await Save.ExecuteAsync(_view?.Id, _form.ToDraft(), _view?.Version);
        _failure = saved.Failure?.Message;
        if (!saved.IsSuccess)
        {
            return;
        }

        Toast.Success($"{saved.Value.Settings.Name} is saved");
        if (_view is null)
        {
            Navigation.NavigateTo($"/admin/sso/{saved.Value.Id:D}");
            return;
        }

        await LoadAsync();
    }

    private async Task TestAsync()
    {
        var tested = await Test.ExecuteAsync(_view!.Id);
        if (!Told(tested.Failure))
        {
            _checks = tested.Value;
        }
    }

    private async Task MoveAsync(ProviderState state)
    {
        var before = _view!.State;
        if (
            state == ProviderState.Disabled
            && !await Confirm.AskAsync(
                $"Disable {_view.Settings.Name}?",
                "Nobody can use it until it is opened again, and the sessions that began with it end now.",
                "Disable",
                danger: true
            )
        )
        {
            return;
        }

        var moved = await SetState.ExecuteAsync(_view.Id, state);
        if (Told(moved.Failure))
        {
            return;
        }

        Toast.Success(
            $"{moved.Value.Settings.Name} is {ProviderStateBadge.Text(state)}",
            before is ProviderState.Draft ? null : () => InvokeAsync(() => MoveAsync(before))
        );
        await LoadAsync();
        StateHasChanged();
    }

    private async Task RemoveAsync()
    {
        var agreed = await Confirm.AskAsync(
            $"Remove {_view!.Settings.Name}?",
            $"{_view.People} people lose their connection to it; their memberships stay.",
            "Remove",
            danger: true
        );
        if (agreed && !Told((await Remove.ExecuteAsync(_view.Id)).Failure))
        {
            Navigation.NavigateTo("/admin/sso");
        }
    }

    private bool Told(Failure? failure)
    {
        if (failure is not null)
        {
            Toast.ShowFailure(failure);
        }

        return failure is not null;
    }
}
