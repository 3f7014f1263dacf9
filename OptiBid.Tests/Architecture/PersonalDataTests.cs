using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Hosting;
using OptiBid.Core.Identity.Privacy;
using OptiBid.Core.Identity.Privacy.Data;

namespace OptiBid.Tests.Architecture;

/// <summary>No table with personal data is forgotten by export and erasure, and no answer of a command carries a secret.</summary>
public sealed partial class PersonalDataTests
{
    /// <summary>Columns that look personal and need nothing, each with its reason.</summary>
    private static readonly Dictionary<string, string> s_harmless = new(StringComparer.Ordinal)
    {
        ["scim_groups.DisplayName"] = "The name of a group, not of a person.",
        ["scim_groups.DisplayNameKey"] = "The name of a group, not of a person.",
        ["audit_entries.Address"] = "Encrypted with the person's key, which an erasure destroys.",
    };

    /// <summary>Answers that hold a secret on purpose, each with its reason.</summary>
    private static readonly Dictionary<string, string> s_shownOnce = new(StringComparer.Ordinal)
    {
        ["ModelReport.Seed"] = "Of random draws, so that a report can be made again; no secret.",
        ["FirstCredentials.Password"] = "The one-time password, printed once.",
        ["NewAuthenticatorApp.Secret"] = "The key of a new app, shown once; kept protected.",
        ["SignInStep.DeviceToken"] = "Goes into the cookie of a known browser; kept as a hash.",
        ["SignInStep.PendingToken"] = "Goes into the cookie of a pending sign-in; kept as a hash.",
        ["NewScimToken.Secret"] = "The SCIM token, shown once; kept as a hash.",
        ["NewScimToken.Token"] = "The token without its secret.",
        ["AccessToken.Token"] = "The access token, answered once; signed, not stored.",
        ["TokenPair.RefreshToken"] = "The refresh token, answered once; kept as a hash.",
        ["StartedSession.Token"] = "Goes into the cookie; kept as a hash.",
        ["SignedInUser.SecurityStamp"] = "Stays in the process; no endpoint answers with it.",
        ["MemberAccess.SecurityStamp"] = "Stays in the process; no endpoint answers with it.",
        ["SignInProvider.ClientSecret"] = "Stays in the process; no endpoint answers with it.",
        ["ProviderDraft.ClientSecret"] = "Written by an administrator; an answer holds null there.",
    };

    [Fact]
    public async Task Every_column_that_looks_personal_is_covered_by_export_and_erasure()
    {
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(Configuration())
            .AddOptiBidCore(Configuration())
            .BuildServiceProvider();
        await using var scope = services.CreateAsyncScope();
        var contributions = scope.ServiceProvider.GetServices<IPersonalData>().ToList();
        await using var db = services.GetRequiredService<IPlatformContexts>().CreateDbContext();
        var answered = contributions.SelectMany(c => c.Tables).ToHashSet(StringComparer.Ordinal);
        var personal = PersonalTables
            .OfPersons(db.Model, contributions)
            .Select(t => t.Type.GetTableName()!)
            .ToHashSet(StringComparer.Ordinal);
        var names = PersonalTables.Of(db.Model).SelectMany(t => t.Names).ToHashSet();
        bool IsCovered(IProperty p) =>
            answered.Contains(p.DeclaringType.GetTableName()!) || personal.Contains(p.DeclaringType.GetTableName()!) || names.Contains(p);

        var looking = db.Model.GetEntityTypes().SelectMany(t => t.GetProperties()).Where(p => LooksPersonal(p)).ToList();
        Assert.NotEmpty(looking);
        var forgotten = looking
            .Where(p => !IsCovered(p))
            .Select(p => $"{p.DeclaringType.GetTableName()}.{p.Name}")
            .Where(n => !s_harmless.ContainsKey(n));
        Assert.Empty(forgotten);
        var tables = db.Model.GetEntityTypes().Select(t => t.GetTableName()).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(answered.Where(t => !tables.Contains(t)));
        Assert.Equal(contributions.Count, contributions.Select(c => c.Name).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void No_answer_of_a_command_carries_a_secret_but_those_that_are_shown_once()
    {
        var seen = new HashSet<Type>();
        var answers = typeof(OptiBid.Core.Common.Failure)
            .Assembly.GetExportedTypes()
            .Where(t => t.IsInterface)
            .SelectMany(t => t.GetMethods())
            .SelectMany(m => Parts(m.ReturnType))
            .ToList();
        foreach (var answer in answers)
        {
            Collect(answer, seen);
        }

        var secrets = seen.SelectMany(t => t.GetProperties().Where(p => Secret().IsMatch(p.Name)).Select(p => $"{t.Name}.{p.Name}"))
            .Distinct(StringComparer.Ordinal)
            .Where(n => !s_shownOnce.ContainsKey(n))
            .Order(StringComparer.Ordinal);
        Assert.Empty(secrets);
    }

    private static IConfigurationRoot Configuration() =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?> { ["Storage:Directory"] = Path.Combine(Path.GetTempPath(), "optibid-model-only") }
            )
            .Build();

    private static bool LooksPersonal(IProperty property) =>
        property.Name == "UserId" || (property.ClrType == typeof(string) && Personal().IsMatch(property.Name));

    private static IEnumerable<Type> Parts(Type type) =>
        type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type)
        : type.IsArray ? Parts(type.GetElementType()!)
        : [type];

    private static void Collect(Type type, HashSet<Type> seen)
    {
        if (type.Namespace?.StartsWith("OptiBid.", StringComparison.Ordinal) != true || type.IsEnum || !seen.Add(type))
        {
            return;
        }

        foreach (var part in type.GetProperties().SelectMany(p => Parts(p.PropertyType)))
        {
            Collect(part, seen);
        }
    }

    [GeneratedRegex(
        "Email|Phone|DisplayName|UserName|FullName|GivenName|FamilyName|Address|Agent|Recipient|ByName$|By$|^Actor$",
        RegexOptions.None,
        1000
    )]
    private static partial Regex Personal();

    [GeneratedRegex("(?<!Has)(?<!Change)(?:Password|Secret|Token|ApiKey|PrivateKey|Seed|Stamp)$", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Secret();
}
