namespace OptiBid.Web.Features.Assets;

/// <summary>Marks the texts of the asset pages.</summary>
public sealed class Texts;
