using System.CommandLine;
using OptiBid.Core.Common;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Members;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Web.Commands;

/// <summary><c>user reset|list|invite|role|suspend</c> for whoever has the machine.</summary>
internal sealed class UserVerb : ICliVerb
{
    private readonly Argument<string> _email = new("email") { Description = "E-mail address of the user" };
    private readonly Option<string?> _store = new("--store") { Description = "Folder of the embedded stores" };

    private readonly Option<string> _role = new("--role") { Description = "Name of a role", DefaultValueFactory = _ => Roles.Viewer };
    private readonly Option<string?> _organisation = VerbScope.OrganisationOption();
    private readonly Option<bool> _reinstate = new("--reinstate") { Description = "Let the member work again" };

    /// <inheritdoc/>
    public Command Build() =>
        new("user", "Manage users")
        {
            new Command("reset", "Give a user a new one-time password and end their sessions") { _email, _store }.Does(ResetAsync),
            new Command("list", "List the members of an organisation") { _organisation, _store }.Does(ListAsync),
            new Command("invite", "Invite somebody into an organisation") { _email, _role, _organisation, _store }.Does(InviteAsync),
            new Command("role", "Give a member another role") { _email, _role, _organisation, _store }.Does(RoleAsync),
            new Command("suspend", "Suspend or reinstate a member") { _email, _reinstate, _organisation, _store }.Does(SuspendAsync),
        };

    private Task<Result<CliAnswer>> ResetAsync(ParseResult parse, CancellationToken cancellationToken) =>
        VerbScope.RunAsync<IResetPassword>(
            parse.GetValue(_store),
            async reset =>
                (await reset.ExecuteAsync(parse.GetValue(_email)!, cancellationToken)).Map(r => new CliAnswer(
                    r,
                    $"e-mail    {r.Email}\npassword  {r.Password}   (shown once; to be replaced at the next sign-in)"
                )),
            cancellationToken
        );

    private Task<Result<CliAnswer>> ListAsync(ParseResult parse, CancellationToken cancellationToken) =>
        InOrganisationAsync<IListMembers>(
            parse,
            async list =>
                (await list.ExecuteAsync(cancellationToken)).Map(all => new CliAnswer(
                    new { members = all },
                    string.Join('\n', all.Select(m => $"{m.Email, -40} {m.RoleName, -20} {(m.IsActive ? "active" : "suspended")}"))
                )),
            cancellationToken
        );

    private Task<Result<CliAnswer>> InviteAsync(ParseResult parse, CancellationToken cancellationToken) =>
        InOrganisationAsync<IInviteMember>(
            parse,
            async invite =>
                (await invite.ExecuteAsync(parse.GetValue(_email)!, parse.GetValue(_role)!, cancellationToken)).Map(i => new CliAnswer(
                    i,
                    i.IsPending
                        ? $"the invitation waits for a second administrator ({i.PendingId})"
                        : $"{i.Value!.Email} is invited as {i.Value.RoleName}"
                )),
            cancellationToken
        );

    private Task<Result<CliAnswer>> RoleAsync(ParseResult parse, CancellationToken cancellationToken) =>
        OfMemberAsync<IChangeMemberRole>(
            parse,
            async (change, member) =>
                (await change.ExecuteAsync(member.UserId, parse.GetValue(_role)!, "user role", cancellationToken)).Map(d => new CliAnswer(
                    d,
                    d.IsPending ? $"the change waits for a second administrator ({d.PendingId})" : $"{member.Email} is {d.Value!.RoleName}"
                )),
            cancellationToken
        );

    private Task<Result<CliAnswer>> SuspendAsync(ParseResult parse, CancellationToken cancellationToken) =>
        OfMemberAsync<ISuspendMember>(
            parse,
            async (suspend, member) =>
                (await suspend.ExecuteAsync(member.UserId, parse.GetValue(_reinstate), "user suspend", cancellationToken)).Map(
                    m => new CliAnswer(m, $"{m.Email} is {(m.IsActive ? "active" : "suspended")}")
                ),
            cancellationToken
        );

    private Task<Result<CliAnswer>> OfMemberAsync<TCommand>(
        ParseResult parse,
        Func<TCommand, MemberView, Task<Result<CliAnswer>>> run,
        CancellationToken cancellationToken
    )
        where TCommand : notnull =>
        VerbScope.InAsync(
            parse.GetValue(_store),
            parse.GetValue(_organisation),
            async services =>
            {
                var email = parse.GetValue(_email)!.Trim();
                var all = await services.GetRequiredService<IListMembers>().ExecuteAsync(cancellationToken);
                if (all.Failure is { } failure)
                {
                    return failure;
                }

                return all.Value.FirstOrDefault(m => m.Email.Equals(email, StringComparison.OrdinalIgnoreCase)) is { } member
                    ? await run(services.GetRequiredService<TCommand>(), member)
                    : new UnknownUser(email);
            },
            cancellationToken
        );

    private Task<Result<CliAnswer>> InOrganisationAsync<TCommand>(
        ParseResult parse,
        Func<TCommand, Task<Result<CliAnswer>>> run,
        CancellationToken cancellationToken
    )
        where TCommand : notnull =>
        VerbScope.InAsync(
            parse.GetValue(_store),
            parse.GetValue(_organisation),
            services => run(services.GetRequiredService<TCommand>()),
            cancellationToken
        );
}
