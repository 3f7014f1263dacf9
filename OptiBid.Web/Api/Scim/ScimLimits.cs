using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using OptiBid.Core.Identity.Scim;

namespace OptiBid.Web.Api.Scim;

/// <summary>How often a token may ask, and how often an address may guess one.</summary>
internal sealed class ScimLimits : IDisposable
{
    private readonly PartitionedRateLimiter<Guid> _byToken;
    private readonly PartitionedRateLimiter<string> _wrongByAddress;

    /// <summary>Limits of the options.</summary>
    public ScimLimits(IOptions<ScimOptions> options)
    {
        var limits = options.Value;
        _byToken = PartitionedRateLimiter.Create<Guid, Guid>(token =>
            RateLimitPartition.GetTokenBucketLimiter(
                token,
                _ =>
                    new()
                    {
                        TokenLimit = limits.Burst,
                        TokensPerPeriod = limits.RequestsPerSecond,
                        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                        QueueLimit = 0,
                    }
            )
        );
        _wrongByAddress = PartitionedRateLimiter.Create<string, string>(address =>
            RateLimitPartition.GetFixedWindowLimiter(
                address,
                _ =>
                    new()
                    {
                        PermitLimit = limits.WrongTokensPerMinute,
                        Window = TimeSpan.FromMinutes(1),
                        QueueLimit = 0,
                    }
            )
        );
    }

    /// <summary>True when the token may ask once more.</summary>
    public bool TryTake(Guid token)
    {
        using var lease = _byToken.AttemptAcquire(token);
        return lease.IsAcquired;
    }

    /// <summary>True when the address guessed too often.</summary>
    public bool IsBlocked(string address)
    {
        using var lease = _wrongByAddress.AttemptAcquire(address, permitCount: 0);
        return !lease.IsAcquired;
    }

    /// <summary>Counts a wrong token.</summary>
    public void CountWrong(string address)
    {
        using var lease = _wrongByAddress.AttemptAcquire(address);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _byToken.Dispose();
        _wrongByAddress.Dispose();
    }
}
