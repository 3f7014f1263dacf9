using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using OptiBid.Core.Forecasting.Models;

namespace OptiBid.Core.Forecasting.Kept;

/// <summary>
/// Keys of the forecasts of a panel: SHA-256 over every value that a forecast of the day may read with its publication time, the gate, the model,
/// its version and its settings. Safe for many threads at once.
/// </summary>
internal sealed class ForecastKeys
{
    private readonly DailyPanel _panel;

    /// <summary>Hash over the first n days of every series, by n.</summary>
    private readonly byte[][] _upTo;

    public ForecastKeys(DailyPanel panel)
    {
        _panel = panel;
        _upTo = new byte[panel.Days + 1][];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(BitConverter.GetBytes(panel.FirstDay.DayNumber));
        hash.AppendData(BitConverter.GetBytes(panel.Exogenous.Count));
        _upTo[0] = hash.GetHashAndReset();
        for (var d = 0; d < panel.Days; d++)
        {
            hash.AppendData(_upTo[d]);
            for (var s = 0; s <= panel.Exogenous.Count; s++)
            {
                Append(hash, s, d);
            }

            _upTo[d + 1] = hash.GetHashAndReset();
        }
    }

    /// <summary>The key of a day's forecast.</summary>
    /// <param name="model">The model as the caller named it, before its settings were fixed.</param>
    /// <param name="day">Index of the day; prices from it on do not count.</param>
    /// <param name="settledOn">The day on which settings were fixed from the data before it; null when the forecast itself chooses them.</param>
    public string Of(ForecasterInfo model, int day, int? settledOn)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(
            Encoding.UTF8.GetBytes(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{model.Name}\n{model.Version}\n{model.Parameters}\n{model.MinimumHistoryDays}\n"
                )
            )
        );
        Known(hash, day);
        if (settledOn is { } settled)
        {
            Known(hash, settled);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>What may be known for a day: all days before it, exogenous forecasts of it, its gate.</summary>
    private void Known(IncrementalHash hash, int day)
    {
        hash.AppendData(_upTo[day]);
        for (var s = 1; s <= _panel.Exogenous.Count; s++)
        {
            Append(hash, s, day);
        }

        hash.AppendData(BitConverter.GetBytes(_panel.Vintage!.GateClosureUtc[day].Ticks));
    }

    private void Append(IncrementalHash hash, int series, int day)
    {
        var values = series == 0 ? _panel.Prices : _panel.Exogenous[series - 1];
        if (day < values.Length)
        {
            hash.AppendData(MemoryMarshal.AsBytes<double>(values[day]));
            hash.AppendData(MemoryMarshal.AsBytes<DateTime>(_panel.Vintage!.PublishedUtc[series][day]));
        }
    }
}
