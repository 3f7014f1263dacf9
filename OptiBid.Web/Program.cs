using OptiBid.Web;
using OptiBid.Web.Commands;

return CommandLineApp.IsServe(args) ? await Startup.ServeAsync(args, Console.Out) : await CommandLineApp.RunAsync(args);

/// <summary>Public so that tests can host the app.</summary>
public partial class Program;
