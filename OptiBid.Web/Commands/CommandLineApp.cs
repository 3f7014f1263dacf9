using System.CommandLine;

namespace OptiBid.Web.Commands;

/// <summary>Reads the command line and runs one verb. Without a verb the app is served.</summary>
internal static class CommandLineApp
{
    /// <summary>The option that makes every verb print one JSON object on stdout.</summary>
    public static Option<bool> Json { get; } = new("--json") { Description = "Print exactly one JSON object on stdout", Recursive = true };

    /// <summary>The option that adds stack traces to unexpected faults.</summary>
    public static Option<bool> Verbose { get; } = new("--verbose") { Description = "Print stack traces of faults", Recursive = true };

    /// <summary>True when <paramref name="args"/> asks to serve the app: nothing, options only, or the verb itself.</summary>
    public static bool IsServe(string[] args) =>
        args.Length == 0 || args[0] is "serve" || (args[0].StartsWith('-') && args[0] is not ("--help" or "-h" or "-?" or "--version"));

    /// <summary>Runs a verb and returns its exit status: 0 done, 2 bad input or usage, 1 anything else.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var root = BuildRoot();
        var verbs = root.Subcommands.Select(c => c.Name).Order(StringComparer.Ordinal).ToList();
        if (args.Length > 0 && !args[0].StartsWith('-') && !verbs.Contains(args[0], StringComparer.Ordinal))
        {
            await Console.Error.WriteLineAsync($"optibid: no verb '{args[0]}'; there are: {string.Join(", ", verbs)}");
            return 2;
        }

        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            await Console.Error.WriteLineAsync($"optibid {args[0]}: {parsed.Errors[0].Message}");
            return 2;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }

    private static RootCommand BuildRoot()
    {
        var root = new RootCommand("OptiBid: an open platform on which a power-market desk runs its day") { Json, Verbose };
        root.Add(new Command("serve", "Serve the web app (default)"));
        var verbs = typeof(CommandLineApp)
            .Assembly.GetTypes()
            .Where(t => t is { IsAbstract: false, IsInterface: false } && typeof(ICliVerb).IsAssignableFrom(t))
            .OrderBy(t => t.Name, StringComparer.Ordinal)
            .Select(t => ((ICliVerb)Activator.CreateInstance(t)!).Build());
        foreach (var verb in verbs)
        {
            // Two classes may bring parts of one verb.
            if (root.Subcommands.FirstOrDefault(c => c.Name == verb.Name) is not { } known)
            {
                root.Add(verb);
                continue;
            }

            foreach (var part in verb.Subcommands)
            {
                known.Add(part);
            }
        }

        return root;
    }
}
