using OptiBid.Core.Bidding.Lifecycle;
using OptiBid.Core.Bidding.Offers;
using OptiBid.Core.Common;
using OptiBid.Core.Identity;
using OptiBid.Web.Api;

namespace OptiBid.Web.Features.Bids;

/// <summary>What a proposal is asked for.</summary>
/// <param name="AssetId">The battery.</param>
/// <param name="Day">Delivery day.</param>
/// <param name="Model">Forecast model; <c>ridge</c> when left out.</param>
/// <param name="Kind">selfSchedule (default) or curve.</param>
public sealed record ProposalInput(Guid AssetId, DateOnly Day, string? Model = null, OfferKind Kind = OfferKind.SelfSchedule);

/// <summary>REST over the bid commands: <c>/api/v1/bids</c>.</summary>
internal sealed class BidEndpoints : IEndpointModule
{
    /// <inheritdoc/>
    public void Map(RouteGroupBuilder api)
    {
        var bids = api.MapGroup("/bids").WithTags("Bids").AddEndpointFilter(RefuseNullOffers);
        bids.MapGet("/", ListAsync)
            .RequireAuthorization(Permissions.ReadBids)
            .WithSummary("Bids of the organisation, latest delivery day first");
        bids.MapGet("/{id:guid}", async (Guid id, IFindBid find, CancellationToken token) => (await find.ExecuteAsync(id, token)).ToHttp())
            .RequireAuthorization(Permissions.ReadBids)
            .WithSummary("One bid with its hours, awards, settlement and history");
        bids.MapPost(
                "/proposal",
                async (ProposalInput input, IProposeBid propose, CancellationToken token) =>
                    (await propose.ExecuteAsync(input.AssetId, input.Day, input.Model ?? "ridge", input.Kind, token)).ToHttp()
            )
            .RequireAuthorization(Permissions.WriteBids)
            .WithSummary("Propose a bid from the forecast as of gate closure; saves nothing");
        bids.MapPost(
                "/check",
                async (BidDraft draft, ICheckBid check, CancellationToken token) => (await check.ExecuteAsync(draft, token)).ToHttp()
            )
            .RequireAuthorization(Permissions.ReadBids)
            .WithSummary("Check a draft against the rules of its market; saves nothing");
        bids.MapPost("/", CreateAsync).RequireAuthorization(Permissions.WriteBids).WithSummary("Save a new draft");
        bids.MapPut(
                "/{id:guid}",
                async (Guid id, int version, BidDraft draft, ISaveBid save, CancellationToken token) =>
                    (await save.ExecuteAsync(id, draft, version, token)).ToHttp()
            )
            .RequireAuthorization(Permissions.WriteBids)
            .WithSummary("Change a draft; version is the one the change was made from");
        bids.MapPost(
                "/{id:guid}/submit",
                async (Guid id, int version, ISubmitBid submit, CancellationToken token) =>
                    (await submit.ExecuteAsync(id, version, token)).ToHttp()
            )
            .RequireAuthorization(Permissions.SubmitBids)
            .WithSummary("Submit to the simulated market, or replay a past day at once");
        bids.MapPost(
                "/{id:guid}/cancel",
                async (Guid id, int version, ICancelBid cancel, CancellationToken token, string reason = "") =>
                    (await cancel.ExecuteAsync(id, version, reason, token)).ToHttp()
            )
            .RequireAuthorization(Permissions.CancelBids)
            .WithSummary("Withdraw a bid, drop a draft or discard a settled replay");
    }

    private static async Task<IResult> ListAsync(
        IListBids list,
        CancellationToken token,
        DateOnly? from = null,
        DateOnly? to = null,
        Guid? assetId = null,
        string? status = null,
        int limit = 500
    )
    {
        // Text: a query string is bound by the exact name of a value, and the API writes names in camel case.
        var isStatus = Enum.TryParse<BidStatus>(status, ignoreCase: true, out var asked) && Enum.IsDefined(asked);
        if (status is not null && !isStatus)
        {
            return new SimpleFailure("bidding.status", $"'{status}' is none of {string.Join(", ", Enum.GetNames<BidStatus>())}")
            {
                Field = "status",
            }.ToProblem();
        }

        return (await list.ExecuteAsync(new(from, to, assetId, isStatus ? asked : null, limit), token)).ToHttp();
    }

    /// <summary>The one thing that JSON can hold and the type of a draft cannot: an offer that is null.</summary>
    private static async ValueTask<object?> RefuseNullOffers(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.Arguments.OfType<BidDraft>().Any(d => d.Offers.Contains(null!))
            ? new SimpleFailure("bidding.offer_null", "an offer is null; expected an object with startUtc and points")
            {
                Field = "offers",
            }.ToProblem()
            : await next(context);

    private static async Task<IResult> CreateAsync(BidDraft draft, ISaveBid save, CancellationToken token)
    {
        var saved = await save.ExecuteAsync(null, draft, cancellationToken: token);
        return saved.Failure is { } failure
            ? failure.ToProblem()
            : TypedResults.Created($"/api/v1/bids/{saved.Value.Summary.Id}", saved.Value);
    }
}
