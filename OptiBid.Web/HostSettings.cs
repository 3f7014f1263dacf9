using OptiBid.Core.Hosting;

namespace OptiBid.Web;

/// <summary>
/// Where settings come from, weakest first: appsettings.json beside the program, variables (<c>Section__Key</c>, also with the prefix
/// <c>OPTIBID_</c>), the command line (<c>--Section:Key value</c>, <c>--store DIR</c>). The same for the app and for verbs.
/// </summary>
internal static class HostSettings
{
    private static readonly Dictionary<string, string> s_switches = new(StringComparer.OrdinalIgnoreCase)
    {
        ["--store"] = "Storage:Directory",
    };

    /// <summary>Adds what WebApplication.CreateBuilder does not, and makes the storage folder a full path.</summary>
    public static void AddOptiBidSettings(this IConfigurationManager configuration, string[] args)
    {
        configuration.AddEnvironmentVariables("OPTIBID_");
        configuration.AddCommandLine([.. args.Where(a => a != "serve")], s_switches);
        var storage = configuration.GetSection("Storage").Get<StorageOptions>() ?? new StorageOptions();
        configuration["Storage:Directory"] = Path.GetFullPath(storage.Directory);
    }

    /// <summary>The folder of the embedded stores, for a verb that needs no services.</summary>
    public static string StorageFolder() => Configuration(null)["Storage:Directory"]!;

    /// <summary>The services of a verb: Core over the same settings, acting as the system.</summary>
    /// <param name="store">Folder of the embedded stores, or null for the configured one.</param>
    public static ServiceProvider BuildVerbServices(string? store)
    {
        var configuration = Configuration(store);
        return new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddLogging(l =>
                l.AddConfiguration(configuration.GetSection("Logging"))
                    .AddConsole(c => c.LogToStandardErrorThreshold = LogLevel.Trace)
                    .SetMinimumLevel(LogLevel.Warning)
                    // A verb prints the outcome of a check itself.
                    .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None)
            )
            .AddOptiBidCore(configuration)
            .BuildServiceProvider(validateScopes: true);
    }

    private static ConfigurationManager Configuration(string? store)
    {
        var configuration = new ConfigurationManager();
        configuration.SetBasePath(AppContext.BaseDirectory).AddJsonFile("appsettings.json", optional: true).AddEnvironmentVariables();
        configuration.AddOptiBidSettings(store is null ? [] : ["--store", store]);
        return configuration;
    }
}
