namespace OptiBid.Web.Features.Assets.Widgets;

/// <summary>Names the texts of this folder.</summary>
public sealed class Texts;
