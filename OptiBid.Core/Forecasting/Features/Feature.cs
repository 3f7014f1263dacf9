using OptiBid.Core.Common;

namespace OptiBid.Core.Forecasting.Features;

/// <summary>A feature and how it is made. The value of a day that is the same for all hours is asked for at hour 0.</summary>
/// <param name="Info">What it is.</param>
/// <param name="Value">Its value for day and hour; reads through the reader alone.</param>
internal sealed record Feature(FeatureInfo Info, Func<PanelReader, int, int, double> Value)
{
    /// <summary>One value an hour.</summary>
    public static Feature PerHour(string name, string unit, FeatureKind kind, Sentence about, Func<PanelReader, int, int, double> value) =>
        new(new(name, unit, kind, true, about), value);

    /// <summary>One value a day.</summary>
    public static Feature PerDay(string name, string unit, FeatureKind kind, Sentence about, Func<PanelReader, int, double> value) =>
        new(new(name, unit, kind, false, about), (r, d, _) => value(r, d));
}
