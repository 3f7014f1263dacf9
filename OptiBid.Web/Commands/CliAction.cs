using System.CommandLine;
using System.Runtime.ExceptionServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using OptiBid.Core.Bidding.Optimisation;
using OptiBid.Core.Common;

namespace OptiBid.Web.Commands;

/// <summary>What a verb answers: the JSON object and the same as text for a person.</summary>
/// <param name="Json">Serialised in camelCase as the one object on stdout under <c>--json</c>.</param>
/// <param name="Text">Lines for a person.</param>
/// <param name="ExitStatus">0 done; 2 bad input; 1 anything else.</param>
internal sealed record CliAnswer(object Json, string Text, int ExitStatus = 0);

/// <summary>Runs the body of a verb under the general rules of the command line: output, exit status, faults in one line, Ctrl+C.</summary>
internal static class CliAction
{
    /// <summary>Options of every JSON answer: camelCase, no null dropped, NaN refused by the serialiser.</summary>
    public static JsonSerializerOptions JsonOptions { get; } =
        new(JsonSerializerDefaults.Web)
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        };

    /// <summary>Sets the action of <paramref name="command"/>.</summary>
    public static Command Does(this Command command, Func<ParseResult, CancellationToken, Task<Result<CliAnswer>>> body)
    {
        command.SetAction((parse, cancellationToken) => RunAsync(command.Name, parse, body, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        string verb,
        ParseResult parse,
        Func<ParseResult, CancellationToken, Task<Result<CliAnswer>>> body,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var result = await UnwrapAsync(() => body(parse, cancellationToken));
            if (result.Failure is { } failure)
            {
                await Console.Error.WriteLineAsync($"optibid {verb}: {failure.Message}");
                return failure.Kind is FailureKind.Forbidden or FailureKind.Unavailable ? 1 : 2;
            }

            var answer = result.Value;
            await Console.Out.WriteLineAsync(
                parse.GetValue(CommandLineApp.Json) ? JsonSerializer.Serialize(answer.Json, JsonOptions) : answer.Text
            );
            return answer.ExitStatus;
        }
        catch (BadInputException fault)
        {
            return await FaultAsync(verb, fault, parse, 2);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException or InfeasibleScheduleException)
        {
            return await FaultAsync(verb, fault, parse, 2);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync($"optibid {verb}: cancelled; nothing was changed");
            return 1;
        }
#pragma warning disable CA1031 // The outermost frame of a verb: every fault becomes one line and exit status 1.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return await FaultAsync(verb, fault, parse, 1);
        }
    }

    /// <summary>The first fault of a body that works on several threads, as if it had been met on one.</summary>
    private static async Task<Result<CliAnswer>> UnwrapAsync(Func<Task<Result<CliAnswer>>> body)
    {
        try
        {
            return await body();
        }
        catch (AggregateException faults)
        {
            ExceptionDispatchInfo.Throw(faults.Flatten().InnerExceptions[0]);
            throw;
        }
    }

    private static async Task<int> FaultAsync(string verb, Exception fault, ParseResult parse, int status)
    {
        var text = parse.GetValue(CommandLineApp.Verbose) ? fault.ToString() : fault.Message.ReplaceLineEndings(" ");
        await Console.Error.WriteLineAsync($"optibid {verb}: {text}");
        return status;
    }
}
