namespace OptiBid.Web.Features.Pnl.Widgets;

/// <summary>Names the texts of this folder.</summary>
public sealed class Texts;
