using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Data;
using OptiBid.Core.Identity.Privacy;

namespace OptiBid.Core.Bidding.Lifecycle;

/// <summary>Names in the histories of bids. A bid is the organisation's record of its market and stays; the name goes.</summary>
internal sealed class BidPersonalData : IPersonalData
{
    /// <inheritdoc/>
    public string Name => "bid-steps";

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Tables => [];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<object>> ExportAsync(OptiBidDbContext db, PersonalDataScope scope, CancellationToken cancellationToken)
    {
        var bids = await BidsOf(db, scope).AsNoTracking().ToListAsync(cancellationToken);
        return
        [
            .. bids.SelectMany(b =>
                b.Steps.Where(s => IsTheirs(s, scope))
                    .Select(s => new
                    {
                        BidId = b.Id,
                        b.AssetName,
                        b.Day,
                        Step = s,
                    })
            ),
        ];
    }

    /// <inheritdoc/>
    public async Task<int> EraseAsync(OptiBidDbContext db, PersonalDataScope scope, CancellationToken cancellationToken)
    {
        var bids = await BidsOf(db, scope).ToListAsync(cancellationToken);
        var changed = 0;
        foreach (var bid in bids.Where(b => b.Steps.Exists(s => IsTheirs(s, scope))))
        {
            bid.Steps = [.. bid.Steps.Select(s => IsTheirs(s, scope) ? s with { By = scope.Subject.Pseudonym } : s)];
            changed++;
        }

        return changed;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyCollection<Guid>> SearchAsync(OptiBidDbContext db, Guid userId, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyCollection<Guid>>([]);

    // Steps are JSON text: they are read to be compared.
    private static IQueryable<Bid> BidsOf(OptiBidDbContext db, PersonalDataScope scope)
    {
        var organisations = scope.NameIsTheirsIn.ToList();
        return db.Set<Bid>().Where(b => organisations.Contains(b.OrganisationId));
    }

    private static bool IsTheirs(BidStep step, PersonalDataScope scope) => step.By == scope.Subject.Name;
}
