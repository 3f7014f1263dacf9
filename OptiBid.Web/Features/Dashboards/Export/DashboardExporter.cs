using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using OptiBid.Core.Common;
using OptiBid.Core.Dashboards.Boards;
using OptiBid.Core.Data;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Dashboards.Export;

/// <summary>Kinds of files that show a dashboard.</summary>
public enum PictureFormat
{
    /// <summary>One picture.</summary>
    Png,

    /// <summary>Pages of A4 across.</summary>
    Pdf,
}

/// <summary>What of a dashboard goes into a file.</summary>
/// <param name="Id">The dashboard, or null: a template.</param>
/// <param name="Key">The template, or null.</param>
/// <param name="Title">Its title.</param>
/// <param name="Choices">Market, node and asset in words.</param>
/// <param name="Span">The time range with its zone.</param>
/// <param name="Clock">The reader's clock.</param>
public sealed record ExportSubject(Guid? Id, string? Key, string Title, string Choices, string Span, UserClock Clock);

/// <summary>
/// Saves what a dashboard shows as PNG or PDF. The browser draws the widgets, in the colours of paper; the PDF is written here. Reading the
/// dashboard is asked for again, and the audit log has who saved what before the browser has the file. Scoped to the circuit.
/// </summary>
/// <param name="find">Asks whether the dashboard may be read.</param>
/// <param name="organisations">Name of the organisation.</param>
/// <param name="user">Who exports.</param>
/// <param name="trail">The audit log.</param>
/// <param name="downloads">Hands files to the browser.</param>
/// <param name="js">The browser.</param>
/// <param name="time">The clock.</param>
/// <param name="factory">The words.</param>
public sealed class DashboardExporter(
    IFindDashboard find,
    IReadOrganisation organisations,
    ICurrentUser user,
    IAuditTrail trail,
    IDownloads downloads,
    IJSRuntime js,
    TimeProvider time,
    IStringLocalizerFactory factory
)
{
    private const long MostBytes = 64 * 1024 * 1024;
    private readonly IStringLocalizer _texts = factory.Create(typeof(Texts));

    /// <summary>
    /// Makes the file of the board that stands in the page and hands it over; <paramref name="cover"/> is the dialog that hides the page
    /// meanwhile, <paramref name="progress"/> is told how many of the widgets are drawn. A browser that cannot do it throws
    /// <see cref="JSException"/>.
    /// </summary>
    public async Task<Result<Done>> ExecuteAsync(
        PictureFormat format,
        ExportSubject subject,
        ElementReference board,
        ElementReference cover,
        Action<int, int> progress,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(progress);
        if (await RefusedAsync(subject, cancellationToken) is { } refused)
        {
            return refused;
        }

        var heading = await HeadingAsync(subject, cancellationToken);
        await using var module = await js.InvokeAsync<IJSObjectReference>("import", cancellationToken, "./js/dashboard-picture.js");
        // Not to be cancelled: what begins has to be ended.
        var session = await module.InvokeAsync<IJSObjectReference>("begin", CancellationToken.None, board, cover);
        try
        {
            var tiles = await session.InvokeAsync<DrawnTile[]>("tiles", cancellationToken);
            progress(0, tiles.Length);
            var name = FileName(subject, format);
            if (format == PictureFormat.Png)
            {
                await SavePictureAsync(session, subject, heading, tiles, name, progress, cancellationToken);
            }
            else
            {
                await SavePaperAsync(session, subject, heading, tiles, name, progress, cancellationToken);
            }

            return Done.Instance;
        }
        finally
        {
            await EndAsync(session);
        }
    }

    /// <summary>What a widget could not show, or null.</summary>
    private string? Note(DrawnTile tile) =>
        tile.Rows == 1 ? _texts["One more row"].Value
        : tile.Rows > 1 ? _texts["{0} more rows", tile.Rows].Value
        : tile.Other ? _texts["More on the screen"].Value
        : null;

    private async Task<Failure?> RefusedAsync(ExportSubject subject, CancellationToken cancellationToken)
    {
        if (subject.Id is { } id)
        {
            return (await find.ExecuteAsync(id, cancellationToken)).Failure;
        }

        return user.Has(Permissions.ReadDashboards)
            ? null
            : new SimpleFailure("identity.forbidden", $"This needs the permission {Permissions.ReadDashboards}", FailureKind.Forbidden);
    }

    private async Task<PaperHeading> HeadingAsync(ExportSubject subject, CancellationToken cancellationToken)
    {
        var organisation = await organisations.ExecuteAsync(cancellationToken);
        var made = _texts["Made {0} by {1}", subject.Clock.Text(time.GetUtcNow().UtcDateTime), user.Name].Value;
        var choices = organisation.IsSuccess ? $"{organisation.Value.Name} · {subject.Choices}" : subject.Choices;
        return new(
            subject.Title,
            [choices, subject.Span, _texts["{0}, in light colours for paper", made].Value],
            $"OptiBid · {choices} · {made}",
            CultureInfo.CurrentUICulture.Name
        );
    }

    private async Task SavePictureAsync(
        IJSObjectReference session,
        ExportSubject subject,
        PaperHeading heading,
        DrawnTile[] tiles,
        string name,
        Action<int, int> progress,
        CancellationToken cancellationToken
    )
    {
        for (var i = 0; i < tiles.Length; i++)
        {
            await session.InvokeVoidAsync("take", cancellationToken, tiles[i].Id);
            progress(i + 1, tiles.Length);
        }

        var notes = tiles.ToDictionary(t => t.Id, Note, StringComparer.Ordinal);
        var bytes = await session.InvokeAsync<long>("compose", cancellationToken, new { heading.Title, heading.Lines }, notes);
        await RecordAsync(subject, "png", tiles.Length, bytes, cancellationToken);
        await session.InvokeVoidAsync("save", cancellationToken, name);
    }

    private async Task SavePaperAsync(
        IJSObjectReference session,
        ExportSubject subject,
        PaperHeading heading,
        DrawnTile[] tiles,
        string name,
        Action<int, int> progress,
        CancellationToken cancellationToken
    )
    {
        var width = await session.InvokeAsync<double>("width", cancellationToken);
        var widgets = new List<PaperWidget>(tiles.Length);
        foreach (var t in tiles)
        {
            var picture = await PictureAsync(session, t.Id, cancellationToken);
            widgets.Add(new(new(t.Id, t.X, t.Y, t.W, t.H), t.Title, t.Mark, t.Kind, t.AsOf, Note(t), t.Head, picture));
            progress(widgets.Count, tiles.Length);
        }

        var madeUtc = time.GetUtcNow().UtcDateTime;
        // Pictures are unpacked and packed again: that is work for a thread of its own.
        var file = await Task.Run(() => DashboardPdf.Write(heading, widgets, width, madeUtc), cancellationToken);
        await RecordAsync(subject, "pdf", tiles.Length, file.Length, cancellationToken);
        await downloads.SaveAsync(name, "application/pdf", file);
    }

    private static async Task<byte[]> PictureAsync(IJSObjectReference session, string id, CancellationToken cancellationToken)
    {
        await using var reference = await session.InvokeAsync<IJSStreamReference>("picture", cancellationToken, id);
        await using var stream = await reference.OpenReadStreamAsync(MostBytes, cancellationToken);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, cancellationToken);
        return bytes.ToArray();
    }

    private Task RecordAsync(ExportSubject subject, string format, int widgets, long bytes, CancellationToken cancellationToken) =>
        trail.RecordAsync(
            new(
                "dashboards.exported",
                "dashboard",
                subject.Id?.ToString() ?? subject.Key,
                After: new
                {
                    Format = format,
                    Widgets = widgets,
                    Bytes = bytes,
                }
            ),
            cancellationToken
        );

    private string FileName(ExportSubject subject, PictureFormat format)
    {
        var title = string.Concat(subject.Title.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-');
        var at = time.GetUtcNow().ToString("yyyyMMdd-HHmm'Z'", Formats.Culture);
        return $"{(title.Length > 0 ? title : "dashboard")}-{at}.{(format == PictureFormat.Png ? "png" : "pdf")}";
    }

    private static async Task EndAsync(IJSObjectReference session)
    {
        try
        {
            await session.InvokeVoidAsync("end");
            await session.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser has gone, and the page that was to be put back with it.
        }
    }

    /// <summary>A widget as the browser measured it.</summary>
    internal sealed record DrawnTile(
        string Id,
        double X,
        double Y,
        double W,
        double H,
        double Head,
        string Title,
        string? Mark,
        string? Kind,
        string? AsOf,
        int Rows,
        bool Other
    );
}
