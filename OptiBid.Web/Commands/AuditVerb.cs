using System.CommandLine;
using System.Globalization;
using OptiBid.Core.Audit.Explorer;
using OptiBid.Core.Audit.Export;
using OptiBid.Core.Audit.Verification;
using OptiBid.Core.Common;
using OptiBid.Core.Data;

namespace OptiBid.Web.Commands;

/// <summary><c>audit verify|list|export</c>: the log of this installation, or a bundle by itself.</summary>
internal sealed class AuditVerb : ICliVerb
{
    private readonly Option<string?> _store = new("--store") { Description = "Folder of the embedded stores" };
    private readonly Option<string?> _bundle = new("--bundle") { Description = "An exported bundle to check, without any database" };
    private readonly Option<string[]> _keys = new("--key")
    {
        Description = "Id of a key that must have signed the bundle; once for each",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<string?> _action = new("--action") { Description = "Begin of the action, such as bids." };
    private readonly Option<string?> _text = new("--text") { Description = "Text in the action, object, reason or changed fields" };
    private readonly Option<DateTimeOffset?> _from = new("--from") { Description = "Not before this time" };
    private readonly Option<DateTimeOffset?> _to = new("--to") { Description = "Before this time" };
    private readonly Option<int> _limit = new("--limit") { Description = "Rows, 1 to 500", DefaultValueFactory = _ => 50 };
    private readonly Option<FileInfo> _out = new("--out") { Description = "The zip file to write", Required = true };

    /// <inheritdoc/>
    public Command Build() =>
        new("audit", "Verify, list or export the audit log")
        {
            new Command("verify", "Check every row against the signed checkpoints; exit status 1 when something is wrong")
            {
                _bundle,
                _keys,
                _store,
            }.Does(VerifyAsync),
            new Command("list", "The newest rows") { _action, _text, _from, _to, _limit, _store }.Does(ListAsync),
            new Command("export", "Write rows with their proofs to a zip file") { _out, _action, _text, _from, _to, _store }.Does(
                ExportAsync
            ),
        };

    private async Task<Result<CliAnswer>> VerifyAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        if (parse.GetValue(_bundle) is { } bundle)
        {
            return Answer(await AuditBundle.VerifyAsync(bundle, parse.GetValue(_keys) ?? [], cancellationToken));
        }

        return await InScopeAsync(
            parse,
            async services => (await services.GetRequiredService<IVerifyAudit>().ExecuteAsync(null, cancellationToken)).Map(Answer),
            cancellationToken
        );
    }

    private Task<Result<CliAnswer>> ListAsync(ParseResult parse, CancellationToken cancellationToken) =>
        InScopeAsync(
            parse,
            async services =>
            {
                var list = services.GetRequiredService<IListAudit>();
                var page = await list.ExecuteAsync(Filter(parse), null, parse.GetValue(_limit), cancellationToken);
                return page.Map(p => new CliAnswer(new { rows = p.Items, p.NextCursor }, string.Join('\n', p.Items.Select(Line))));
            },
            cancellationToken
        );

    private Task<Result<CliAnswer>> ExportAsync(ParseResult parse, CancellationToken cancellationToken) =>
        InScopeAsync(
            parse,
            async services =>
            {
                var exported = await services.GetRequiredService<IExportAudit>().ExecuteAsync(Filter(parse), cancellationToken);
                if (exported.Failure is { } failure)
                {
                    return failure;
                }

                var file = parse.GetValue(_out)!;
                await using (var source = exported.Value)
                {
                    await using var target = file.Create();
                    await source.CopyToAsync(target, cancellationToken);
                }

                return new CliAnswer(new { file = file.FullName, bytes = new FileInfo(file.FullName).Length }, $"written: {file.FullName}");
            },
            cancellationToken
        );

    private AuditFilter Filter(ParseResult parse) =>
        new(
            parse.GetValue(_from)?.UtcDateTime,
            parse.GetValue(_to)?.UtcDateTime,
            Action: parse.GetValue(_action),
            Text: parse.GetValue(_text)
        );

    private async Task<Result<CliAnswer>> InScopeAsync(
        ParseResult parse,
        Func<IServiceProvider, Task<Result<CliAnswer>>> body,
        CancellationToken cancellationToken
    )
    {
        await using var services = HostSettings.BuildVerbServices(parse.GetValue(_store));
        if ((await services.GetRequiredService<IDatabaseMigrator>().PendingAsync(cancellationToken)).Count > 0)
        {
            return new SimpleFailure("system.not_ready", "the database is not there yet: start the app once", FailureKind.Conflict);
        }

        await using var scope = services.CreateAsyncScope();
        return await body(scope.ServiceProvider);
    }

    private static CliAnswer Answer(AuditVerification outcome)
    {
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"{outcome.Status}: {outcome.Rows} rows, {outcome.Checkpoints} checkpoints, {outcome.Waiting} rows wait, {outcome.Seconds:F2} s"
        );
        var problems = outcome.Problems.Select(p =>
            string.Create(CultureInfo.InvariantCulture, $"row {p.Row, -8} {p.Kind, -22} {p.Detail}")
        );
        return new(
            outcome,
            string.Join('\n', [head, $"root  {outcome.Root ?? "-"}", .. outcome.Keys.Select(k => $"key   {k}"), .. problems]),
            outcome.IsValid ? 0 : 1
        );
    }

    private static string Line(AuditRow row) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{row.AtUtc:yyyy-MM-dd HH:mm:ss} {Printable(row.Actor), -20} {Printable(row.Action), -26} {Printable(row.ObjectType)} {Printable(row.ObjectId)}{(row.Succeeded ? "" : "  refused")}"
        );

    /// <summary>Control characters of a value must not reach a terminal.</summary>
    private static string Printable(string? text) => new([.. (text ?? "").Select(c => char.IsControl(c) ? '\uFFFD' : c)]);
}
