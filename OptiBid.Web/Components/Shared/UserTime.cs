using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace OptiBid.Web.Components.Shared;

/// <summary>An instant on the reader's clock with its zone, as a <c>time</c> element whose title is the instant in UTC.</summary>
public sealed class UserTime : ReaderComponent
{
    /// <summary>The instant, UTC.</summary>
    [Parameter, EditorRequired]
    public DateTime? Utc { get; set; }

    /// <summary>What stands for an instant that is missing.</summary>
    [Parameter]
    public string Or { get; set; } = Formats.Missing;

    /// <summary>Shows seconds.</summary>
    [Parameter]
    public bool Seconds { get; set; }

    /// <summary>Shows the day alone.</summary>
    [Parameter]
    public bool DayOnly { get; set; }

    [CascadingParameter]
    private UserClock Clock { get; set; } = UserClock.Utc;

    /// <inheritdoc/>
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (Utc is not { } utc)
        {
            builder.AddContent(0, Or);
            return;
        }

        builder.OpenElement(1, "time");
        builder.AddAttribute(2, "datetime", utc.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", Formats.Culture));
        builder.AddAttribute(3, "title", Seconds ? utc.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", Formats.Culture) : Formats.Utc(utc));
        builder.AddContent(4, DayOnly ? Clock.Day(utc) : Clock.Text(utc, Seconds));
        builder.CloseElement();
    }
}
