using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Data.Tenancy;

namespace OptiBid.Core.Notifications.Outbox;

/// <summary>Channels of the local outbox.</summary>
public static class OutboxChannels
{
    /// <summary>E-mail.</summary>
    public const string Email = "email";

    /// <summary>Text message.</summary>
    public const string Sms = "sms";
}

/// <summary>A message that was kept instead of sent.</summary>
/// <param name="Id">Id.</param>
/// <param name="Channel">One of <see cref="OutboxChannels"/>.</param>
/// <param name="Recipient">Address or number.</param>
/// <param name="Subject">Subject of an e-mail.</param>
/// <param name="Text">The body; it may hold codes and links that sign somebody in.</param>
/// <param name="CreatedAtUtc">When it was handed over.</param>
public sealed record KeptMessage(Guid Id, string Channel, string Recipient, string? Subject, string Text, DateTime CreatedAtUtc);

/// <summary>
/// The messages of the Outbox adapters, kept for seven days. Checks no permission: <c>IReadOutbox</c> of Hosting does, and is what pages ask.
/// </summary>
public interface ILocalOutbox
{
    /// <summary>The newest messages first.</summary>
    Task<IReadOnlyList<KeptMessage>> ReadAsync(int most, CancellationToken cancellationToken = default);
}

/// <inheritdoc cref="ILocalOutbox"/>
internal sealed class LocalOutbox(IPlatformContexts contexts) : ILocalOutbox
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<KeptMessage>> ReadAsync(int most, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<OutboxMessage>()
            .AsNoTracking()
            .OrderByDescending(m => m.CreatedAtUtc)
            .ThenByDescending(m => m.Id)
            .Take(most)
            .Select(m => new KeptMessage(m.Id, m.Channel, m.Recipient, m.Subject, m.Text, m.CreatedAtUtc))
            .ToListAsync(cancellationToken);
    }
}
