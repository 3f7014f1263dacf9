using System.CommandLine;
using System.Globalization;
using OptiBid.Core.Common;
using OptiBid.Core.Identity.ApiKeys;

namespace OptiBid.Web.Commands;

/// <summary><c>apikey list|create|revoke</c> for whoever has the machine. Keys made here belong to service accounts.</summary>
internal sealed class ApiKeyVerb : ICliVerb
{
    private readonly Argument<string> _name = new("name") { Description = "What the key is for" };
    private readonly Argument<Guid> _id = new("id") { Description = "Id of the key" };
    private readonly Option<string> _account = new("--service-account")
    {
        Description = "Name of the service account that owns the key; made with the key's scopes when there is none",
        Required = true,
    };
    private readonly Option<string[]> _scopes = new("--scope")
    {
        Description = "A permission that the key may use; once for each",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<int> _days = new("--days") { Description = "Days that it works", DefaultValueFactory = _ => 90 };
    private readonly Option<string?> _organisation = VerbScope.OrganisationOption();
    private readonly Option<string?> _store = new("--store") { Description = "Folder of the embedded stores" };

    /// <inheritdoc/>
    public Command Build() =>
        new("apikey", "Manage API keys")
        {
            new Command("list", "List the API keys of an organisation") { _organisation, _store }.Does(ListAsync),
            new Command("create", "Make a key of a service account; it is printed once")
            {
                _name,
                _account,
                _scopes,
                _days,
                _organisation,
                _store,
            }.Does(CreateAsync),
            new Command("revoke", "Revoke a key") { _id, _organisation, _store }.Does(RevokeAsync),
        };

    private Task<Result<CliAnswer>> ListAsync(ParseResult parse, CancellationToken cancellationToken) =>
        InAsync(
            parse,
            async services =>
                (
                    await services.GetRequiredService<IListApiKeys>().ExecuteAsync(everybodys: true, cancellationToken: cancellationToken)
                ).Map(keys => new CliAnswer(new { keys }, string.Join('\n', keys.Select(Line)))),
            cancellationToken
        );

    private Task<Result<CliAnswer>> CreateAsync(ParseResult parse, CancellationToken cancellationToken) =>
        InAsync(
            parse,
            async services =>
            {
                var scopes = parse.GetValue(_scopes)!;
                var account = await AccountAsync(services, parse.GetValue(_account)!, scopes, cancellationToken);
                if (account.Failure is { } failure)
                {
                    return failure;
                }

                var made = await services
                    .GetRequiredService<ICreateApiKey>()
                    .ExecuteAsync(new(parse.GetValue(_name)!, scopes, parse.GetValue(_days), account.Value.Id), cancellationToken);
                return made.Map(k => new CliAnswer(
                    new
                    {
                        k.Id,
                        k.Key,
                        k.ExpiresAtUtc,
                        serviceAccountId = account.Value.Id,
                    },
                    $"id   {k.Id}\nkey  {k.Key}   (shown once; works until {Day(k.ExpiresAtUtc)})"
                ));
            },
            cancellationToken
        );

    private Task<Result<CliAnswer>> RevokeAsync(ParseResult parse, CancellationToken cancellationToken) =>
        InAsync(
            parse,
            async services =>
                (await services.GetRequiredService<IRevokeApiKey>().ExecuteAsync(parse.GetValue(_id), cancellationToken)).Map(
                    _ => new CliAnswer(new { id = parse.GetValue(_id), revoked = true }, $"{parse.GetValue(_id)} is revoked")
                ),
            cancellationToken
        );

    private static async Task<Result<ServiceAccountInfo>> AccountAsync(
        IServiceProvider services,
        string name,
        IReadOnlyList<string> scopes,
        CancellationToken cancellationToken
    )
    {
        var all = await services.GetRequiredService<IListServiceAccounts>().ExecuteAsync(cancellationToken);
        if (all.Failure is { } failure)
        {
            return failure;
        }

        return all.Value.FirstOrDefault(a => a.Name.Equals(name.Trim(), StringComparison.Ordinal)) is { } found
            ? found
            : await services.GetRequiredService<ICreateServiceAccount>().ExecuteAsync(name, scopes, cancellationToken);
    }

    private Task<Result<CliAnswer>> InAsync(
        ParseResult parse,
        Func<IServiceProvider, Task<Result<CliAnswer>>> run,
        CancellationToken cancellationToken
    ) => VerbScope.InAsync(parse.GetValue(_store), parse.GetValue(_organisation), run, cancellationToken);

    private static string Line(ApiKeyInfo key) =>
        $"{key.Id}  {(key.RevokedAtUtc is null ? "until " + Day(key.ExpiresAtUtc) : "revoked         "), -16}  {key.Name}  {string.Join(' ', key.Scopes)}";

    private static string Day(DateTime time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
