namespace OptiBid.Web.Features.Catalogue;

/// <summary>Marks the texts of the data catalogue.</summary>
public sealed class Texts;
