namespace OptiBid.Web.Features.Health;

/// <summary>Marks the texts of the health pages.</summary>
public sealed class Texts;
