namespace OptiBid.Web.Features.Dashboards.Widgets;

/// <summary>Names the texts of this folder: the key is the English text, German stands in <c>Texts.de.resx</c>.</summary>
internal sealed class Texts;
