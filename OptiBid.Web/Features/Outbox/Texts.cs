namespace OptiBid.Web.Features.Outbox;

/// <summary>Marks the texts of the outbox pages.</summary>
public sealed class Texts;
