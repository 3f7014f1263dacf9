using OptiBid.Core.Common;
using OptiBid.Core.Identity.Passwords;
using OptiBid.Core.Identity.Users;
using OptiBid.Tests.Core.Notifications;

namespace OptiBid.Tests.Core.Identity.SignIn;

public sealed class PasswordTests
{
    private static readonly PasswordOwner s_alone = new("grace.hopper@northwind.example", "Grace Hopper", false, ["Northwind Storage"]);
    private static readonly PasswordOwner s_withFactor = s_alone with { HasSecondFactor = true };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [Trait("AttackCase", "26")]
    [InlineData("fourteen chars", false, true)]
    [InlineData("fifteen charsss", true, true)]
    [InlineData("sevenXy", false, false)]
    [InlineData("eightXyz", false, true)]
    [InlineData("aaaaaaaaaaaaaaaaaaaa", false, false)]
    [InlineData("ababababababababab", false, false)]
    [InlineData("qwertyuiop", false, false)]
    [InlineData("QWERTYUIOP", false, false)]
    [InlineData("password1234567", false, false)]
    [InlineData("NorthwindStorage1", false, false)]
    [InlineData("grace.hopper.2026", false, false)]
    [InlineData("OptiBidOptiBid!!", false, false)]
    [InlineData("пароль с пробелами", true, true)]
    [InlineData("秋の夜に風力発電機は静かに回る", true, true)]
    public void Length_and_lists_decide_and_never_kinds_of_characters(string password, bool alone, bool withFactor)
    {
        Assert.Equal(alone, PasswordRules.Problem(password, s_alone) is null);
        Assert.Equal(withFactor, PasswordRules.Problem(password, s_withFactor) is null);
    }

    [Fact]
    [Trait("AttackCase", "26")]
    public void The_list_of_common_passwords_holds_what_it_should()
    {
        Assert.InRange(CommonPasswords.Count, 49_000, 50_000);
        Assert.All(["123456", "password", "Password", "qwertyuiop", "trustno1", "letmein"], p => Assert.True(CommonPasswords.Contains(p)));
        Assert.All([SignInDesk.Password, "", "correct horse battery staple"], p => Assert.False(CommonPasswords.Contains(p)));
    }

    [Fact]
    [Trait("AttackCase", "26")]
    public void Sixty_four_and_256_characters_are_taken_257_are_not_and_nothing_is_cut()
    {
        var long64 = string.Concat(Enumerable.Range(0, 64).Select(i => (char)('a' + (i * 7 % 26))));
        var long256 = string.Concat(Enumerable.Repeat(long64, 4));
        Assert.Null(PasswordRules.Problem(long64, s_alone));
        Assert.Null(PasswordRules.Problem(long256, s_alone));
        Assert.NotNull(PasswordRules.Problem(long256 + "x", s_alone));
        Assert.NotNull(PasswordRules.Problem("lone surrogate \ud800 here", s_alone));
    }

    [Fact]
    [Trait("AttackCase", "26")]
    public async Task A_password_of_more_than_72_bytes_counts_to_its_end_and_Unicode_forms_are_one()
    {
        await using var desk = await SignInDesk.OpenAsync();
        var stem = string.Concat(Enumerable.Repeat("pumped hydro ", 8));
        await desk.AddUserAsync("long@desk.example", stem + "original");
        Assert.False((await desk.SignInAsync("long@desk.example", stem + "different")).IsSuccess);
        Assert.True((await desk.SignInAsync("long@desk.example", stem + "original")).IsSuccess);
        await desk.AddUserAsync("unicode@desk.example", "caf\u00e9 au lait \ufb01ltr\u00e9");
        Assert.True((await desk.SignInAsync("unicode@desk.example", "cafe\u0301 au lait filtre\u0301")).IsSuccess);
        Assert.False((await desk.SignInAsync("unicode@desk.example", "cafe au lait filtre")).IsSuccess);
        Assert.False((await desk.SignInAsync("unicode@desk.example", "lone \ud800")).IsSuccess);
    }

    [Fact]
    [Trait("AttackCase", "26")]
    public async Task A_changed_password_is_checked_against_organisation_and_factors()
    {
        await using var desk = await SignInDesk.OpenAsync();
        async Task<string?> ChangeAsync(string password) =>
            (
                await desk.AskAsync<IChangePassword, Result<SignedInUser>>(c =>
                    c.ExecuteAsync(desk.AdaId, SignInDesk.Password, password, Cancel)
                )
            )
                .Failure
                ?.Code;
        Assert.Equal("identity.weak_password", await ChangeAsync("northwind storage"));
        Assert.Equal("identity.weak_password", await ChangeAsync("ten chars!"));
        await desk.EnrolAppAsync();
        Assert.Null(await ChangeAsync("ten chars!"));
    }

    [Fact]
    [Trait("AttackCase", "26")]
    public async Task Only_five_digits_of_a_hash_ask_for_stolen_passwords_and_an_outage_stops_nobody()
    {
        // SHA-1 of "password" is 5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8.
        await using var api = await FakeHttpProvider.StartAsync(
            (200, "1E4C9B93F3F0682250B6CF8331B7EE68FD8:10434004\r\n0018A45C4D1DEF81644B54AB7F969B88D65:0", null)
        );
        var log = Microsoft.Extensions.Logging.Abstractions.NullLogger<HibpPasswords>.Instance;
        var list = new HibpPasswords(new(api.Url), log);
        Assert.True(await list.ContainAsync("password", Cancel));
        Assert.False(await list.ContainAsync(SignInDesk.Password, Cancel));
        Assert.All(api.Requests, r => Assert.Matches("^/range/[0-9A-F]{5}$", r.Path));
        Assert.False(await new HibpPasswords(new("http://127.0.0.1:9"), log).ContainAsync("password", Cancel));
    }
}
