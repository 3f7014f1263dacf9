namespace OptiBid.Web.Features.Optimiser;

/// <summary>Marks the texts of the optimiser pages.</summary>
public sealed class Texts;
