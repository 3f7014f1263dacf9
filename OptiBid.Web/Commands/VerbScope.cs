using System.CommandLine;
using System.Globalization;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Organisations;

namespace OptiBid.Web.Commands;

/// <summary>No organisation has this name or id, or several have the name.</summary>
internal sealed record UnknownOrganisation(string Asked)
    : Failure("identity.unknown_organisation", $"no single organisation is '{Asked}': see organisation list", FailureKind.NotFound);

/// <summary>Runs a command of Core for a verb, once the database is there.</summary>
internal static class VerbScope
{
    /// <summary>The option that names the organisation.</summary>
    public static Option<string?> OrganisationOption() =>
        new("--organisation") { Description = "Name or id of the organisation; without it the demo organisation" };

    /// <summary>The answer, or why the stores are not ready.</summary>
    public static Task<Result<CliAnswer>> RunAsync<TCommand>(
        string? store,
        Func<TCommand, Task<Result<CliAnswer>>> run,
        CancellationToken cancellationToken
    )
        where TCommand : notnull => InAsync(store, null, services => run(services.GetRequiredService<TCommand>()), cancellationToken);

    /// <summary>The same for whatever a scope of an organisation gives.</summary>
    public static async Task<Result<CliAnswer>> InAsync(
        string? store,
        string? organisation,
        Func<IServiceProvider, Task<Result<CliAnswer>>> run,
        CancellationToken cancellationToken
    )
    {
        await using var services = HostSettings.BuildVerbServices(store);
        if ((await services.GetRequiredService<IDatabaseMigrator>().PendingAsync(cancellationToken)).Count > 0)
        {
            return new SimpleFailure("system.not_ready", "the database is not there yet: start the app once", FailureKind.Conflict);
        }

        var found = await FindAsync(services, organisation, cancellationToken);
        if (found.Failure is { } failure)
        {
            return failure;
        }

        await using var scope = services.GetRequiredService<IServiceScopeFactory>().CreateSystemScope(found.Value);
        return await run(scope.ServiceProvider);
    }

    private static async Task<Result<Guid>> FindAsync(IServiceProvider services, string? text, CancellationToken cancellationToken)
    {
        if (text is null)
        {
            return DemoOrganisation.Id;
        }

        await using var scope = services.CreateAsyncScope();
        var all = await scope.ServiceProvider.GetRequiredService<IListOrganisations>().ExecuteAsync(cancellationToken);
        if (all.Failure is { } failure)
        {
            return failure;
        }

        var isId = Guid.TryParse(text, CultureInfo.InvariantCulture, out var id);
        var found = all.Value.Where(o => isId ? o.Id == id : o.Name.Equals(text.Trim(), StringComparison.OrdinalIgnoreCase)).ToList();
        return found.Count == 1 ? found[0].Id : new UnknownOrganisation(text);
    }
}
