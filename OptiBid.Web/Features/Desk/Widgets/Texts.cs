namespace OptiBid.Web.Features.Desk.Widgets;

/// <summary>Names the texts of this folder.</summary>
public sealed class Texts;
