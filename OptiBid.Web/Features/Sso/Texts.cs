namespace OptiBid.Web.Features.Sso;

/// <summary>Marks the texts of the single sign-on pages.</summary>
public sealed class Texts;
