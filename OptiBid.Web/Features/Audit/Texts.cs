namespace OptiBid.Web.Features.Audit;

/// <summary>Marks the texts of the audit pages.</summary>
public sealed class Texts;
