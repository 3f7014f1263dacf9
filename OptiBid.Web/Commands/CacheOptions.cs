using System.CommandLine;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Kept;

namespace OptiBid.Web.Commands;

/// <summary>The options <c>--cache</c> and <c>--no-cache</c> of verbs that forecast many days.</summary>
internal sealed class CacheOptions
{
    private readonly Option<string?> _cache = new("--cache")
    {
        Description = "Folder that keeps the forecast of each day done; without it 'forecasts' in the folder of the embedded stores",
    };
    private readonly Option<bool> _noCache = new("--no-cache") { Description = "Keep nothing and compute every day anew" };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_cache);
        command.Options.Add(_noCache);
    }

    /// <summary>The cache of a model, or null where none is wanted; a torn end is told on stderr.</summary>
    public IForecastFile? Open(ParseResult parse, string model)
    {
        if (parse.GetValue(_noCache))
        {
            return null;
        }

        if (OpenFile(parse.GetValue(_cache), model) is not { } kept)
        {
            return null;
        }

        if (kept.TornBytes > 0)
        {
            Console.Error.WriteLine(
                FormattableString.Invariant(
                    $"{kept.Path}: {kept.TornBytes} bytes at the end were no whole record and are cut off; their days are computed anew"
                )
            );
        }

        return kept;
    }

    /// <summary>A folder that was asked for must do; where none was, a backtest goes on without.</summary>
    private static IForecastFile? OpenFile(string? folder, string model)
    {
        try
        {
            return ForecastFiles.Open(folder ?? Path.Combine(HostSettings.StorageFolder(), "forecasts"), model);
        }
        catch (BadInputException fault) when (folder is null)
        {
            Console.Error.WriteLine($"{fault.Message}; this run keeps nothing");
            return null;
        }
    }
}
