namespace OptiBid.Web.Features.Help;

/// <summary>Names the texts of the help pages.</summary>
public sealed class Texts;
