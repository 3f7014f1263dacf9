using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Identity.Scim;
using OptiBid.Core.Identity.Scim.Filters;
using OptiBid.Core.Identity.Scim.Schema;
using OptiBid.Core.Identity.Scim.Users;
using OptiBid.Core.Identity.Users;
using OptiBid.Tests.Core.Portfolios;

namespace OptiBid.Tests.Core.Identity.Scim;

/// <summary>Filters as RFC 7644 writes them.</summary>
public sealed class ScimFilterTests
{
    private static readonly Gen<string> s_text = Gen.Char["aAbB%_'\\\" üÜ["].Array[1, 3].Select(c => new string(c));

    private static readonly Gen<ScimFilter> s_leaf = Gen.OneOf(
        Gen.Select(
            Pick("userName", "displayName", "emails.value", "emails"),
            Pick(ScimOperator.Eq, ScimOperator.Ne, ScimOperator.Co, ScimOperator.Sw, ScimOperator.Ew),
            s_text,
            (name, op, value) => Compare(name, op, value)
        ),
        Gen.Select(
            Pick(ScimOperator.Eq, ScimOperator.Ne, ScimOperator.Co, ScimOperator.Sw),
            s_text,
            (op, value) => Compare("externalId", op, value)
        ),
        Gen.Select(
            Pick("active", "emails.primary"),
            Pick(ScimOperator.Eq, ScimOperator.Ne),
            Gen.Bool,
            (name, op, value) => Compare(name, op, value)
        ),
        Pick("userName", "displayName", "externalId", "emails", "active").Select(name => Compare(name, ScimOperator.Pr, null)),
        Gen.Select(
            s_text,
            Gen.Bool,
            (value, primary) =>
                (ScimFilter)
                    new ScimFilter.ValuePath(
                        ScimName.Parse("emails")!.Value,
                        new ScimFilter.And(Compare("value", ScimOperator.Co, value), Compare("primary", ScimOperator.Eq, primary))
                    )
        )
    );

    private static readonly Gen<ScimFilter> s_filter = Gen.Recursive<ScimFilter>(
        (depth, inner) =>
            depth >= 3
                ? s_leaf
                : Gen.OneOf(
                    s_leaf,
                    Gen.Select(inner, inner, (l, r) => (ScimFilter)new ScimFilter.And(l, r)),
                    Gen.Select(inner, inner, (l, r) => (ScimFilter)new ScimFilter.Or(l, r)),
                    inner.Select(i => (ScimFilter)new ScimFilter.Not(i))
                )
    );

    [Fact]
    public void What_is_written_is_read_again() => s_filter.Sample(f => Assert.Equal(f, ScimFilterParser.Parse(Write(f))), iter: 2000);

    [Fact]
    [Trait("AttackCase", "33")]
    public void Any_text_is_a_filter_or_refused_as_one() =>
        Gen.OneOf(Gen.String, Gen.Char["(()[]\"\\ nototandorprequserName.:-"].Array[0, 60].Select(c => new string(c)))
            .Sample(
                text =>
                {
                    try
                    {
                        ScimFilterParser.Parse(text);
                    }
                    catch (ScimException refused)
                    {
                        Assert.Equal("invalidFilter", refused.Failure.ScimType);
                    }
                },
                iter: 20_000
            );

    [Theory]
    [InlineData("a pr and b pr or c pr", "((a pr and b pr) or c pr)")]
    [InlineData("a pr or b pr and c pr", "(a pr or (b pr and c pr))")]
    [InlineData("not (a pr) and b pr", "(not (a pr) and b pr)")]
    [InlineData("NOT(a Pr) AND B.c EQ \"x\\u0041\"", "(not (a pr) and B.c eq \"xA\")")]
    [InlineData("emails[type eq \"work\"] and active eq true", "(emails[type eq \"work\"] and active eq true)")]
    public void Not_binds_closer_than_and_and_that_closer_than_or(string text, string meant) =>
        Assert.Equal(ScimFilterParser.Parse(meant), ScimFilterParser.Parse(text));

    [Fact]
    public async Task The_database_finds_what_the_resources_say()
    {
        using var records = new RecordsFixture();
        var cancel = TestContext.Current.CancellationToken;
        var resources = new Dictionary<Guid, JsonObject>();
        await using (var db = records.CreateDbContext())
        {
            var random = new Random(7);
            for (var i = 0; i < 40; i++)
            {
                var (user, row, json) = NewUser(random, i);
                db.Add(user);
                db.Add(row);
                resources.Add(row.Id, json);
            }

            await db.SaveChangesAsync(cancel);
        }

        s_filter.Sample(
            filter =>
            {
                using var db = records.CreateDbContext();
                var found = db.Set<ScimUser>().Where(ScimUserFilter.Instance.Build(filter)).Select(u => u.Id).ToHashSet();
                var meant = resources
                    .Where(r =>
                        ScimFilterMatch.Matches(filter, r.Value, [.. ScimResourceType.Common, .. ScimSchemas.UserSchema.Attributes])
                    )
                    .Select(r => r.Key)
                    .ToHashSet();
                Assert.True(found.SetEquals(meant), $"{Write(filter)}: {found.Count} found, {meant.Count} meant");
            },
            iter: 300,
            threads: 1
        );
    }

    private static (User, ScimUser, JsonObject) NewUser(Random random, int number)
    {
        var organisation = new Guid("01990000-0000-7000-8000-00000000aaaa");
        var name = TextOf(random) + number.ToString(CultureInfo.InvariantCulture);
        var display = random.Next(3) == 0 ? null : TextOf(random);
        var external = random.Next(3) == 0 ? null : TextOf(random);
        var active = random.Next(2) == 0;
        var user = new User
        {
            Id = Guid.CreateVersion7(),
            DisplayName = name,
            UserName = name,
            NormalizedUserName = name,
            NormalizedEmail = name,
        };
        var row = new ScimUser
        {
            Id = Guid.CreateVersion7(),
            OrganisationId = organisation,
            UserId = user.Id,
            UserNameKey = name.ToLowerInvariant(),
            DisplayNameKey = display?.ToLowerInvariant(),
            ExternalId = external,
            Active = active,
            Attributes = "{}",
        };
        var emails = new JsonArray();
        for (var i = random.Next(3); i > 0; i--)
        {
            var (value, primary) = (TextOf(random), random.Next(2) == 0);
            emails.Add(new JsonObject { ["value"] = value, ["primary"] = primary });
            row.Emails.Add(
                new()
                {
                    Id = Guid.CreateVersion7(),
                    OrganisationId = organisation,
                    ValueKey = value.ToLowerInvariant(),
                    IsPrimary = primary,
                }
            );
        }

        return (
            user,
            row,
            new()
            {
                ["userName"] = name,
                ["displayName"] = display,
                ["externalId"] = external,
                ["active"] = active,
                ["emails"] = emails,
            }
        );
    }

    private static string TextOf(Random random) =>
        new([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => "aAbB%_'\\ü["[random.Next(10)])]);

    private static Gen<T> Pick<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static ScimFilter Compare(string name, ScimOperator op, object? value) =>
        new ScimFilter.Comparison(ScimName.Parse(name)!.Value, op, value);

    private static string Write(ScimFilter filter) =>
        filter switch
        {
            ScimFilter.And and => $"({Write(and.Left)} and {Write(and.Right)})",
            ScimFilter.Or or => $"({Write(or.Left)} or {Write(or.Right)})",
            ScimFilter.Not not => $"not ({Write(not.Inner)})",
            ScimFilter.ValuePath path => $"{path.Attribute}[{Write(path.Inner)}]",
            ScimFilter.Comparison { Operator: ScimOperator.Pr } c => $"{c.Attribute} pr",
            ScimFilter.Comparison c => $"{c.Attribute} {c.Operator.ToString().ToLowerInvariant()} {JsonSerializer.Serialize(c.Value)}",
            _ => throw new InvalidOperationException(),
        };
}
