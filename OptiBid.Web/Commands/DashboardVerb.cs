using System.CommandLine;
using OptiBid.Core.Common;
using OptiBid.Core.Dashboards.Boards;
using OptiBid.Core.Dashboards.Content;

namespace OptiBid.Web.Commands;

/// <summary><c>dashboard list|export|import</c>: the shared dashboards of an organisation, for whoever has the machine.</summary>
internal sealed class DashboardVerb : ICliVerb
{
    private readonly Argument<Guid> _id = new("id") { Description = "Id of the dashboard" };
    private readonly Argument<FileInfo> _file = new("file") { Description = "File that was exported" };
    private readonly Option<FileInfo?> _out = new("--out") { Description = "File to write; without it the dashboard is printed" };
    private readonly Option<string?> _organisation = VerbScope.OrganisationOption();
    private readonly Option<string?> _store = new("--store") { Description = "Folder of the embedded stores" };

    /// <inheritdoc/>
    public Command Build() =>
        new("dashboard", "Dashboards as files")
        {
            new Command("list", "List the shared dashboards of an organisation") { _organisation, _store }.Does(ListAsync),
            new Command("export", "Write a shared dashboard as JSON") { _id, _out, _organisation, _store }.Does(ExportAsync),
            new Command("import", "Create a shared dashboard from a JSON file") { _file, _organisation, _store }.Does(ImportAsync),
        };

    private Task<Result<CliAnswer>> ListAsync(ParseResult parse, CancellationToken cancellationToken) =>
        InAsync(
            parse,
            async services =>
                (await services.GetRequiredService<IListDashboards>().ExecuteAsync(cancellationToken)).Map(all => new CliAnswer(
                    new
                    {
                        dashboards = all.Select(d => new
                        {
                            d.Id,
                            d.Title,
                            d.Sharing,
                            d.OwnedBy,
                            d.Version,
                            d.UpdatedUtc,
                            d.UpdatedBy,
                        }),
                    },
                    string.Join('\n', all.Select(d => $"{d.Id}  version {d.Version, -4} {d.Title} ({d.OwnedBy})"))
                )),
            cancellationToken
        );

    private Task<Result<CliAnswer>> ExportAsync(ParseResult parse, CancellationToken cancellationToken) =>
        InAsync(
            parse,
            async services =>
            {
                var found = await services.GetRequiredService<IFindDashboard>().ExecuteAsync(parse.GetValue(_id), cancellationToken);
                if (found.Failure is { } failure)
                {
                    return failure;
                }

                var text = ContentFile.Write(found.Value.Content);
                var file = parse.GetValue(_out)?.FullName;
                if (file is not null)
                {
                    await File.WriteAllTextAsync(file, text + "\n", cancellationToken);
                }

                return new CliAnswer(
                    new
                    {
                        found.Value.Id,
                        found.Value.Version,
                        file,
                        dashboard = System.Text.Json.Nodes.JsonNode.Parse(text),
                    },
                    file is null ? text : $"{found.Value.Content.Title} is written to {file}"
                );
            },
            cancellationToken
        );

    private Task<Result<CliAnswer>> ImportAsync(ParseResult parse, CancellationToken cancellationToken) =>
        InAsync(
            parse,
            async services =>
            {
                var content = ContentFile.Read(await File.ReadAllTextAsync(parse.GetValue(_file)!.FullName, cancellationToken));
                if (content.Failure is { } bad)
                {
                    return bad;
                }

                var made = await services.GetRequiredService<ICreateDashboard>().ExecuteAsync(content.Value, "file", cancellationToken);
                if (made.Failure is { } failure)
                {
                    return failure;
                }

                // Nobody signs in as the system: what it owns is of use only when it is shared.
                var shared = await services
                    .GetRequiredService<IShareDashboard>()
                    .ExecuteAsync(made.Value.Id, DashboardSharing.Organisation, [], cancellationToken);
                return shared.Map(d => new CliAnswer(
                    new
                    {
                        d.Id,
                        d.Content.Title,
                        d.Version,
                    },
                    $"{d.Content.Title} is imported as {d.Id}"
                ));
            },
            cancellationToken
        );

    private Task<Result<CliAnswer>> InAsync(
        ParseResult parse,
        Func<IServiceProvider, Task<Result<CliAnswer>>> run,
        CancellationToken cancellationToken
    ) => VerbScope.InAsync(parse.GetValue(_store), parse.GetValue(_organisation), run, cancellationToken);
}
