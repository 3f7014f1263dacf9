namespace OptiBid.Web.Features.Markets.Widgets;

/// <summary>Names the texts of this folder.</summary>
public sealed class Texts;
