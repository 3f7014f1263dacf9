using OptiBid.Core.Series;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Live;

/// <summary>One series of a <see cref="LiveChart"/>.</summary>
/// <param name="Key">The series.</param>
/// <param name="Name">Name in the legend.</param>
/// <param name="Unit">Unit of the values.</param>
/// <param name="Style">How it is drawn: a line, steps or a broken line.</param>
public sealed record LiveSeries(SeriesKey Key, string Name, string Unit, ChartStyle Style = ChartStyle.Step);
