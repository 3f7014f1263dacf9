using DnsClient;

namespace OptiBid.Core.Identity.Sso.Domains.Dns;

/// <summary>TXT records from the name servers of this machine, without a cache: a new record shows at once.</summary>
internal sealed class DnsTxtResolver : ITxtResolver
{
    private readonly Lazy<LookupClient> _client = new(() =>
        new LookupClient(
            new LookupClientOptions
            {
                UseCache = false,
                Timeout = TimeSpan.FromSeconds(4),
                Retries = 1,
                ThrowDnsErrors = false,
            }
        )
    );

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> FindAsync(string name, CancellationToken cancellationToken = default)
    {
        try
        {
            var answer = await _client.Value.QueryAsync(name, QueryType.TXT, cancellationToken: cancellationToken);
            // A long text comes in parts of 255 bytes.
            return [.. answer.Answers.TxtRecords().Select(r => string.Concat(r.Text))];
        }
        catch (DnsResponseException fault)
        {
            throw new TxtLookupException("no name server answered", fault);
        }
        catch (InvalidOperationException fault)
        {
            throw new TxtLookupException("this machine has no name server", fault);
        }
    }
}
