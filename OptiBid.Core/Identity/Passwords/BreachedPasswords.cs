using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;

namespace OptiBid.Core.Identity.Passwords;

/// <summary>Knows passwords that were stolen somewhere.</summary>
public interface IBreachedPasswords
{
    /// <summary>True when the password is known to be stolen; false when it is not, or when the list does not answer.</summary>
    Task<bool> ContainAsync(string password, CancellationToken cancellationToken = default);
}

/// <summary>The default: asks nobody.</summary>
internal sealed class NoBreachedPasswords : IBreachedPasswords
{
    /// <inheritdoc/>
    public Task<bool> ContainAsync(string password, CancellationToken cancellationToken = default) => Task.FromResult(false);
}

/// <summary>Have I Been Pwned by k-anonymity: only five hexadecimal digits of the password's SHA-1 leave this machine.</summary>
internal sealed partial class HibpPasswords(Uri baseUrl, ILogger<HibpPasswords> log) : IBreachedPasswords
{
    private static readonly HttpClient s_client = new(
        new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }
    )
    {
        Timeout = TimeSpan.FromSeconds(3),
        MaxResponseContentBufferSize = 1 << 20,
    };

    /// <inheritdoc/>
    public async Task<bool> ContainAsync(string password, CancellationToken cancellationToken = default)
    {
#pragma warning disable CA5350 // The API is keyed by SHA-1.
        var hash = Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(password)));
#pragma warning restore CA5350
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(baseUrl, "/range/" + hash[..5]));
            request.Headers.Add("Add-Padding", "true");
            using var response = await s_client.SendAsync(request, cancellationToken);
            response.EnsureSuccessStatusCode();
            var lines = (await response.Content.ReadAsStringAsync(cancellationToken)).Split('\n', StringSplitOptions.TrimEntries);
            // A padding line has the count 0.
            return lines.Any(l =>
                l.StartsWith(hash[5..] + ":", StringComparison.OrdinalIgnoreCase) && !l.EndsWith(":0", StringComparison.Ordinal)
            );
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            LogNoAnswer(fault.GetType().Name);
            return false;
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The list of breached passwords does not answer ({Kind}); the password was not looked up"
    )]
    private partial void LogNoAnswer(string kind);
}
