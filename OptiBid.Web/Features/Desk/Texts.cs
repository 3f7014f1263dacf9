namespace OptiBid.Web.Features.Desk;

/// <summary>Marks the texts of the desk pages.</summary>
public sealed class Texts;
