using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MudBlazor;
using MudBlazor.Services;

namespace OptiBid.Tests.Benchmarks;

/// <summary>The measure beside ours: a MudBlazor app with nothing but a table of ten rows that ticks twice a second.</summary>
internal static class BareApp
{
    public static WebApplication Build(Action<IApplicationBuilder> more)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddMudServices();
        var app = builder.Build();
        more(app);
        app.UseAntiforgery();
        app.MapRazorComponents<BareDocument>().AddInteractiveServerRenderMode();
        return app;
    }
}

/// <summary>The document with one interactive component.</summary>
[Route("/")]
public sealed class BareDocument : ComponentBase
{
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddMarkupContent(0, "<!DOCTYPE html>");
        builder.OpenElement(1, "html");
        builder.OpenElement(2, "body");
        builder.OpenComponent<BareTicker>(3);
        builder.AddComponentRenderMode(new InteractiveServerRenderMode(prerender: false));
        builder.CloseComponent();
        builder.CloseElement();
        builder.CloseElement();
    }
}

/// <summary>The table.</summary>
public sealed class BareTicker : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private double[] _prices = [.. Enumerable.Range(0, 10).Select(i => 30.0 + i)];
    private int _tick;

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    protected override void OnInitialized() => _ = TickAsync(_stop.Token);

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.OpenComponent<MudThemeProvider>(0);
        builder.CloseComponent();
        builder.OpenComponent<MudPopoverProvider>(1);
        builder.CloseComponent();
        builder.OpenComponent<MudTable<double>>(2);
        builder.AddComponentParameter(3, nameof(MudTable<double>.Items), _prices);
        builder.AddComponentParameter(
            4,
            nameof(MudTable<double>.RowTemplate),
            (RenderFragment<double>)(
                price =>
                    row =>
                    {
                        row.OpenComponent<MudTd>(0);
                        row.AddComponentParameter(
                            1,
                            "ChildContent",
                            (RenderFragment)(cell => cell.AddContent(0, price.ToString("N2", CultureInfo.InvariantCulture)))
                        );
                        row.CloseComponent();
                    }
            )
        );
        builder.CloseComponent();
    }

    private async Task TickAsync(CancellationToken token)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        try
        {
            while (await timer.WaitForNextTickAsync(token))
            {
                _tick++;
                _prices = [.. _prices.Select((p, i) => p + Math.Sin(_tick + i))];
                await InvokeAsync(StateHasChanged);
            }
        }
        catch (OperationCanceledException)
        {
            // The circuit ended.
        }
    }
}
