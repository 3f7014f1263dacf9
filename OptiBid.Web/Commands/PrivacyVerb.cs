using System.CommandLine;
using System.Globalization;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Identity.Privacy;

namespace OptiBid.Web.Commands;

/// <summary><c>privacy export|erase|verify</c>: answers requests about personal data that come by letter, for whoever has the machine.</summary>
internal sealed class PrivacyVerb : ICliVerb
{
    private readonly Argument<string> _email = new("email") { Description = "E-mail address of the person" };
    private readonly Option<string> _out = new("--out") { Description = "File to write the zip to", Required = true };
    private readonly Option<string?> _reason = new("--reason") { Description = "Why; never with personal data" };
    private readonly Option<string?> _name = new("--name") { Description = "Former name to search for" };
    private readonly Option<string?> _phone = new("--phone") { Description = "Former phone number to search for" };
    private readonly Option<Guid?> _id = new("--id") { Description = "Id of the former user to search for" };
    private readonly Option<string?> _store = new("--store") { Description = "Folder of the embedded stores" };

    /// <inheritdoc/>
    public Command Build() =>
        new("privacy", "Export, erase and verify personal data")
        {
            new Command("export", "Write everything that is kept about a person into a zip file") { _email, _out, _store }.Does(
                (parse, token) => WithAsync(parse, ExportAsync, token)
            ),
            new Command("erase", "Ask for the erasure of a person; carries out those whose time has come") { _email, _reason, _store }.Does(
                (parse, token) => WithAsync(parse, EraseAsync, token)
            ),
            new Command("verify", "Search every table for traces of a person; exit status 1 when some are left")
            {
                _email,
                _name,
                _phone,
                _id,
                _store,
            }.Does((parse, token) => WithAsync(parse, VerifyAsync, token)),
        };

    private async Task<Result<CliAnswer>> WithAsync(
        ParseResult parse,
        Func<ParseResult, IServiceProvider, CancellationToken, Task<Result<CliAnswer>>> body,
        CancellationToken cancellationToken
    )
    {
        await using var services = HostSettings.BuildVerbServices(parse.GetValue(_store));
        if ((await services.GetRequiredService<IDatabaseMigrator>().PendingAsync(cancellationToken)).Count > 0)
        {
            return new SimpleFailure("system.not_ready", "the database is not there yet: start the app once", FailureKind.Conflict);
        }

        await using var scope = services.CreateAsyncScope();
        return await body(parse, scope.ServiceProvider, cancellationToken);
    }

    private async Task<Result<CliAnswer>> ExportAsync(ParseResult parse, IServiceProvider services, CancellationToken cancellationToken)
    {
        var person = await services.GetRequiredService<IFindPerson>().ByEmailAsync(parse.GetValue(_email)!, cancellationToken);
        if (person.Failure is { } unknown)
        {
            return unknown;
        }

        var export = await services.GetRequiredService<IExportPersonalData>().ExecuteAsync(person.Value.Id, cancellationToken);
        if (export.Failure is { } failure)
        {
            return failure;
        }

        var file = parse.GetValue(_out)!;
        await File.WriteAllBytesAsync(file, export.Value.Content, cancellationToken);
        return new CliAnswer(
            new { file, export.Value.Rows },
            string.Create(CultureInfo.InvariantCulture, $"{export.Value.Rows} rows written to {file}")
        );
    }

    private async Task<Result<CliAnswer>> EraseAsync(ParseResult parse, IServiceProvider services, CancellationToken cancellationToken)
    {
        var person = await services.GetRequiredService<IFindPerson>().ByEmailAsync(parse.GetValue(_email)!, cancellationToken);
        if (person.Failure is { } unknown)
        {
            return unknown;
        }

        var asked = await services
            .GetRequiredService<IRequestErasure>()
            .OfFormerMemberAsync(person.Value.Id, parse.GetValue(_reason) ?? "Asked by the operator of the machine", cancellationToken);
        if (asked.Failure is { Code: not "privacy.already_asked" } failure)
        {
            return failure;
        }

        var looked = await services.GetRequiredService<IEraseDue>().ExecuteAsync(cancellationToken);
        if (looked.FirstOrDefault(r => r.PersonId == person.Value.Id) is { } done)
        {
            return new CliAnswer(done, $"{done.State}: {done.Outcome}", done.State == PrivacyRequestState.Done ? 0 : 1);
        }

        return asked.Map(r => new CliAnswer(
            r,
            $"asked; can be withdrawn until {r.NotBeforeUtc.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)}"
        ));
    }

    private async Task<Result<CliAnswer>> VerifyAsync(ParseResult parse, IServiceProvider services, CancellationToken cancellationToken)
    {
        var person = new ErasedPerson(parse.GetValue(_id), parse.GetValue(_email), parse.GetValue(_name), parse.GetValue(_phone));
        var report = await services.GetRequiredService<IVerifyErasure>().ExecuteAsync(person, cancellationToken);
        return report.Map(r =>
        {
            var left = r.Leftovers.ToList();
            var lines = r.Traces.Select(t =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(t.KeptBecause is null ? "LEFT" : "kept")}  {t.Table}.{t.Column}  {t.What}  {t.Rows} rows  {t.KeptBecause}"
                )
            );
            var total = string.Create(CultureInfo.InvariantCulture, $"{r.Columns} columns searched, {left.Count} leftovers");
            return new CliAnswer(r, string.Join('\n', [.. lines, total]), left.Count == 0 ? 0 : 1);
        });
    }
}
