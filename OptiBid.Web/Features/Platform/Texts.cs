namespace OptiBid.Web.Features.Platform;

/// <summary>Marks the texts of the platform pages.</summary>
public sealed class Texts;
