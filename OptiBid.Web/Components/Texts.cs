namespace OptiBid.Web.Components;

/// <summary>
/// Names the texts of the shell and of the shared components: the key is the English text, <c>Texts.de.resx</c> beside this file has the German.
/// A folder of pages has a class of the same name for its own texts.
/// </summary>
public sealed class Texts;
