using System.IO.Compression;
using System.Text.Json;
using OptiBid.Core.Forecasting.Backtests;

namespace OptiBid.Core.Forecasting.Runs;

/// <summary>The days of a backtest as gzipped JSON.</summary>
internal static class ForecastBlob
{
    public static byte[] Pack(IReadOnlyList<BacktestDay> days)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Optimal))
        {
            JsonSerializer.Serialize(gzip, days);
        }

        return buffer.ToArray();
    }

    public static IReadOnlyList<BacktestDay> Unpack(byte[]? blob)
    {
        if (blob is null)
        {
            return [];
        }

        using var gzip = new GZipStream(new MemoryStream(blob), CompressionMode.Decompress);
        return JsonSerializer.Deserialize<List<BacktestDay>>(gzip) ?? [];
    }
}
