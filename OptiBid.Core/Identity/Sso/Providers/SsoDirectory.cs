using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Sso.Domains;

namespace OptiBid.Core.Identity.Sso.Providers;

/// <summary>A provider as sign-in needs it.</summary>
/// <param name="Id">Id.</param>
/// <param name="OrganisationId">Its organisation.</param>
/// <param name="Name">Name for display.</param>
/// <param name="Preset">Kind.</param>
/// <param name="Authority">The issuer.</param>
/// <param name="ClientId">OptiBid's id there.</param>
/// <param name="ClientSecret">OptiBid's secret there.</param>
/// <param name="Scopes">Scopes to ask for.</param>
/// <param name="GroupsClaim">Claim that lists groups.</param>
/// <param name="State">Who can use it.</param>
/// <param name="Version">Grows with each change.</param>
public sealed record SignInProvider(
    Guid Id,
    Guid OrganisationId,
    string Name,
    ProviderPreset Preset,
    string Authority,
    string ClientId,
    string? ClientSecret,
    IReadOnlyList<string> Scopes,
    string GroupsClaim,
    ProviderState State,
    int Version
)
{
    /// <summary>Somebody can sign in through it.</summary>
    public bool IsOpen => State is ProviderState.Pilot or ProviderState.Enabled;
}

/// <summary>Every provider of the platform, in memory: a change in this process shows at once, one in another process within half a second.</summary>
/// <threadsafety>Safe for use by many threads.</threadsafety>
public interface ISsoDirectory
{
    /// <summary>The provider, or null.</summary>
    SignInProvider? Find(Guid id);

    /// <summary>
    /// The provider for an e-mail address, a domain or an organisation's name; null when there is none. Looks at the domain only: the answer
    /// says nothing about a person.
    /// </summary>
    SignInProvider? FindHome(string emailOrOrganisation);

    /// <summary>The provider that an organisation's people can use, or null.</summary>
    SignInProvider? OfOrganisation(Guid organisationId);

    /// <summary>Tells <paramref name="told"/> the id of each provider that changes or goes, as long as the process lives.</summary>
    void WhenChanged(Action<Guid> told);

    /// <summary>Reads again when something changed.</summary>
    Task RefreshAsync(CancellationToken cancellationToken = default);
}

/// <inheritdoc cref="ISsoDirectory"/>
internal sealed class SsoDirectory(IPlatformContexts contexts, ISsoSecrets secrets) : ISsoDirectory, IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private Action<Guid>? _told;
    private State _state = State.Empty;

    /// <inheritdoc/>
    public void WhenChanged(Action<Guid> told) => _told += told;

    /// <inheritdoc/>
    public SignInProvider? Find(Guid id) => _state.Providers.GetValueOrDefault(id);

    /// <inheritdoc/>
    public SignInProvider? FindHome(string emailOrOrganisation)
    {
        var state = _state;
        var text = emailOrOrganisation.Trim();
        var domain = DomainName.Normalise(text[(text.LastIndexOf('@') + 1)..]);
        if (domain is null || !state.Domains.TryGetValue(domain, out var organisation))
        {
            if (text.Contains('@', StringComparison.Ordinal) || !state.Organisations.TryGetValue(text, out organisation))
            {
                return null;
            }
        }

        return OfOrganisation(organisation);
    }

    /// <inheritdoc/>
    public SignInProvider? OfOrganisation(Guid organisationId) =>
        _state
            .Providers.Values.Where(p => p.OrganisationId == organisationId && p.IsOpen)
            .OrderByDescending(p => p.State)
            .ThenBy(p => p.Id)
            .FirstOrDefault();

    /// <inheritdoc/>
    public async Task RefreshAsync(CancellationToken cancellationToken = default)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var providers = db.Set<IdentityProvider>();
            var domains = db.Set<VerifiedDomain>().Where(d => d.VerifiedAtUtc != null);
            var mark = new Mark(
                await providers.CountAsync(cancellationToken),
                await providers.SumAsync(p => p.Version, cancellationToken),
                await providers.MaxAsync(p => (DateTime?)p.UpdatedAtUtc, cancellationToken),
                await domains.CountAsync(cancellationToken),
                await domains.MaxAsync(d => d.VerifiedAtUtc, cancellationToken)
            );
            if (mark != _state.Mark)
            {
                await ReadAsync(mark, db, cancellationToken);
            }
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task ReadAsync(Mark mark, Data.OptiBidDbContext db, CancellationToken cancellationToken)
    {
        var rows = await db.Set<IdentityProvider>().AsNoTracking().ToListAsync(cancellationToken);
        var domains = await db.Set<VerifiedDomain>().AsNoTracking().Where(d => d.VerifiedAtUtc != null).ToListAsync(cancellationToken);
        var owners = rows.Select(r => r.OrganisationId).Distinct().ToList();
        var names = await db.Set<Organisation>()
            .AsNoTracking()
            .Where(o => owners.Contains(o.Id))
            .Select(o => new { o.Id, o.Name })
            .ToListAsync(cancellationToken);
        var before = _state.Providers;
        var after = rows.ToFrozenDictionary(r => r.Id, r => before.GetValueOrDefault(r.Id) is { } b && b.Version == r.Version ? b : Of(r));
        _state = new(
            mark,
            after,
            domains.ToFrozenDictionary(d => d.Domain, d => d.OrganisationId, StringComparer.Ordinal),
            names
                .GroupBy(o => o.Name, StringComparer.OrdinalIgnoreCase)
                .Where(g => g.Count() == 1)
                .ToFrozenDictionary(g => g.Key, g => g.First().Id, StringComparer.OrdinalIgnoreCase)
        );
        foreach (var id in before.Keys.Union(after.Keys))
        {
            if (before.GetValueOrDefault(id) != after.GetValueOrDefault(id))
            {
                _told?.Invoke(id);
            }
        }
    }

    private SignInProvider Of(IdentityProvider row) =>
        new(
            row.Id,
            row.OrganisationId,
            row.Name,
            row.Preset,
            row.Authority,
            row.ClientId,
            row.ProtectedSecret is { } secret ? secrets.Unprotect(row.OrganisationId, secret) : null,
            row.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            row.GroupsClaim,
            row.State,
            row.Version
        );

    private readonly record struct Mark(int Count, int Versions, DateTime? Latest, int Domains, DateTime? LatestDomain);

    private sealed record State(
        Mark Mark,
        FrozenDictionary<Guid, SignInProvider> Providers,
        FrozenDictionary<string, Guid> Domains,
        FrozenDictionary<string, Guid> Organisations
    )
    {
        public static State Empty { get; } =
            new(
                default,
                FrozenDictionary<Guid, SignInProvider>.Empty,
                FrozenDictionary<string, Guid>.Empty,
                FrozenDictionary<string, Guid>.Empty
            );
    }
}
