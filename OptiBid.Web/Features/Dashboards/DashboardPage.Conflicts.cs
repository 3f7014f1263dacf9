using MudBlazor;
using OptiBid.Core.Dashboards.Boards;
using OptiBid.Core.Dashboards.Content;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Dashboards;

/// <summary>Two people who save the same dashboard.</summary>
public sealed partial class DashboardPage
{
    private async Task HearAsync(DashboardSignal signal)
    {
        if (_view is null || _saving)
        {
            return;
        }

        if (signal.Version > _view.Version)
        {
            _news = signal;
        }
        else if (await Find.ExecuteAsync(_view.Id) is { IsSuccess: true } found && found.Value.Version == _view.Version)
        {
            // Shared, or no more: the content is the same.
            _view = found.Value;
        }

        StateHasChanged();
    }

    /// <summary>Somebody saved in between: a person decides, and nothing is lost whatever they choose.</summary>
    private async Task ResolveAsync(DashboardContent mine, DashboardChanged changed)
    {
        var theirs = changed.Theirs;
        var merged = ContentMerge.Merge(_editor!.Saved, mine, theirs.Content.Sized(k => Catalogue.Find(k)?.Info));
        var parameters = new DialogParameters<ConflictDialog> { { d => d.Theirs, theirs }, { d => d.Collisions, merged.Collisions } };
        var dialog = await Dialogs.ShowAsync<ConflictDialog>(
            L["{0} saved this dashboard meanwhile", theirs.UpdatedBy],
            parameters,
            new() { MaxWidth = MaxWidth.Small, FullWidth = true }
        );
        switch (await dialog.Result)
        {
            case { Canceled: false, Data: ConflictChoice.Merge }:
                await SaveAsync(merged.Content!, theirs.Version);
                break;
            case { Canceled: false, Data: ConflictChoice.Copy }:
                var copy = await Create.ExecuteAsync(mine with { Title = L["{0} (my version)", mine.Title] }, $"dashboard {Id}");
                if (copy.Failure is { } failure)
                {
                    Toast.ShowFailure(failure);
                    break;
                }

                Take(theirs);
                await Drafts.KeepAsync(theirs.Id, null);
                Toast.Success(L["Your version is saved as {0}", copy.Value.Content.Title]);
                Navigation.NavigateTo($"dashboards/{copy.Value.Id}");
                break;
            case { Canceled: false, Data: ConflictChoice.Overwrite }:
                await SaveAsync(mine, theirs.Version);
                break;
            default:
                _news = new(User.OrganisationId, theirs.Id, theirs.Version, theirs.UpdatedBy);
                break;
        }
    }
}
