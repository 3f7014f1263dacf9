namespace OptiBid.Web.Features.Pnl;

/// <summary>Marks the texts of the P&amp;L pages.</summary>
public sealed class Texts;
