using System.Globalization;
using System.Text.Json;
using OptiBid.Core.Common;
using OptiBid.Core.Markets.Import.Sources;

namespace OptiBid.Core.Bidding.Optimisation;

/// <summary>A battery case laid out as EPRI DER-VET keeps it: <c>model_parameters.json</c> and an hourly <c>timeseries.csv[.gz]</c>, in kW, kWh and $/kWh.</summary>
/// <param name="Battery">Limits in the units of the case.</param>
/// <param name="WindowHours">Length of one optimisation window, hours.</param>
/// <param name="StartLocal">Start (not end) of each hour on the clock of the case.</param>
/// <param name="Prices">Energy price $/kWh, regulation up and down $/kW, one value per hour.</param>
public sealed record DerVetCase(RegulationCase Battery, int WindowHours, IReadOnlyList<DateTime> StartLocal, PriceWindow Prices)
{
    private static readonly string[] s_knownTags = ["Battery", "DA", "FR", "Finance", "Scenario"];
    private static readonly string[] s_mustBeZero =
    [
        "daily_cycle_limit",
        "sdr",
        "startup",
        "ch_min_rated",
        "dis_min_rated",
        "hp",
        "incl_ts_charge_limits",
        "incl_ts_discharge_limits",
        "incl_ts_energy_limits",
    ];

    /// <summary>Reads a case folder.</summary>
    /// <exception cref="BadInputException">A file is missing or cannot be read, or the case asks for something that is not modelled; the place is named.</exception>
    public static DerVetCase Read(string folder)
    {
        var path = Path.Combine(folder, "model_parameters.json");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            var tags = document.RootElement.GetProperty("tags");
            foreach (
                var tag in tags.EnumerateObject()
                    .Where(t => Active(t.Value) is not null && !s_knownTags.Contains(t.Name, StringComparer.Ordinal))
            )
            {
                throw new BadInputException(
                    path,
                    null,
                    $"service or resource '{tag.Name}' is active; supported: {string.Join(", ", s_knownTags)}"
                );
            }

            var battery = Keys(path, tags, "Battery");
            var regulation = Keys(path, tags, "FR");
            var scenario = Keys(path, tags, "Scenario");
            foreach (var key in s_mustBeZero)
            {
                Demand(path, battery, key, 0);
            }

            Demand(path, regulation, "CombinedMarket", 0);
            Demand(path, regulation, "u_ts_constraints", 0);
            Demand(path, regulation, "d_ts_constraints", 0);
            Demand(path, scenario, "dt", 1);
            var energy = Number(path, battery, "ene_max_rated");
            var limits = new RegulationCase(
                Number(path, battery, "ch_max_rated"),
                Number(path, battery, "dis_max_rated"),
                energy * Number(path, battery, "llsoc") / 100,
                energy * Number(path, battery, "ulsoc") / 100,
                energy * Number(path, battery, "soc_target") / 100,
                energy * Number(path, battery, "soc_target") / 100,
                Number(path, battery, "rte") / 100,
                Number(path, regulation, "eou"),
                Number(path, regulation, "eod"),
                Number(path, regulation, "duration"),
                Number(path, battery, "OMexpenses") / 1000
            );
            Validate(path, limits);
            var (times, prices) = ReadPrices(folder);
            return new(limits, (int)Number(path, scenario, "n"), times, prices);
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new BadInputException(path, null, $"not a DER-VET parameter file: {fault.Message}", fault);
        }
    }

    private static void Validate(string path, RegulationCase c)
    {
        if (c.ChargePower <= 0 || c.DischargePower <= 0 || c.MaxEnergy <= 0 || c.Efficiency is <= 0 or > 1)
        {
            throw new BadInputException(path, null, "power and energy must be above 0 and rte in (0, 100]");
        }

        if (c.EndEnergy < c.MinEnergy || c.EndEnergy > c.MaxEnergy)
        {
            throw new BadInputException(path, null, "soc_target must lie between llsoc and ulsoc");
        }
    }

    private static JsonElement? Active(JsonElement tag)
    {
        foreach (var instance in tag.EnumerateObject())
        {
            if (instance.Value.TryGetProperty("active", out var active) && active.GetString() == "yes")
            {
                return instance.Value;
            }
        }

        return null;
    }

    private static JsonElement Keys(string path, JsonElement tags, string tag) =>
        tags.TryGetProperty(tag, out var found) && Active(found) is { } instance
            ? instance.GetProperty("keys")
            : throw new BadInputException(path, null, $"no active '{tag}'; a battery case needs Battery, DA, FR and Scenario");

    private static double Number(string path, JsonElement keys, string key) =>
        keys.TryGetProperty(key, out var entry)
        && double.TryParse(entry.GetProperty("opt_value").GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
        && double.IsFinite(value)
            ? value
            : throw new BadInputException(path, null, $"'{key}' is missing or not a number");

    private static void Demand(string path, JsonElement keys, string key, double wanted)
    {
        var value = Number(path, keys, key);
        if (Math.Abs(value - wanted) > 1e-12)
        {
            throw new BadInputException(
                path,
                null,
                $"'{key}' is {value.ToString(CultureInfo.InvariantCulture)}; only {wanted.ToString(CultureInfo.InvariantCulture)} is supported"
            );
        }
    }

    private static (List<DateTime> Times, PriceWindow Prices) ReadPrices(string folder)
    {
        var plain = Path.Combine(folder, "timeseries.csv");
        var path = File.Exists(plain) ? plain : plain + ".gz";
        using var rows = RowSources.Open(SourceFile.OnDisk(path));
        var header = rows.Columns;
        int Column(string start) =>
            header.ToList().FindIndex(n => n.StartsWith(start, StringComparison.OrdinalIgnoreCase)) is var i and >= 0
                ? i
                : throw new BadInputException(path, 1, $"no column '{start} ...'; there are: {string.Join(", ", header)}");
        int[] columns = [Column("Datetime"), Column("DA Price"), Column("Reg Up Price"), Column("Reg Down Price")];
        var times = new List<DateTime>();
        var values = new List<double>[] { [], [], [] };
        while (Next(path, rows))
        {
            if (rows.CellCount <= columns.Max() || !DateTime.TryParse(rows[columns[0]], CultureInfo.InvariantCulture, out var ending))
            {
                throw new BadInputException(path, rows.Line, "expected a date and three prices");
            }

            times.Add(ending.AddHours(-1));
            for (var k = 0; k < 3; k++)
            {
                if (
                    !double.TryParse(rows[columns[k + 1]], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                    || !double.IsFinite(value)
                )
                {
                    throw new BadInputException(path, rows.Line, $"'{header[columns[k + 1]]}' is not a finite number");
                }

                values[k].Add(value);
            }
        }

        return times.Count > 0
            ? (times, new([.. values[0]], [.. values[1]], [.. values[2]]))
            : throw new BadInputException(path, 1, "the file has a header and no rows");
    }

    private static bool Next(string path, RowSource rows)
    {
        try
        {
            return rows.Read();
        }
        catch (Exception fault) when (fault is InvalidDataException or UnreadableException)
        {
            throw new BadInputException(path, rows.Line, UnreadableException.Reason(fault), fault);
        }
    }
}
