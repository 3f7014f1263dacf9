using System.CommandLine;
using OptiBid.Core.Common;
using OptiBid.Core.Identity.Organisations;

namespace OptiBid.Web.Commands;

/// <summary><c>organisation create|list</c> for whoever has the machine.</summary>
internal sealed class OrganisationVerb : ICliVerb
{
    private readonly Argument<string> _name = new("name") { Description = "Name of the organisation" };
    private readonly Option<string> _owner = new("--owner")
    {
        Description = "E-mail of its first administrator, who is invited",
        Required = true,
    };
    private readonly Option<string> _zone = new("--time-zone") { Description = "IANA time zone", DefaultValueFactory = _ => "UTC" };
    private readonly Option<string?> _store = new("--store") { Description = "Folder of the embedded stores" };

    /// <inheritdoc/>
    public Command Build() =>
        new("organisation", "Manage organisations")
        {
            new Command("create", "Create an organisation and invite its first administrator") { _name, _owner, _zone, _store }.Does(
                CreateAsync
            ),
            new Command("list", "List the organisations") { _store }.Does(ListAsync),
        };

    private Task<Result<CliAnswer>> CreateAsync(ParseResult parse, CancellationToken cancellationToken) =>
        VerbScope.RunAsync<ICreateOrganisation>(
            parse.GetValue(_store),
            async create =>
                (
                    await create.ExecuteAsync(
                        new(parse.GetValue(_name)!, parse.GetValue(_owner)!, parse.GetValue(_zone)!),
                        cancellationToken
                    )
                ).Map(c => new CliAnswer(
                    c,
                    $"{c.Organisation.Name} ({c.Organisation.Id}) is created; an invitation went to {string.Join(", ", c.Invited)}"
                )),
            cancellationToken
        );

    private Task<Result<CliAnswer>> ListAsync(ParseResult parse, CancellationToken cancellationToken) =>
        VerbScope.RunAsync<IListOrganisations>(
            parse.GetValue(_store),
            async list =>
                (await list.ExecuteAsync(cancellationToken)).Map(all => new CliAnswer(
                    new { organisations = all },
                    string.Join('\n', all.Select(o => $"{o.Id}  {o.Status, -10} {o.Members, 5} members  {o.Name}"))
                )),
            cancellationToken
        );
}
