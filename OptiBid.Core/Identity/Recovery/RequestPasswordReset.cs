using System.Threading.Channels;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Access;
using OptiBid.Core.Identity.Attempts;
using OptiBid.Core.Identity.Users;
using OptiBid.Core.Notifications;

namespace OptiBid.Core.Identity.Recovery;

/// <summary>Asks for a link to choose a new password.</summary>
public interface IRequestPasswordReset
{
    /// <summary>
    /// Takes the wish and answers nothing: whether there is such a user is looked up later by a worker, so that neither the answer nor its time
    /// tells. At most 1,000 wishes wait; more are dropped.
    /// </summary>
    void Execute(string email);
}

/// <summary>The wishes that wait.</summary>
internal sealed class PasswordResetQueue : IRequestPasswordReset
{
    private readonly Channel<string> _wishes = Channel.CreateBounded<string>(
        new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true }
    );

    /// <summary>To be read by the worker.</summary>
    public ChannelReader<string> Wishes => _wishes.Reader;

    /// <inheritdoc/>
    public void Execute(string email)
    {
        if (email is { Length: > 0 and <= 256 })
        {
            _wishes.Writer.TryWrite(email.Trim());
        }
    }
}

/// <summary>Mails the links, one after the other.</summary>
internal sealed partial class PasswordResetWorker(PasswordResetQueue queue, IServiceScopeFactory scopes, ILogger<PasswordResetWorker> log)
    : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var email in queue.Wishes.ReadAllAsync(stoppingToken))
        {
            await using var scope = scopes.CreateSystemScope();
            try
            {
                await scope.ServiceProvider.GetRequiredService<SendPasswordReset>().ExecuteAsync(email, stoppingToken);
            }
#pragma warning disable CA1031 // One wish that fails must not stop the next; the reason holds no address.
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogNotSent(fault is NotificationException ? fault.Message : fault.GetType().Name);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A link for a new password was not sent: {Reason}")]
    private partial void LogNotSent(string reason);
}

/// <summary>Mails the link to a user that exists, has an account to sign in to, and was not mailed thrice within the hour.</summary>
internal sealed class SendPasswordReset(
    IPlatformContexts contexts,
    ILookupNormalizer names,
    AttemptLimiter limiter,
    AccountLinks links,
    IFindAccess access,
    IEmailSender sender,
    IPublicUrl url,
    IAuditTrail audit
)
{
    /// <summary>How long the link can be used.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(30);

    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    /// <summary>Sends it, or does nothing.</summary>
    public async Task ExecuteAsync(string email, CancellationToken cancellationToken)
    {
        var name = names.NormalizeEmail(email.Trim());
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var user = await db.Set<User>().AsNoTracking().SingleOrDefaultAsync(u => u.NormalizedEmail == name, cancellationToken);
        if (user is null || !await limiter.TryTakeAsync(AttemptLimiter.KeyOf("reset", user.Id.ToString()), 3, s_hour, cancellationToken))
        {
            return;
        }

        // Where every organisation of theirs enforces single sign-on, a password would open nothing.
        var organisations = await access.OfUserAsync(user.Id, cancellationToken);
        if (!organisations.Any(o => !o.Policy.SsoEnforced || o.IsBreakGlass))
        {
            return;
        }

        var token = await links.AddAsync(user, LinkPurposes.ResetPassword, Life, cancellationToken);
        await audit.RecordAsync(new("password.reset_asked", "user", user.Id.ToString()) { SubjectUserId = user.Id }, cancellationToken);
        await sender.SendAsync(
            new(
                user.Email!,
                "Choose a new OptiBid password",
                $"""
                Somebody, we hope you, asked for a new password for your OptiBid account.

                Choose it within 30 minutes: {new Uri(url.Base, "reset?token=" + token)}

                You will still be asked for your second factor. It was not you? Then do nothing: your password stays as it is.

                """
            ),
            cancellationToken
        );
    }
}
