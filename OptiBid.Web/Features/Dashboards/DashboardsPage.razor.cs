using Microsoft.AspNetCore.Components;
using MudBlazor;
using OptiBid.Core.Common;
using OptiBid.Core.Dashboards.Boards;
using OptiBid.Core.Dashboards.Content;
using OptiBid.Core.Identity;
using OptiBid.Web.Components.Shared;
using OptiBid.Web.Components.Widgets;

namespace OptiBid.Web.Features.Dashboards;

/// <summary>Every dashboard that the user sees, and the templates.</summary>
public sealed partial class DashboardsPage
{
    private IReadOnlyList<DashboardSummary> _boards = [];
    private ViewState _state = ViewState.Loading;
    private string? _error;
    private string _text = "";

    /// <summary>The list.</summary>
    [Inject]
    public required IListDashboards List { get; init; }

    /// <summary>One of them, for its file.</summary>
    [Inject]
    public required IFindDashboard Find { get; init; }

    /// <summary>The templates.</summary>
    [Inject]
    public required IDashboardTemplates Templates { get; init; }

    /// <summary>What can be done.</summary>
    [Inject]
    public required DashboardActions Commands { get; init; }

    /// <summary>Who looks.</summary>
    [Inject]
    public required ICurrentUser User { get; init; }

    /// <summary>Addresses.</summary>
    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>Opens dialogs.</summary>
    [Inject]
    public required IDialogService Dialogs { get; init; }

    private bool CanWrite => User.Has(Permissions.WriteDashboards);

    /// <inheritdoc/>
    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        var listed = await List.ExecuteAsync();
        (_boards, _error) = (listed.IsSuccess ? listed.Value : [], listed.Failure?.Localized());
        _state =
            listed.Failure is not { } failure ? ViewState.Ready
            : failure.Kind == FailureKind.Forbidden ? ViewState.NoPermission
            : ViewState.Error;
    }

    private IEnumerable<(string Heading, string Empty, IReadOnlyList<DashboardSummary> Boards)> Groups()
    {
        var found = _boards.Where(b => Matches(b.Title, b.Description, b.OwnedBy)).ToList();
        if (CanWrite)
        {
            yield return (L["My dashboards"], L["None yet. Use a template or begin with an empty one."], [.. found.Where(b => b.IsMine)]);
        }

        yield return (
            L["Shared in the organisation"],
            L["Nobody shares a dashboard yet. Yours is shared from its menu."],
            [.. found.Where(b => !b.IsMine)]
        );
    }

    private int Count() =>
        _boards.Count(b => Matches(b.Title, b.Description, b.OwnedBy))
        + Templates.All.Count(t => Matches(L[t.Content.Title], L[t.Content.Description]));

    private bool Matches(params string[] texts) =>
        _text
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .All(word => texts.Any(t => t.Contains(word, StringComparison.CurrentCultureIgnoreCase)));

    private List<MenuAction> ActionsOf(DashboardSummary board)
    {
        var actions = new List<MenuAction>();
        if (board.CanEdit)
        {
            actions.Add(new(Icons.Material.Outlined.Edit, L["Edit"], () => GoAsync($"dashboards/{board.Id}/edit")));
        }

        actions.Add(
            board.IsHome
                ? new(Icons.Material.Outlined.Home, L["Use the desk as start page"], () => SetHomeAsync(null))
                : new(Icons.Material.Outlined.Home, L["Set as start page"], () => SetHomeAsync(board.Id))
        );
        if (CanWrite)
        {
            actions.Add(new(Icons.Material.Outlined.ContentCopy, L["Duplicate"], () => OpenAsync(Commands.DuplicateAsync(board.Id))));
        }

        actions.Add(new(Icons.Material.Outlined.Download, L["Export as JSON"], () => ExportAsync(board.Id)));
        if (board.CanDelete)
        {
            actions.Add(new(Icons.Material.Outlined.Delete, L["Delete"], () => DeleteAsync(board)));
        }

        return actions;
    }

    private Task GoAsync(string address)
    {
        Navigation.NavigateTo(address);
        return Task.CompletedTask;
    }

    private async Task OpenAsync(Task<Guid?> made)
    {
        if (await made is { } id)
        {
            Navigation.NavigateTo($"dashboards/{id}/edit");
        }
    }

    private Task UseAsync(DashboardTemplate template) =>
        OpenAsync(
            Commands.CreateAsync(
                template.Content with
                {
                    Title = L[template.Content.Title],
                    Description = L[template.Content.Description],
                },
                $"template {template.Key}"
            )
        );

    private async Task CreateAsync()
    {
        var parameters = new DialogParameters<DetailsDialog> { { d => d.Content, DashboardContent.Empty("") } };
        var dialog = await Dialogs.ShowAsync<DetailsDialog>(L["New dashboard"], parameters, Options());
        if (await dialog.Result is { Canceled: false, Data: DashboardContent content })
        {
            await OpenAsync(Commands.CreateAsync(content, "nothing"));
        }
    }

    private async Task ImportAsync()
    {
        var dialog = await Dialogs.ShowAsync<ImportDialog>(L["Import a dashboard"], Options());
        if (await dialog.Result is { Canceled: false, Data: DashboardContent content })
        {
            await OpenAsync(Commands.CreateAsync(content, "file"));
        }
    }

    private async Task ExportAsync(Guid id)
    {
        if (await Find.ExecuteAsync(id) is { IsSuccess: true } found)
        {
            await Commands.ExportAsync(found.Value.Content, id.ToString());
        }
    }

    private async Task SetHomeAsync(Guid? id)
    {
        if (await Commands.SetHomeAsync(id))
        {
            await LoadAsync();
        }
    }

    private async Task DeleteAsync(DashboardSummary board)
    {
        if (await Commands.DeleteAsync(board.Id, board.Title, () => InvokeAsync(ShowAgainAsync)))
        {
            await LoadAsync();
        }
    }

    private async Task ShowAgainAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }

    private static DialogOptions Options() =>
        new()
        {
            MaxWidth = MaxWidth.Small,
            FullWidth = true,
            CloseButton = true,
            BackdropClick = false,
        };
}
