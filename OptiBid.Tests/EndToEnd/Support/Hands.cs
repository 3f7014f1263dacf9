using Microsoft.Playwright;

namespace OptiBid.Tests.EndToEnd.Support;

/// <summary>How a person works a page, so that one journey runs by mouse and by keyboard alone.</summary>
internal abstract class Hands(IPage page)
{
    private const int MostTabs = 250;

    /// <summary>The page; a journey may go on in another window.</summary>
    public IPage Page { get; set; } = page;

    /// <summary>Hands on a mouse, or on a keyboard that has Tab, Enter, Space, arrows and letters.</summary>
    public static Hands On(string device, IPage page) => device == "mouse" ? new Mouse(page) : new Keyboard(page);

    /// <summary>Presses a button, follows a link, ticks a box.</summary>
    public abstract Task PressAsync(ILocator what);

    /// <summary>Fills a field; what stood there is replaced.</summary>
    public abstract Task TypeAsync(ILocator field, string text);

    /// <summary>Chooses from a list by the name of the choice.</summary>
    public abstract Task ChooseAsync(ILocator list, string name);

    /// <summary>Opens a menu and chooses from it.</summary>
    public abstract Task ChooseFromMenuAsync(ILocator menu, ILocator item);

    /// <summary>Presses the button with this name.</summary>
    public Task PressAsync(string button) => PressAsync(Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }));

    /// <summary>Fills the field with this label.</summary>
    public Task TypeAsync(string label, string text) => TypeAsync(Page.GetByLabel(label, new() { Exact = true }), text);

    /// <summary>Presses a button of the open dialog, once the dialog has taken the focus.</summary>
    public async Task ConfirmAsync(string button)
    {
        await Page.WaitForFunctionAsync("() => document.querySelector('.mud-dialog')?.contains(document.activeElement)");
        await Page.AtRestAsync();
        await PressAsync(Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = button, Exact = true }));
    }

    private sealed class Mouse(IPage page) : Hands(page)
    {
        public override Task PressAsync(ILocator what) => what.ClickAsync();

        public override async Task TypeAsync(ILocator field, string text)
        {
            await field.ClickAsync();
            await field.FillAsync(text);
        }

        public override async Task ChooseFromMenuAsync(ILocator menu, ILocator item)
        {
            await menu.ClickAsync();
            await item.ClickAsync();
        }

        public override Task ChooseAsync(ILocator list, string name) => list.SelectOptionAsync(new SelectOptionValue { Label = name });
    }

    private sealed class Keyboard(IPage page) : Hands(page)
    {
        public override async Task PressAsync(ILocator what)
        {
            await ReachAsync(what);
            var isBox = await what.EvaluateAsync<bool>("e => e.type === 'checkbox' || e.type === 'radio'");
            await Page.Keyboard.PressAsync(isBox ? "Space" : "Enter");
        }

        public override async Task TypeAsync(ILocator field, string text)
        {
            // A browser selects what stands in a field that Tab reaches: typing replaces it.
            await ReachAsync(field);
            await Page.Keyboard.TypeAsync(text);
        }

        public override async Task ChooseAsync(ILocator list, string name)
        {
            await ReachAsync(list);
            await Page.Keyboard.TypeAsync(name);
        }

        public override async Task ChooseFromMenuAsync(ILocator menu, ILocator item)
        {
            await PressAsync(menu);
            await ReachAsync(item, "ArrowDown");
            await Page.Keyboard.PressAsync("Enter");
        }

        private async Task ReachAsync(ILocator what, string key = "Tab")
        {
            await what.WaitForAsync();
            for (var i = 0; i < MostTabs; i++)
            {
                // Dialogs and circuits draw what has the focus anew; then it is asked for again.
                if (await what.EvaluateAsync<bool>("e => e === document.activeElement"))
                {
                    return;
                }

                await Page.Keyboard.PressAsync(key);
            }

            Assert.Fail($"{what} is not reached with {MostTabs} presses of {key} on {Page.Url}");
        }
    }
}
