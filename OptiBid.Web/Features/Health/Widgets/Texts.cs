namespace OptiBid.Web.Features.Health.Widgets;

/// <summary>Names the texts of this folder.</summary>
public sealed class Texts;
