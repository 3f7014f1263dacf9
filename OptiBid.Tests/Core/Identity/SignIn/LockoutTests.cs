using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Identity.Passwords;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.SignIn;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Core.Identity.SignIn;

public sealed class LockoutTests(PostgresServer postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [Trait("AttackCase", "19")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_parallel_burst_gets_no_more_tries_than_the_limit(bool onPostgres)
    {
        await using var desk = await SignInDesk.OpenAsync(onPostgres ? await postgres.CreateDatabaseAsync() : null);
        var guesses = Enumerable
            .Range(0, 50)
            .Select(i => Task.Run(() => desk.SignInAsync(password: $"wrong guess {i}", address: null), Cancel));
        Assert.All(await Task.WhenAll(guesses), r => Assert.Equal("identity.sign_in_refused", r.Failure?.Code));
        Assert.Equal(5, desk.Audit.Events.Count(e => e.Action == "sign_in.refused"));
        Assert.Equal(45, desk.Audit.Events.Count(e => e.Action == "sign_in.locked"));
        Assert.False((await desk.SignInAsync()).IsSuccess);
        desk.Time.Advance(TimeSpan.FromMinutes(15));
        Assert.True((await desk.SignInAsync()).IsSuccess);
    }

    [Fact]
    [Trait("AttackCase", "19")]
    public async Task Other_ways_to_write_the_name_and_other_addresses_give_no_further_tries()
    {
        await using var desk = await SignInDesk.OpenAsync();
        string[] names =
        [
            "ADA@desk.example",
            "Ada@Desk.Example ",
            " ada@desk.example",
            "ada@DESK.EXAMPLE",
            "\tada@desk.example",
            // These name nobody: they neither open the account nor add tries to it.
            "ａda@desk.example",
            "ada@desk.example.",
            "ada+x@desk.example",
            "ada@desk.exampIe",
            "ada\u200b@desk.example",
        ];
        for (var i = 0; i < names.Length; i++)
        {
            Assert.False((await desk.SignInAsync(names[i], "a wrong password", address: $"198.51.100.{i}")).IsSuccess);
        }

        Assert.False((await desk.SignInAsync(address: "203.0.113.7")).IsSuccess);
        foreach (var name in names)
        {
            Assert.False((await desk.SignInAsync(name, address: "203.0.113.8")).IsSuccess);
        }
    }

    [Fact]
    [Trait("AttackCase", "19")]
    public async Task Guesses_from_one_address_end_over_all_accounts_and_an_IPv6_network_is_one_address()
    {
        await using var desk = await SignInDesk.OpenAsync();
        for (var i = 0; i < 25; i++)
        {
            await desk.SignInAsync($"user{i}@desk.example", "a wrong password", address: $"2001:db8:1:2::{i:x}");
        }

        Assert.False((await desk.SignInAsync(address: "2001:db8:1:2:ffff::1")).IsSuccess);
        Assert.True((await desk.SignInAsync(address: "2001:db8:1:3::1")).IsSuccess);
    }

    [Fact]
    [Trait("AttackCase", "20")]
    public async Task A_stranger_locks_neither_a_known_browser_nor_a_passkey_nor_single_sign_on()
    {
        await using var desk = await SignInDesk.OpenAsync();
        var device = (await desk.SignInAsync()).Value.DeviceToken;
        Assert.NotNull(device);
        for (var i = 0; i < 10; i++)
        {
            await desk.SignInAsync(password: "a wrong password", address: "203.0.113.66");
        }

        Assert.False((await desk.SignInAsync(address: "192.0.2.200")).IsSuccess);
        Assert.True((await desk.SignInAsync(device: device)).IsSuccess);
        foreach (string[] methods in new[] { ["hwk", "user", "mfa"], new[] { AuthenticationMethods.SingleSignOn } })
        {
            var step = await desk.AskAsync<IContinueSignIn, OptiBid.Core.Common.Result<SignInStep>>(s =>
                s.ExecuteAsync(new(desk.AdaId, methods), null, SignInDesk.Browser(null, null), Cancel)
            );
            Assert.NotNull(step.Value.Session);
        }

        // The known browser has five tries of its own.
        for (var i = 0; i < 5; i++)
        {
            await desk.SignInAsync(password: "a wrong password", device: device);
        }

        Assert.False((await desk.SignInAsync(device: device)).IsSuccess);
    }

    [Fact]
    [Trait("AttackCase", "21")]
    public async Task Wrong_unknown_locked_and_passwordless_answer_alike_and_cost_one_hash_each()
    {
        await using var desk = await SignInDesk.OpenAsync();
        await desk.AddUserAsync("sso@desk.example", null);
        var hasher = desk.Services.GetRequiredService<Argon2PasswordHasher>();
        var answers = new HashSet<string>(StringComparer.Ordinal);
        string[] names = ["nobody@desk.example", "sso@desk.example", "", "x", .. Enumerable.Repeat(SignInDesk.Ada, 7)];
        foreach (var name in names)
        {
            var before = hasher.Computed;
            answers.Add((await desk.SignInAsync(name, "a wrong password", address: null)).Failure!.ToString());
            Assert.Equal(1, hasher.Computed - before);
        }

        Assert.Single(answers);
        var allowed = hasher.Computed;
        Assert.False((await desk.SignInAsync(address: null)).IsSuccess);
        Assert.Equal(1, hasher.Computed - allowed);
    }
}
