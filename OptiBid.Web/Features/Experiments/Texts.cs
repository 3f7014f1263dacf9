namespace OptiBid.Web.Features.Experiments;

/// <summary>Marks the texts of the pages about experiments and models.</summary>
public sealed class Texts;
