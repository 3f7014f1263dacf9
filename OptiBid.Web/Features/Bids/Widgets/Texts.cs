namespace OptiBid.Web.Features.Bids.Widgets;

/// <summary>Names the texts of this folder.</summary>
public sealed class Texts;
