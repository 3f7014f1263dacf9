namespace OptiBid.Web.Features.Markets;

/// <summary>Marks the texts of the market pages.</summary>
public sealed class Texts;
