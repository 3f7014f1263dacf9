namespace OptiBid.Web.Features.Forecasts;

/// <summary>Marks the texts of the forecast pages.</summary>
public sealed class Texts;
