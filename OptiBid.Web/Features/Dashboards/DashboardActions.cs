using Microsoft.Extensions.Localization;
using MudBlazor;
using OptiBid.Core.Common;
using OptiBid.Core.Dashboards.Boards;
using OptiBid.Core.Dashboards.Content;
using OptiBid.Core.Data;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Dashboards;

/// <summary>What gallery and dashboard do alike, with the words for it. Scoped to the circuit.</summary>
/// <param name="create">Creates.</param>
/// <param name="duplicate">Copies.</param>
/// <param name="delete">Deletes and restores.</param>
/// <param name="home">Sets the start page.</param>
/// <param name="dialogs">Opens dialogs.</param>
/// <param name="toast">Says what was done.</param>
/// <param name="downloads">Hands files to the browser.</param>
/// <param name="trail">The audit log.</param>
/// <param name="texts">The words.</param>
public sealed class DashboardActions(
    ICreateDashboard create,
    IDuplicateDashboard duplicate,
    IDeleteDashboard delete,
    IHomeDashboard home,
    IDialogService dialogs,
    IToast toast,
    IDownloads downloads,
    IAuditTrail trail,
    IStringLocalizerFactory texts
)
{
    private readonly IStringLocalizer _texts = texts.Create(typeof(Texts));

    /// <summary>Creates a dashboard; its id, or null when that was refused and said so.</summary>
    public async Task<Guid?> CreateAsync(DashboardContent content, string from) => IdOf(await create.ExecuteAsync(content, from));

    /// <summary>Copies a dashboard; the id of the copy, or null.</summary>
    public async Task<Guid?> DuplicateAsync(Guid id) => IdOf(await duplicate.ExecuteAsync(id));

    /// <summary>Deletes a dashboard and offers to take it back.</summary>
    public async Task<bool> DeleteAsync(Guid id, string title, Func<Task> afterRestore)
    {
        if (!Succeeded(await delete.ExecuteAsync(id)))
        {
            return false;
        }

        toast.Success(
            _texts["{0} is deleted", title],
            async () =>
            {
                if (Succeeded(await delete.ExecuteAsync(id, restore: true)))
                {
                    toast.Success(_texts["{0} is back", title]);
                    await afterRestore();
                }
            }
        );
        return true;
    }

    /// <summary>Sets the start page; null: the desk.</summary>
    public async Task<bool> SetHomeAsync(Guid? id)
    {
        if (!Succeeded(await home.SetAsync(id)))
        {
            return false;
        }

        toast.Success(id is null ? _texts["The desk is your start page"] : _texts["This dashboard is your start page"]);
        return true;
    }

    /// <summary>Opens the dialog of sharing; the dashboard as it is then, or null.</summary>
    public async Task<DashboardView?> ShareAsync(DashboardView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        var dialog = await dialogs.ShowAsync<ShareDialog>(
            _texts["Share {0}", view.Content.Title],
            new DialogParameters<ShareDialog> { { d => d.View, view } },
            new()
            {
                MaxWidth = MaxWidth.Small,
                FullWidth = true,
                CloseButton = true,
            }
        );
        if (await dialog.Result is not { Canceled: false, Data: DashboardView shared })
        {
            return null;
        }

        toast.Success(
            shared.Sharing == DashboardSharing.Organisation
                ? _texts["{0} is shared with your organisation", shared.Content.Title]
                : _texts["{0} is private", shared.Content.Title]
        );
        return shared;
    }

    /// <summary>Saves the file of a dashboard. The audit log has it before the browser has.</summary>
    public async Task ExportAsync(DashboardContent content, string name)
    {
        ArgumentNullException.ThrowIfNull(content);
        await trail.RecordAsync(
            new("dashboards.exported", "dashboard", name, After: new { Format = "json", Widgets = content.Widgets.Count })
        );
        await downloads.SaveAsync(
            $"dashboard-{name}.json",
            "application/json",
            System.Text.Encoding.UTF8.GetBytes(ContentFile.Write(content))
        );
    }

    private Guid? IdOf(Result<DashboardView> made) => Succeeded(made) ? made.Value.Id : null;

    private bool Succeeded<T>(Result<T> result)
    {
        if (result.Failure is { } failure)
        {
            toast.ShowFailure(failure);
        }

        return result.IsSuccess;
    }
}
