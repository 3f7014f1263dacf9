namespace OptiBid.Web.Features.Dashboards.Export;

/// <summary>What stands above the widgets, in the words of whoever exports.</summary>
/// <param name="Title">Title of the dashboard.</param>
/// <param name="Lines">Organisation and choices, time range, when and by whom it was made.</param>
/// <param name="Foot">The last of these lines in short, for every page.</param>
/// <param name="Language">Language of the words.</param>
internal sealed record PaperHeading(string Title, IReadOnlyList<string> Lines, string Foot, string Language);

/// <summary>A widget as the browser drew it.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Mark">Where its figures come from, or null.</param>
/// <param name="Kind">The mark as a word of the program.</param>
/// <param name="AsOf">Age of its figures, or null.</param>
/// <param name="More">What of it is not shown, or null.</param>
/// <param name="HeadHeight">Height of the strip with the heading, pixels.</param>
/// <param name="Picture">What is below it: a PNG.</param>
internal sealed record PaperWidget(
    BoardTile Place,
    string Title,
    string? Mark,
    string? Kind,
    string? AsOf,
    string? More,
    double HeadHeight,
    byte[] Picture
);
