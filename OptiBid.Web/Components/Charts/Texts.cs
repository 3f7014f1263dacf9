namespace OptiBid.Web.Components.Charts;

/// <summary>Marks the texts of this folder.</summary>
public sealed class Texts;
