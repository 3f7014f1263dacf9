namespace OptiBid.Web.Components.Widgets;

/// <summary>An entry of an <see cref="ActionMenu"/>.</summary>
/// <param name="Icon">Its icon.</param>
/// <param name="Text">Its text, unique in the menu.</param>
/// <param name="Run">What it does.</param>
public sealed record MenuAction(string Icon, string Text, Func<Task> Run);
