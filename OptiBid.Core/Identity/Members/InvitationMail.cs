using System.Globalization;
using Microsoft.Extensions.Options;
using OptiBid.Core.Notifications;

namespace OptiBid.Core.Identity.Members;

/// <summary>How links in messages begin. Section <c>App</c>.</summary>
public sealed class InvitationOptions
{
    /// <summary>Address of the app as people reach it; never taken from a request. Default: <c>http://127.0.0.1:5080</c>.</summary>
    public string PublicUrl { get; set; } = "http://127.0.0.1:5080";
}

/// <summary>Writes and sends the message of an invitation.</summary>
internal sealed class InvitationMail(IEmailSender email, IOptions<InvitationOptions> options)
{
    /// <summary>Path of the page that accepts; the secret follows.</summary>
    public const string Path = "/register/";

    /// <summary>Sends the link.</summary>
    public Task SendAsync(
        Invitation invitation,
        string organisationName,
        string roleName,
        string token,
        CancellationToken cancellationToken
    ) =>
        email.SendAsync(
            new(
                invitation.Email,
                $"Invitation to {organisationName} on OptiBid",
                $"""
                {invitation.InvitedByName} invites you to {organisationName} on OptiBid as {roleName}.

                Accept the invitation here:
                {options.Value.PublicUrl.TrimEnd('/')}{Path}{token}

                The link works once, until {invitation.ExpiresAtUtc.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)}.
                If you do not expect this message, ignore it: without the link nothing happens.
                """
            ),
            cancellationToken
        );
}
