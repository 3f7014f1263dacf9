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

    private ProviderHints Hints => ProviderHints.Of(_form.Preset, L);

    private string? ProblemText =>
        Problem switch
        {
            null or "none" => null,
            "unavailable" => L[
                "The provider could not be asked: its discovery, its keys or a pushed request failed. The test below says which."
            ].Value,
            "invalid_client" => L["The provider refused the client id or the secret."].Value,
            "expired" => L["The answer came too late, twice, or to another window."].Value,
            "denied" => L["The sign-in was cancelled at the provider."].Value,
            "sso.forbidden" => L["A rehearsal needs the permission to manage single sign-on."].Value,
            _ => L["The provider's answer was refused ({0}).", Problem.All(char.IsLetterOrDigit) ? Problem : "refused"].Value,
        };

    private string StateText =>
        _view!.State switch
        {
            ProviderState.Draft => L["Nobody can use it yet. Rehearse it, then try it with the pilot users."],
            ProviderState.Pilot when _view.Settings.PilotEmails.Count == 1 => L[
                "{0} pilot user can use it; everybody else signs in as before.",
                1
            ],
            ProviderState.Pilot => L[
                "{0} pilot users can use it; everybody else signs in as before.",
                Formats.Number(_view.Settings.PilotEmails.Count, 0)
            ],
            ProviderState.Enabled => L["Everybody of your organisation can use it. Whether they have to is decided on the page before."],
            _ => L["Nobody can use it, and its sessions have ended."],
        };

    private IEnumerable<(ProviderState State, string Label)> Moves =>
        _view!.State switch
        {
            ProviderState.Draft or ProviderState.Disabled =>
            [
                (ProviderState.Pilot, L["Start the pilot"]),
                (ProviderState.Enabled, L["Open it to everybody"]),
            ],
            ProviderState.Pilot => [(ProviderState.Enabled, L["Open it to everybody"]), (ProviderState.Disabled, L["Disable"])],
            _ => [(ProviderState.Pilot, L["Back to the pilot"]), (ProviderState.Disabled, L["Disable"])],
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
            _form = ProviderFormValues.Of(ProviderHints.DraftOf(preset, L));
            _state = MayManage ? ViewState.Ready : ViewState.NoPermission;
            return;
        }

        var found = await Providers.ExecuteAsync();
        _view = found.IsSuccess ? found.Value.FirstOrDefault(p => p.Id == Id) : null;
        _error = found.Failure?.Localized() ?? (_view is null ? L["There is no such identity provider."].Value : null);
        _state = _view is null ? ViewState.Error : ViewState.Ready;
        _form = _view is null ? _form : ProviderFormValues.Of(_view.Settings);
    }

    private async Task SaveAsync()
    {
        var saved = await Save.ExecuteAsync(_view?.Id, _form.ToDraft(), _view?.Version);
        _failure = saved.Failure?.Localized();
        if (!saved.IsSuccess)
        {
            return;
        }

        Toast.Success(L["{0} is saved", saved.Value.Settings.Name]);
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
                L["Disable {0}?", _view.Settings.Name],
                L["Nobody can use it until it is opened again, and the sessions that began with it end now."],
                L["Disable"],
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
            L["{0} is {1}", moved.Value.Settings.Name, ProviderStateBadge.Text(state, L)],
            before is ProviderState.Draft ? null : () => InvokeAsync(() => MoveAsync(before))
        );
        await LoadAsync();
        StateHasChanged();
    }

    private async Task RemoveAsync()
    {
        var agreed = await Confirm.AskAsync(
            L["Remove {0}?", _view!.Settings.Name],
            L["{0} people lose their connection to it; their memberships stay.", _view.People],
            L["Remove"],
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
