namespace OptiBid.Web.Features.Import;

/// <summary>Marks the texts of the import pages.</summary>
public sealed class Texts;
