using System.Globalization;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using OptiBid.Tests.Support;
using OptiBid.Web.Components.Layout;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Tests.Web.Shell;

/// <summary>What a worker or another circuit raises is drawn in the language of the reader.</summary>
public sealed class ReaderComponentTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_event_of_somebody_else_is_drawn_in_the_readers_language_and_leaves_theirs_alone(bool asynchronous)
    {
        await using var bunit = new BunitContext();
        IRenderedComponent<Clock> clock;
        using (new Speaking("de-DE"))
        {
            clock = bunit.Render<Clock>();
            Assert.Equal("1,5 de", clock.Markup);
        }

        using var english = new Speaking("en-GB");
        await clock.Instance.TickAsync(asynchronous);
        clock.WaitForAssertion(() => Assert.Equal("2,5 de", clock.Markup));
        Assert.Equal(("en-GB", "en"), (CultureInfo.CurrentCulture.Name, CultureInfo.CurrentUICulture.Name));
    }

    [Fact]
    public void Every_component_of_the_app_has_it_but_layouts_and_boundaries()
    {
        var without = typeof(NavPages)
            .Assembly.GetTypes()
            .Where(t => typeof(ComponentBase).IsAssignableFrom(t) && !typeof(ReaderComponent).IsAssignableFrom(t))
            .Where(t => !typeof(LayoutComponentBase).IsAssignableFrom(t) && !typeof(ErrorBoundaryBase).IsAssignableFrom(t))
            .Where(t => !t.IsAssignableTo(typeof(MudBlazor.MudComponentBase)) && !t.Name.StartsWith("_Imports", StringComparison.Ordinal))
            .Select(t => t.FullName);
        Assert.Empty(without);
    }

    private sealed class Clock : ReaderComponent
    {
        private double _ticks = 1.5;

        public Task TickAsync(bool asynchronous) =>
            asynchronous
                ? InvokeAsync(async () =>
                {
                    await Task.Yield();
                    _ticks++;
                    StateHasChanged();
                })
                : InvokeAsync(() =>
                {
                    _ticks++;
                    StateHasChanged();
                });

        protected override void BuildRenderTree(RenderTreeBuilder builder) =>
            builder.AddContent(0, $"{Formats.Number(_ticks, 1)} {CultureInfo.CurrentUICulture.Name}");
    }
}
