using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Identity;
using OptiBid.Tests.Core.Portfolios;
using OptiBid.Tests.Support;
using OptiBid.Tests.Web.Markets;
using OptiBid.Web.Components.Shared;
using OptiBid.Web.Features.Dashboards.Export;

namespace OptiBid.Tests.Web.Dashboards;

public sealed class DashboardExporterTests
{
    private static readonly ExportSubject s_template = new(null, "risk", "Risk", "ERCOT · HB_NORTH", "Monday to Friday", UserClock.Utc);

    private static CancellationToken Token => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_log_has_the_export_before_the_browser_has_the_file_and_the_page_is_put_back()
    {
        await using var desk = new MarketDesk(FakeUser.Reads);
        var session = Session(desk, [Tile("a"), Tile("b")]);
        session.Setup<long>("compose", _ => true).SetResult(4711);
        session.SetupVoid("take", _ => true).SetVoidResult();
        var trail = (MemoryTrail)desk.Services.GetRequiredService<IAuditTrail>();
        var loggedAtSave = -1;
        session
            .SetupVoid(
                "save",
                _ =>
                {
                    loggedAtSave = trail.Events.Count(e => e.Action == "dashboards.exported");
                    return true;
                }
            )
            .SetVoidResult();
        session.SetupVoid("end").SetVoidResult();
        var steps = new List<(int, int)>();
        var made = await RunAsync(desk, s_template, (done, total) => steps.Add((done, total)));
        Assert.True(made.IsSuccess);
        Assert.Equal([(0, 2), (1, 2), (2, 2)], steps);
        Assert.Equal(1, loggedAtSave);
        var row = Assert.Single(trail.Events, e => e.Action == "dashboards.exported");
        Assert.Equal(("dashboard", "risk"), (row.ObjectType, row.ObjectId));
        Assert.Contains("Format = png, Widgets = 2, Bytes = 4711", row.After!.ToString(), StringComparison.Ordinal);
        session.VerifyInvoke("end");
    }

    [Fact]
    public async Task A_picture_that_fails_puts_the_page_back_and_logs_no_export()
    {
        await using var desk = new MarketDesk(FakeUser.Reads);
        var session = Session(desk, [Tile("a")]);
        session.SetupVoid("take", _ => true).SetException(new Microsoft.JSInterop.JSException("no canvas"));
        session.SetupVoid("end").SetVoidResult();
        await Assert.ThrowsAsync<Microsoft.JSInterop.JSException>(() => RunAsync(desk, s_template, (_, _) => { }));
        session.VerifyInvoke("end");
        Assert.DoesNotContain(
            ((MemoryTrail)desk.Services.GetRequiredService<IAuditTrail>()).Events,
            e => e.Action == "dashboards.exported"
        );
    }

    [Theory]
    [InlineData(true, FailureKind.Forbidden)]
    [InlineData(false, FailureKind.Forbidden)]
    public async Task Who_may_not_read_dashboards_makes_no_file(bool isTemplate, FailureKind expected)
    {
        await using var desk = new MarketDesk(Permissions.ReadMarkets);
        var made = await RunAsync(desk, isTemplate ? s_template : s_template with { Id = Guid.CreateVersion7() }, (_, _) => { });
        Assert.Equal(expected, made.Failure!.Kind);
        Assert.Empty(desk.JSInterop.Invocations);
    }

    private static async Task<Result<Done>> RunAsync(MarketDesk desk, ExportSubject subject, Action<int, int> progress)
    {
        using var scope = desk.Services.CreateScope();
        return await scope
            .ServiceProvider.GetRequiredService<DashboardExporter>()
            .ExecuteAsync(PictureFormat.Png, subject, new ElementReference("board"), new ElementReference("cover"), progress, Token);
    }

    private static BunitJSModuleInterop Session(MarketDesk desk, DashboardExporter.DrawnTile[] tiles)
    {
        var session = desk.JSInterop.SetupModule("./js/dashboard-picture.js").SetupModule("begin", _ => true);
        session.Mode = JSRuntimeMode.Strict;
        session.Setup<DashboardExporter.DrawnTile[]>("tiles").SetResult(tiles);
        return session;
    }

    private static DashboardExporter.DrawnTile Tile(string id) =>
        new(id, 0, 0, 300, 200, 39, "Title", "Simulated", "simulated", null, 3, false);
}
