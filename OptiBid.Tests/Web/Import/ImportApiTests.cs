using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets.Import;
using OptiBid.Core.Series;
using OptiBid.Tests.Core.Markets.Simulated;
using OptiBid.Tests.Core.Portfolios;
using OptiBid.Web.Api;
using OptiBid.Web.Features.Import;

namespace OptiBid.Tests.Web.Import;

/// <summary>The endpoints over HTTP with the real queue.</summary>
public sealed class ImportApiTests : IAsyncLifetime
{
    private const string Rows = "delivery_date,hour_ending,repeated_hour_flag,HB_NORTH\n2024-01-01,1,N,10\n2024-01-01,2,N,oops\n";
    private readonly MemorySeriesStore _store = new();
    private readonly FakeUser _user = new(Permissions.ImportData);
    private WebApplication? _app;
    private HttpClient? _http;

    private HttpClient Http => _http!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Configuration["Import:MaxUploadBytes"] = "1000";
        builder.Services.AddOptiBidApi();
        // The gate stands before the endpoints in the app; here the commands alone decide.
        builder.Services.Configure<Microsoft.AspNetCore.Routing.RouteOptions>(o => o.SuppressCheckForUnhandledSecurityMetadata = true);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<ITimeSeriesStore>(_store);
        builder.Services.AddSingleton<ICurrentUser>(_user);
        builder.Services.AddSingleton<OptiBid.Core.Notifications.Inbox.IInbox>(new OptiBid.Tests.Support.MemoryInbox());
        builder.Services.AddSingleton<OptiBid.Core.Data.IAuditTrail>(new OptiBid.Tests.Support.MemoryTrail());
        builder.Services.AddScoped<OptiBid.Core.Identity.ScopeActor>();
        builder.Services.AddImport();
        _app = builder.Build();
        new ImportEndpoints().Map(_app.MapGroup("/api/v1"));
        await _app.StartAsync(Token);
        _http = _app.GetTestClient();
    }

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    [Fact]
    [Trait("AttackCase", "41")]
    public async Task A_file_sent_as_multipart_is_imported_and_its_report_names_it()
    {
        using var form = new MultipartFormDataContent { { new StringContent("ercot"), "format" } };
        var file = new ByteArrayContent(Encoding.UTF8.GetBytes(Rows));
        file.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        form.Add(file, "file", "../../north.csv");
        var answer = await Http.PostAsync("/api/v1/imports", form, Token);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var report = await ReportAsync(answer.Headers.Location!);
        var first = report.GetProperty("files")[0];
        Assert.Equal("north.csv", first.GetProperty("path").GetString());
        Assert.Equal("imported", first.GetProperty("status").GetString());
        Assert.Equal(3, first.GetProperty("rejected")[0].GetProperty("line").GetInt64());
        Assert.Equal(1, report.GetProperty("series")[0].GetProperty("count").GetInt64());
        Assert.Single(await _store.ListAsync(Token));
    }

    [Fact]
    public async Task A_raw_body_is_imported_and_a_dry_run_changes_nothing()
    {
        var answer = await Http.PostAsync("/api/v1/imports?fileName=n.csv&dryRun=true", new StringContent(Rows), Token);
        var report = await ReportAsync(answer.Headers.Location!);
        Assert.Equal("checked", report.GetProperty("files")[0].GetProperty("status").GetString());
        Assert.Empty(await _store.ListAsync(Token));
    }

    [Fact]
    public async Task What_cannot_be_done_is_answered_with_its_reason()
    {
        var large = await Http.PostAsync("/api/v1/imports?fileName=n.csv", new StringContent(new string('x', 1001)), Token);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "import.too_large"), await CodeAsync(large));
        var format = await Http.PostAsync("/api/v1/imports?fileName=n.csv&format=xml", new StringContent(Rows), Token);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "import.format"), await CodeAsync(format));
        var nameless = await Http.PostAsync("/api/v1/imports", new StringContent(Rows), Token);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "import.request"), await CodeAsync(nameless));
        var mapping = await Http.PostAsync("/api/v1/imports?fileName=n.csv&mapping=%7B%22x%22:1%7D", new StringContent(Rows), Token);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "import.request"), await CodeAsync(mapping));
        var unknown = await Http.GetAsync($"/api/v1/imports/{Guid.CreateVersion7()}", Token);
        Assert.Equal((HttpStatusCode.NotFound, "import.not_found"), await CodeAsync(unknown));
        var gone = await Http.DeleteAsync($"/api/v1/imports/{Guid.CreateVersion7()}", Token);
        Assert.Equal((HttpStatusCode.NotFound, "import.not_found"), await CodeAsync(gone));
    }

    [Fact]
    public async Task A_finished_import_cannot_be_cancelled_and_is_listed()
    {
        var answer = await Http.PostAsync("/api/v1/imports?fileName=n.csv", new StringContent(Rows), Token);
        await ReportAsync(answer.Headers.Location!);
        var late = await Http.DeleteAsync(answer.Headers.Location, Token);
        Assert.Equal((HttpStatusCode.Conflict, "import.finished"), await CodeAsync(late));
        var list = await Http.GetFromJsonAsync<JsonElement>("/api/v1/imports", Token);
        Assert.Equal("done", list[0].GetProperty("state").GetString());
    }

    private async Task<JsonElement> ReportAsync(Uri job)
    {
        while (true)
        {
            var status = await Http.GetFromJsonAsync<JsonElement>(job, Token);
            var state = status.GetProperty("state").GetString();
            if (state is "done")
            {
                return await Http.GetFromJsonAsync<JsonElement>($"{job}/report", Token);
            }

            Assert.True(state is "queued" or "running", $"{state}: {status}");
            await Task.Delay(20, Token);
        }
    }

    private static async Task<(HttpStatusCode, string?)> CodeAsync(HttpResponseMessage answer) =>
        (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("code").GetString());
}
