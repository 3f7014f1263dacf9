using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Sso.Domains;
using OptiBid.Core.Identity.Sso.Providers;

namespace OptiBid.Tests.Web.Sso;

/// <summary>Who owns an e-mail domain.</summary>
public sealed class DomainTests(SsoApp app) : IClassFixture<SsoApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("AttackCase", "31")]
    public async Task A_domain_needs_its_record_and_the_first_to_show_it_has_it()
    {
        await using var alpha = app.Scope(app.Alpha);
        await using var beta = app.Scope(app.Beta);
        var first = await alpha.ServiceProvider.GetRequiredService<IClaimDomain>().ExecuteAsync("Shared-Grid.EXAMPLE.", Cancel);
        var second = await beta.ServiceProvider.GetRequiredService<IClaimDomain>().ExecuteAsync("shared-grid.example", Cancel);
        Assert.Equal("shared-grid.example", first.Value.Domain);
        Assert.NotEqual(first.Value.RecordValue, second.Value.RecordValue);

        var verifyAlpha = alpha.ServiceProvider.GetRequiredService<IVerifyDomain>();
        var verifyBeta = beta.ServiceProvider.GetRequiredService<IVerifyDomain>();
        Assert.Equal("sso.record_missing", (await verifyAlpha.ExecuteAsync(first.Value.Id, Cancel)).Failure?.Code);
        app.Dns.Records[first.Value.RecordName] = first.Value.RecordValue;
        Assert.Equal("sso.record_missing", (await verifyBeta.ExecuteAsync(second.Value.Id, Cancel)).Failure?.Code);
        Assert.NotNull((await verifyAlpha.ExecuteAsync(first.Value.Id, Cancel)).Value.VerifiedAtUtc);

        // Beta controls the DNS later: still taken, without a word on by whom.
        app.Dns.Records[second.Value.RecordName] = second.Value.RecordValue;
        var taken = (await verifyBeta.ExecuteAsync(second.Value.Id, Cancel)).Failure!;
        Assert.Equal("sso.domain_taken", taken.Code);
        Assert.DoesNotContain("Alpha", taken.Message, StringComparison.Ordinal);
        Assert.Equal("sso.not_found", (await verifyBeta.ExecuteAsync(first.Value.Id, Cancel)).Failure?.Code);
    }

    [Fact]
    [Trait("AttackCase", "31")]
    public async Task A_sub_domain_is_a_domain_of_its_own_and_public_mail_is_nobodys()
    {
        var organisation = await app.AddOrganisationAsync("Sub", "sub-owner.example");
        await app.AddProviderAsync(organisation, "http://127.0.0.1:9", "c", "s");
        var directory = app.Host.Services.GetRequiredService<ISsoDirectory>();
        Assert.NotNull(directory.FindHome("a@sub-owner.example"));
        Assert.NotNull(directory.FindHome("sub-owner.example"));
        Assert.NotNull(directory.FindHome("Sub"));
        Assert.Null(directory.FindHome("a@eu.sub-owner.example"));
        Assert.Null(directory.FindHome("a@notsub-owner.example"));
        await using var scope = app.Scope(organisation);
        var claim = scope.ServiceProvider.GetRequiredService<IClaimDomain>();
        Assert.Equal("domain", (await claim.ExecuteAsync("gmail.com", Cancel)).Failure?.Field);
        Assert.Equal("domain", (await claim.ExecuteAsync("localhost", Cancel)).Failure?.Field);
        Assert.Equal("domain", (await claim.ExecuteAsync("10.0.0.1", Cancel)).Failure?.Field);
    }
}
