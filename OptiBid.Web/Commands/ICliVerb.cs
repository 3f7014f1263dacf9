using System.CommandLine;

namespace OptiBid.Web.Commands;

/// <summary>
/// A verb of the command line (docs/commands.md). Implementations are thin: they read options, call an interface of Core and print. They are
/// found by type, so a new verb is one new class in this folder.
/// </summary>
internal interface ICliVerb
{
    /// <summary>The command with its options; its action comes from <see cref="CliAction"/>.</summary>
    Command Build();
}
