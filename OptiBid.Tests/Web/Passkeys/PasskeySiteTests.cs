using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using OptiBid.Web.Security.Passkeys;

namespace OptiBid.Tests.Web.Passkeys;

/// <summary>Which site passkeys belong to, and how long a ticket is good.</summary>
public class PasskeySiteTests
{
    [Fact]
    public void Without_a_public_url_passkeys_belong_to_localhost_on_the_port_of_the_connection()
    {
        var site = new PasskeySite(null);
        Assert.Equal("localhost", site.Domain);
        Assert.Null(site.Obstacle);
        Assert.True(site.IsHere(RequestTo("localhost", 5080)));
        var byAddress = RequestTo("127.0.0.1", 5080);
        Assert.False(site.IsHere(byAddress));
        Assert.Equal("http://localhost:5080", site.OriginFor(byAddress));
        // Who forges the Host header gets no further: the port is the connection's.
        var forged = RequestTo("localhost", 9999);
        forged.Connection.LocalPort = 5080;
        Assert.False(site.Accepts("http://localhost:9999", forged));
    }

    [Fact]
    public void A_public_url_is_the_only_origin_whatever_the_host_header_says()
    {
        var site = new PasskeySite("https://desk.example.com/base/");
        Assert.Equal("desk.example.com", site.Domain);
        var forged = RequestTo("evil.example", 443);
        Assert.True(site.Accepts("https://desk.example.com", forged));
        Assert.False(site.Accepts("https://evil.example", forged));
        Assert.False(site.Accepts("https://desk.example.com:8443", forged));
        Assert.False(site.Accepts("http://desk.example.com", forged));
        Assert.False(site.Accepts(null, forged));
        Assert.Equal("localhost", new PasskeySite("http://127.0.0.1:5080").Domain);
    }

    [Fact]
    public void An_address_or_plain_http_is_an_obstacle_and_nonsense_stops_the_start()
    {
        Assert.Contains("host name", new PasskeySite("https://192.0.2.7").Obstacle!.ToString(), StringComparison.Ordinal);
        Assert.Contains("https", new PasskeySite("http://desk.example.com").Obstacle!.ToString(), StringComparison.Ordinal);
        var fault = Assert.Throws<InvalidOperationException>(() => new PasskeySite("desk"));
        Assert.Contains("App:PublicUrl", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("AttackCase", "23")]
    public void A_ticket_is_good_for_five_minutes_for_its_purpose_and_browser()
    {
        var time = new FakeTimeProvider(new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero));
        var tickets = new PasskeyTickets(new EphemeralDataProtectionProvider(), time);
        var asked = RequestTo("localhost", 5080);
        var ticket = tickets.Issue(asked, PasskeyPurpose.SignIn, "state");
        var cookie = asked.Response.Headers.SetCookie.ToString();
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        var answers = RequestTo("localhost", 5080);
        answers.Request.Headers.Cookie = cookie.Split(';')[0];
        Assert.Equal("state", tickets.Open(answers, PasskeyPurpose.SignIn, ticket)?.State);
        Assert.Null(tickets.Open(answers, PasskeyPurpose.StepUp, ticket));
        Assert.Null(tickets.Open(answers, PasskeyPurpose.Register, ticket));
        Assert.Null(tickets.Open(RequestTo("localhost", 5080), PasskeyPurpose.SignIn, ticket));
        Assert.Null(tickets.Open(answers, PasskeyPurpose.SignIn, "not a ticket!"));
        time.Advance(PasskeyTickets.Life);
        Assert.Null(tickets.Open(answers, PasskeyPurpose.SignIn, ticket));
    }

    private static DefaultHttpContext RequestTo(string host, int port)
    {
        var context = new DefaultHttpContext();
        context.Request.Scheme = "http";
        context.Request.Host = new(host, port);
        context.Connection.LocalPort = port;
        return context;
    }
}
