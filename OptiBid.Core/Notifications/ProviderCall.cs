using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace OptiBid.Core.Notifications;

/// <summary>A call to a provider's HTTP API: again after 1, 2 and 4 seconds (or what Retry-After asks for) on 429 and 5xx only.</summary>
internal static class ProviderCall
{
    /// <summary>Calls before the failure is final.</summary>
    public const int Attempts = 4;

    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(30);

    /// <summary>One client for all senders: no redirects, no request logs, 15 seconds a call.</summary>
    public static HttpClient Client { get; } =
        new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = TimeSpan.FromSeconds(15),
        };

    /// <summary>The answer is a success when this returns.</summary>
    /// <param name="provider">Named in the failure.</param>
    /// <param name="call">One call; the headers tell how long to wait, the reason is a code of the provider's and nothing secret.</param>
    public static async Task SendAsync(
        string provider,
        Func<CancellationToken, Task<ProviderAnswer>> call,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            ProviderAnswer answer;
            try
            {
                answer = await call(cancellationToken);
            }
            catch (Exception fault)
                when (fault is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                throw new NotificationException($"{provider} did not answer", fault);
            }

            if ((int)answer.Status is >= 200 and < 300)
            {
                return;
            }

            var mayPass = answer.Status == HttpStatusCode.TooManyRequests || (int)answer.Status >= 500;
            if (!mayPass || attempt == Attempts)
            {
                var reason = answer.Reason is null ? "" : $" ({answer.Reason})";
                throw new NotificationException(
                    string.Create(CultureInfo.InvariantCulture, $"{provider} refused the message: {(int)answer.Status}{reason}")
                );
            }

            await Task.Delay(Wait(answer.RetryAfter, attempt, time), time, cancellationToken);
        }
    }

    private static TimeSpan Wait(RetryConditionHeaderValue? asked, int attempt, TimeProvider time)
    {
        var wait = asked?.Delta ?? (asked?.Date - time.GetUtcNow()) ?? TimeSpan.FromSeconds(1 << (attempt - 1));
        return wait < TimeSpan.Zero ? TimeSpan.Zero
            : wait > s_longestWait ? s_longestWait
            : wait;
    }
}

/// <summary>What matters of a provider's answer.</summary>
internal sealed record ProviderAnswer(HttpStatusCode Status, RetryConditionHeaderValue? RetryAfter, string? Reason = null);
