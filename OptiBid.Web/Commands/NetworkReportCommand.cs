using System.CommandLine;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting;
using OptiBid.Core.Forecasting.Models.Reports;

namespace OptiBid.Web.Commands;

/// <summary><c>report NAME</c>: measures a network on the last days of price files and writes its page.</summary>
internal sealed class NetworkReportCommand
{
    private readonly Argument<string> _name = new("name") { Description = "lstm, transformer or volatility" };
    private readonly Option<DirectoryInfo> _data = new("--data")
    {
        Description = "Folder of price files in the form of the EPF benchmark",
        Required = true,
    };
    private readonly Option<string[]> _market = new("--market")
    {
        Description = "A market, the file name without extension; without it all",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<int> _days = new("--days") { Description = "Last days to measure on", DefaultValueFactory = _ => 728 };
    private readonly Option<int> _retrain = new("--retrain")
    {
        Description = "Days for which a training answers",
        DefaultValueFactory = _ => 364,
    };
    private readonly Option<int> _leaveOut = new("--leave-out")
    {
        Description = "Last days of each file that are not read, to try settings on days before",
    };
    private readonly Option<DirectoryInfo?> _output = new("--output") { Description = "Folder for NAME.md" };

    public Command Build() =>
        new Command("report", "Measure LSTM, Transformer or CNN against simple models")
        {
            _name,
            _data,
            _market,
            _days,
            _retrain,
            _leaveOut,
            _output,
        }.Does(RunAsync);

    private async Task<Result<CliAnswer>> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection().AddForecasting().BuildServiceProvider();
        var wanted = parse.GetValue(_market) ?? [];
        var folder = parse.GetValue(_data)!;
        if (!folder.Exists)
        {
            throw new BadInputException(folder.FullName, null, "there is no such folder");
        }

        string[] files =
        [
            .. folder
                .EnumerateFiles("*.csv*")
                .Where(f => wanted.Length == 0 || wanted.Contains(f.Name.Split('.')[0], StringComparer.OrdinalIgnoreCase))
                .Select(f => f.FullName)
                .Order(StringComparer.Ordinal),
        ];
        if (files.Length == 0)
        {
            throw new BadInputException(folder.FullName, null, "there is no price file of that name");
        }

        var name = parse.GetValue(_name)!;
        var request = new NetworkReportRequest(files, parse.GetValue(_days), parse.GetValue(_retrain), parse.GetValue(_leaveOut));
        var result = services.GetRequiredService<IReportNetwork>().Execute(name, request, cancellationToken);
        if (result.Failure is { } failure)
        {
            return failure;
        }

        var text = NetworkReportText.Markdown(result.Value);
        if (parse.GetValue(_output) is { } output)
        {
            output.Create();
            await File.WriteAllTextAsync(Path.Combine(output.FullName, name + ".md"), text, cancellationToken);
        }

        return new CliAnswer(result.Value, text);
    }
}
