namespace OptiBid.Web.Components.Failures;

/// <summary>Names the resource of what OptiBid.Core says to people: failures, breaches of rules and whatever else is a <c>Sentence</c>.</summary>
internal sealed class Texts;
