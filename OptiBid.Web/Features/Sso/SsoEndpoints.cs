using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Sso.Domains;
using OptiBid.Core.Identity.Sso.Enforcement;
using OptiBid.Core.Identity.Sso.Providers;
using OptiBid.Core.Identity.Sso.Rules;
using OptiBid.Web.Api;

namespace OptiBid.Web.Features.Sso;

/// <summary>REST over the commands of single sign-on: <c>/api/v1/sso</c>.</summary>
internal sealed class SsoEndpoints : IEndpointModule
{
    /// <inheritdoc/>
    public void Map(RouteGroupBuilder api)
    {
        var sso = api.MapGroup("/sso").WithTags("Single sign-on");
        MapProviders(sso.MapGroup("/providers"));
        MapDomains(sso.MapGroup("/domains"));
        MapEnforcement(sso);
        sso.MapGet("/group-rules", async (IListGroupRules list, CancellationToken token) => (await list.ExecuteAsync(token)).ToHttp())
            .RequireAuthorization(Permissions.ReadSso)
            .WithSummary("Group rules in order");
        sso.MapPut(
                "/group-rules",
                async (GroupRuleDraft[] rules, ISaveGroupRules save, CancellationToken token) =>
                    (await save.ExecuteAsync(rules, token)).ToHttp()
            )
            .RequireAuthorization(Permissions.ManageSso)
            .WithSummary("Replace the group rules; the first that matches decides");
    }

    private static void MapProviders(RouteGroupBuilder providers)
    {
        providers
            .MapGet("/", async (IListProviders list, CancellationToken token) => (await list.ExecuteAsync(token)).ToHttp())
            .RequireAuthorization(Permissions.ReadSso)
            .WithSummary("Identity providers, without their secrets");
        providers
            .MapPost(
                "/",
                async (ProviderDraft draft, ISaveProvider save, CancellationToken token) =>
                {
                    var saved = await save.ExecuteAsync(null, draft, cancellationToken: token);
                    return saved.Failure is { } failure
                        ? failure.ToProblem()
                        : (IResult)TypedResults.Created($"/api/v1/sso/providers/{saved.Value.Id}", saved.Value);
                }
            )
            .RequireAuthorization(Permissions.ManageSso)
            .WithSummary("Add an identity provider as a draft");
        providers
            .MapPut(
                "/{id:guid}",
                async (Guid id, int version, ProviderDraft draft, ISaveProvider save, CancellationToken token) =>
                    (await save.ExecuteAsync(id, draft, version, token)).ToHttp()
            )
            .RequireAuthorization(Permissions.ManageSso)
            .WithSummary("Change a provider; without a secret the stored one stays");
        providers
            .MapPost(
                "/{id:guid}/test",
                async (Guid id, ITestProvider test, CancellationToken token) => (await test.ExecuteAsync(id, token)).ToHttp()
            )
            .RequireAuthorization(Permissions.ManageSso)
            .WithSummary("Ask discovery and keys");
        providers
            .MapPut(
                "/{id:guid}/state",
                async (Guid id, StateChange change, ISetProviderState set, CancellationToken token) =>
                    (await set.ExecuteAsync(id, change.State, token)).ToHttp()
            )
            .RequireAuthorization(Permissions.ManageSso)
            .WithSummary("Draft, pilot, enabled or disabled");
        providers
            .MapDelete(
                "/{id:guid}",
                async (Guid id, IRemoveProvider remove, CancellationToken token) => Empty(await remove.ExecuteAsync(id, token))
            )
            .RequireAuthorization(Permissions.ManageSso)
            .WithSummary("Remove a provider that nobody can use");
    }

    private static void MapDomains(RouteGroupBuilder domains)
    {
        domains
            .MapGet("/", async (IListDomains list, CancellationToken token) => (await list.ExecuteAsync(token)).ToHttp())
            .RequireAuthorization(Permissions.ReadSso)
            .WithSummary("Claimed domains with the record to set");
        domains
            .MapPost(
                "/",
                async (DomainClaim claim, IClaimDomain command, CancellationToken token) =>
                    (await command.ExecuteAsync(claim.Domain, token)).ToHttp()
            )
            .RequireAuthorization(Permissions.ManageDomains)
            .WithSummary("Claim a domain");
        domains
            .MapPost(
                "/{id:guid}/verify",
                async (Guid id, IVerifyDomain verify, CancellationToken token) => (await verify.ExecuteAsync(id, token)).ToHttp()
            )
            .RequireAuthorization(Permissions.ManageDomains)
            .WithSummary("Look for the TXT record");
        domains
            .MapDelete(
                "/{id:guid}",
                async (Guid id, IRemoveDomain remove, CancellationToken token) => Empty(await remove.ExecuteAsync(id, token))
            )
            .RequireAuthorization(Permissions.ManageDomains)
            .WithSummary("Give a domain up");
    }

    private static void MapEnforcement(RouteGroupBuilder sso)
    {
        sso.MapGet("/enforcement", async (IReadEnforcement read, CancellationToken token) => (await read.ExecuteAsync(token)).ToHttp())
            .RequireAuthorization(Permissions.ReadSso)
            .WithSummary("Whether single sign-on is compulsory, and who can still get in without it");
        sso.MapPost("/enforcement", async (IEnforceSso enforce, CancellationToken token) => (await enforce.ExecuteAsync(token)).ToHttp())
            .RequireAuthorization(Permissions.EnforceSso)
            .WithSummary("Make single sign-on compulsory, with 30 minutes in which somebody has to get in");
        sso.MapDelete(
                "/enforcement",
                async (string? reason, IEnforceSso enforce, CancellationToken token) => (await enforce.EndAsync(reason, token)).ToHttp()
            )
            .RequireAuthorization(Permissions.EnforceSso)
            .WithSummary("Let everybody sign in as before");
        sso.MapPut(
                "/break-glass/{userId:guid}",
                async (Guid userId, IBreakGlass owners, CancellationToken token) => Empty(await owners.SetAsync(userId, true, token))
            )
            .RequireAuthorization(Permissions.EnforceSso)
            .WithSummary("Name a break-glass owner");
        sso.MapDelete(
                "/break-glass/{userId:guid}",
                async (Guid userId, IBreakGlass owners, CancellationToken token) => Empty(await owners.SetAsync(userId, false, token))
            )
            .RequireAuthorization(Permissions.EnforceSso)
            .WithSummary("Take a break-glass owner back");
    }

    private static IResult Empty(Core.Common.Result<Core.Common.Done> done) =>
        done.Failure is { } failure ? failure.ToProblem() : TypedResults.NoContent();
}

/// <summary>The wanted state of a provider.</summary>
/// <param name="State">State.</param>
internal sealed record StateChange(ProviderState State);

/// <summary>A domain to claim.</summary>
/// <param name="Domain">Such as example.com.</param>
internal sealed record DomainClaim(string Domain);
