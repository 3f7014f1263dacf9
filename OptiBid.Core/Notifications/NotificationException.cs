namespace OptiBid.Core.Notifications;

/// <summary>A provider refused a message or did not answer. Carries neither the message, nor the address, nor a secret.</summary>
public sealed class NotificationException : Exception
{
    /// <summary>Says which provider and why.</summary>
    public NotificationException(string message, Exception? inner = null)
        : base(message, inner) { }

    /// <inheritdoc cref="NotificationException(string, Exception?)"/>
    public NotificationException(string message)
        : base(message) { }

    /// <inheritdoc cref="NotificationException(string, Exception?)"/>
    public NotificationException()
        : base("The message was not sent.") { }
}
