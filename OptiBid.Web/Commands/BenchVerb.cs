using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using OptiBid.Core.Common;
using OptiBid.Web.Commands.Benches;

namespace OptiBid.Web.Commands;

/// <summary><c>bench NAME</c>: measures one part of the platform on this machine; without a name it lists what can be measured.</summary>
internal sealed class BenchVerb : ICliVerb
{
    private readonly Argument<string?> _name = new("name")
    {
        Description = "What to measure; without it the benches are listed",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<double> _seconds = new("--seconds")
    {
        Description = "How long to measure, 0.1 to 3600",
        DefaultValueFactory = _ => 5,
    };
    private readonly Option<DirectoryInfo?> _store = new("--store")
    {
        Description = "Folder for the stores, kept afterwards; without it a temporary one",
    };

    private readonly Option<FileInfo?> _data = new("--data")
    {
        Description = "Hourly price file that a bench of models reads; without it made prices",
    };

    /// <inheritdoc/>
    public Command Build() => new Command("bench", "Measure a part of the platform") { _name, _seconds, _store, _data }.Does(RunAsync);

    private async Task<Result<CliAnswer>> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var benches = All();
        if (parse.GetValue(_name) is not { } name)
        {
            var list = benches.Select(b => new { b.Name, b.Summary }).ToList();
            return new CliAnswer(new { benches = list }, string.Join('\n', list.Select(b => $"{b.Name, -20} {b.Summary}")));
        }

        if (benches.SingleOrDefault(b => b.Name == name) is not { } bench)
        {
            return new SimpleFailure("bench.name", $"no bench '{name}'; there are: {string.Join(", ", benches.Select(b => b.Name))}");
        }

        var seconds = parse.GetValue(_seconds);
        if (seconds is not (>= 0.1 and <= 3600))
        {
            return new SimpleFailure(
                "bench.seconds",
                string.Create(CultureInfo.InvariantCulture, $"--seconds is {seconds}; expected 0.1 to 3600")
            );
        }

        var (timings, more) = await bench.RunAsync(
            new BenchSettings(seconds, parse.GetValue(_store)?.FullName, parse.GetValue(_data)?.FullName),
            cancellationToken
        );
        var answer = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["name"] = bench.Name,
            ["machine"] =
                $"{Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {RuntimeInformation.FrameworkDescription}",
            ["operations"] = timings.Operations,
            ["perSecond"] = timings.PerSecond,
            ["p50Milliseconds"] = timings.P50Milliseconds,
            ["p99Milliseconds"] = timings.P99Milliseconds,
            ["allocatedBytesPerOperation"] = timings.AllocatedBytesPerOperation,
        };
        foreach (var (key, value) in more)
        {
            answer.Add(key, value);
        }

        var lines = answer.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Key, -28} {f.Value:#,0.###}"));
        return new CliAnswer(answer, string.Join('\n', lines));
    }

    private static List<IBench> All() =>
        [
            .. typeof(BenchVerb)
                .Assembly.GetTypes()
                .Where(t => t is { IsAbstract: false, IsInterface: false } && typeof(IBench).IsAssignableFrom(t))
                .Select(t => (IBench)Activator.CreateInstance(t)!)
                .OrderBy(b => b.Name, StringComparer.Ordinal),
        ];
}
