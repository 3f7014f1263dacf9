namespace OptiBid.Core.Dashboards;

/// <summary>A size on the dashboard grid of 12 columns.</summary>
/// <param name="Columns">Width, 1 to 12 columns.</param>
/// <param name="Rows">Height in rows of the grid.</param>
public readonly record struct WidgetSize(int Columns, int Rows);

/// <summary>What kind of input a setting of a widget takes.</summary>
public enum WidgetSettingKind
{
    /// <summary>One line of text.</summary>
    Text,

    /// <summary>Several lines of Markdown.</summary>
    Markdown,

    /// <summary>A number.</summary>
    Number,

    /// <summary>One of <see cref="WidgetSetting.Choices"/>.</summary>
    Choice,
}

/// <summary>One thing a user can set on a widget.</summary>
/// <param name="Key">Stable key in the saved layout.</param>
/// <param name="Label">Label of the input.</param>
/// <param name="Kind">Kind of the input.</param>
/// <param name="Default">Value when none is saved.</param>
public sealed record WidgetSetting(string Key, string Label, WidgetSettingKind Kind, string Default)
{
    /// <summary>Values of a <see cref="WidgetSettingKind.Choice"/>.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Least value of a <see cref="WidgetSettingKind.Number"/>.</summary>
    public double Min { get; init; }

    /// <summary>Greatest value of a <see cref="WidgetSettingKind.Number"/>.</summary>
    public double Max { get; init; } = 1_000_000;
}

/// <summary>What a dashboard knows of a kind of widget; the component that draws it is the web app's.</summary>
/// <param name="Id">Stable id in saved layouts, <c>area.name</c>.</param>
/// <param name="Title">Heading unless the user names it otherwise.</param>
/// <param name="Purpose">One sentence for the catalogue: the question it answers.</param>
/// <param name="DataSource">Where its figures come from, for the catalogue.</param>
/// <param name="Min">Least size.</param>
/// <param name="Default">Size when added.</param>
/// <param name="Permission">Permission that its data needs, or null.</param>
/// <param name="Flag">Flag that can hide it, or null.</param>
public sealed record WidgetInfo(
    string Id,
    string Title,
    string Purpose,
    string DataSource,
    WidgetSize Min,
    WidgetSize Default,
    string? Permission = null,
    string? Flag = null
)
{
    /// <summary>What a user can set.</summary>
    public IReadOnlyList<WidgetSetting> Settings { get; init; } = [];
}
