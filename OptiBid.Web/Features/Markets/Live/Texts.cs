namespace OptiBid.Web.Features.Markets.Live;

/// <summary>Marks the texts of this folder.</summary>
public sealed class Texts;
