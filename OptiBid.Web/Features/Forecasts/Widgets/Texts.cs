namespace OptiBid.Web.Features.Forecasts.Widgets;

/// <summary>Names the texts of this folder.</summary>
public sealed class Texts;
