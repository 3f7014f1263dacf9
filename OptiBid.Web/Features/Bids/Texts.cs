namespace OptiBid.Web.Features.Bids;

/// <summary>Marks the texts of the bid pages.</summary>
public sealed class Texts;
