namespace OptiBid.Web.Features.Admin;

/// <summary>Marks the texts of the administration pages.</summary>
public sealed class Texts;
