using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Identity.Users;
using OptiBid.Core.Series;
using OptiBid.Web.Security;

namespace OptiBid.Web;

/// <summary>Brings the stores to this build, seeds them, serves, and says where.</summary>
internal static class Startup
{
    /// <summary>Runs the app until it is stopped; the exit status.</summary>
    public static async Task<int> ServeAsync(string[] args, TextWriter output)
    {
        try
        {
            await using var app = WebHost.Build(args);
            // Most of a start is compiling: the handlers of the endpoints go beside the stores.
            var endpoints = Task.Run(() => app.Services.GetRequiredService<EndpointDataSource>().Endpoints.Count);
            await Task.WhenAll(endpoints, PrepareAsync(app.Services, CancellationToken.None));
            await app.StartAsync();
            Announce(app, output);
            await app.WaitForShutdownAsync();
            return 0;
        }
#pragma warning disable CA1031 // The outermost frame: a start that fails becomes one line and exit status 1.
        catch (Exception fault) when (fault is not HostAbortedException && !args.Contains("--verbose", StringComparer.Ordinal))
#pragma warning restore CA1031
        {
            await Console.Error.WriteLineAsync($"optibid serve: {fault.Message.ReplaceLineEndings(" ")}");
            return 1;
        }
    }

    /// <summary>Folder, migrations, series store, seeds. Idempotent; seconds at most when there is nothing to do.</summary>
    public static async Task PrepareAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(services.GetRequiredService<IConfiguration>()["Storage:Directory"]!);
        await services.GetRequiredService<IDatabaseMigrator>().MigrateAsync(cancellationToken);
        if (services.GetService<ITimeSeriesStore>() is { } series)
        {
            await series.InitialiseAsync(cancellationToken);
        }

        if (services.GetService<ThemeStyles>() is { } styles)
        {
            await styles.RenderAsync();
        }

        await using var scope = services.CreateAsyncScope();
        foreach (var seeder in scope.ServiceProvider.GetServices<ISeeder>().OrderBy(s => s.Order))
        {
            await seeder.SeedAsync(cancellationToken);
        }
    }

    /// <summary>The URL, and once the credentials of the first administrator. To <paramref name="output"/> only, never to a log.</summary>
    public static void Announce(WebApplication app, TextWriter output)
    {
        output.WriteLine($"OptiBid is ready: {string.Join(" ", app.Urls)}");
        if (app.Services.GetRequiredService<IFirstSignIn>().Take() is { } first)
        {
            output.WriteLine(
                $"""

                First sign-in (shown once; you choose your own password then):
                  e-mail    {first.Email}
                  password  {first.Password}
                Lost it? Stop the app and run: user reset {first.Email}

                """
            );
        }
    }
}
