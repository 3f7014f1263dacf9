using OptiBid.Web;
using OptiBid.Web.Commands;

if (!CommandLineApp.IsServe(args))
{
    return await CommandLineApp.RunAsync(args);
}

var app = WebHost.Build(args);
await app.RunAsync();
return 0;

/// <summary>Public so that tests can host the app.</summary>
public partial class Program;
