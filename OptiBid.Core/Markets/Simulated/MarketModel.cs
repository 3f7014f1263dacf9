using OptiBid.Core.Markets.Calendars;

namespace OptiBid.Core.Markets.Simulated;

/// <summary>
/// Prices, load and wind of one simulated market as functions of time alone: the same instant gives the same value in history, in a live tick
/// and after a restart. Immutable and safe for use by many threads at once.
/// </summary>
internal sealed class MarketModel(MarketShape shape)
{
    /// <summary>Intervals of five minutes in an hour.</summary>
    private const int SlotsPerHour = 12;

    private static readonly DateTime s_epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly MarketCalendar _calendar = MarketCalendar.For(shape.Market);
    private readonly ulong _seed = Noise.SeedOf(shape.Market);

    /// <summary>Day-ahead price of each hour from <paramref name="fromUtc"/>, $/MWh.</summary>
    public double[] DayAhead(HubShape hub, DateTime fromUtc, int count)
    {
        var first = HourIndex(fromUtc);
        var drift = Noise.Reverting(Seed(hub.Node), 0.8, first, count);
        return
        [
            .. Hours(first, count)
                .Select((h, i) => Round(Price(h, hub) + (1.2 * drift[i]), shape.FloorUsdPerMwh, shape.DayAheadCapUsdPerMwh)),
        ];
    }

    /// <summary>Real-time price of each five minutes from <paramref name="fromUtc"/>, $/MWh: day-ahead plus a mean-reverting deviation with jumps.</summary>
    public double[] RealTime(HubShape hub, DateTime fromUtc, int count)
    {
        var first = SlotIndex(fromUtc);
        var firstHour = HourIndex(fromUtc);
        var hourCount = (int)(HourIndex(fromUtc.AddMinutes(5 * (count - 1))) - firstHour) + 1;
        var dayAhead = DayAhead(hub, s_epoch.AddHours(firstHour), hourCount);
        var hours = Hours(firstHour, hourCount);
        var common = Noise.Reverting(Seed("real-time"), 0.94, first, count);
        var local = Noise.Reverting(Seed(hub.Node + " real-time"), 0.9, first, count);
        var jumps = Noise.Decaying(0.78, first, count, Jump);
        var values = new double[count];
        for (var i = 0; i < count; i++)
        {
            var h = (int)(((first + i) / SlotsPerHour) - firstHour);
            var spread = 3 + (0.10 * Math.Abs(dayAhead[h]));
            var deviation = (spread * ((0.9 * common[i]) + (0.35 * local[i]))) + (jumps[i] * Tightness(hours[h]));
            values[i] = Round(dayAhead[h] + deviation, shape.FloorUsdPerMwh, shape.RealTimeCapUsdPerMwh);
        }

        return values;
    }

    /// <summary>Load forecast of each hour, MW.</summary>
    public double[] LoadForecast(DateTime fromUtc, int count) => [.. Hours(HourIndex(fromUtc), count).Select(h => Math.Round(h.LoadMw))];

    /// <summary>Load of each five minutes, MW: the forecast between its hours, off by about 1.5 %.</summary>
    public double[] Load(DateTime fromUtc, int count)
    {
        var first = SlotIndex(fromUtc);
        var error = Noise.Reverting(Seed("load"), 0.98, first, count);
        return [.. Slots(fromUtc, count, h => h.LoadMw).Select((mw, i) => Math.Round(mw * (1 + (0.015 * error[i])), 1))];
    }

    /// <summary>Output of a wind farm at a hub in each five minutes, MW.</summary>
    public double[] Wind(double ratedMw, DateTime fromUtc, int count)
    {
        var gust = Noise.Reverting(Seed("gust"), 0.97, SlotIndex(fromUtc), count);
        var level = Slots(fromUtc, count, h => h.WindLevel);
        return [.. level.Select((x, i) => Math.Round(ratedMw * WindFactor(x + (0.35 * gust[i])), 2))];
    }

    private Hour[] Hours(long first, int count)
    {
        var firstDay = (first / 24) - 1;
        var days = (count / 24) + 4;
        var heat = Noise.Reverting(Seed("heat"), 0.75, firstDay, days);
        var fuel = Noise.Reverting(Seed("fuel"), 0.97, firstDay, days);
        var wind = Noise.Reverting(Seed("wind"), 0.97, first, count);
        var hours = new Hour[count];
        for (var i = 0; i < count; i++)
        {
            var local = _calendar.ToLocal(s_epoch.AddHours(first + i));

            // The market's own day, so that no process steps at midnight UTC, which is the evening peak.
            var day = (int)((local - s_epoch).Days - firstDay);
            hours[i] = HourAt(local, heat[day], fuel[day], wind[i]);
        }

        return hours;
    }

    private Hour HourAt(DateTime local, double heat, double fuel, double wind)
    {
        var h = local.Hour + 0.5;
        var summer = Math.Cos(2 * Math.PI * (local.DayOfYear - 205) / 365.25);
        var warm = Math.Max(0, summer) * Math.Max(0, summer);
        var cold = Math.Max(0, -summer) * Math.Max(0, -summer);
        var diurnal = (-0.13 * Math.Cos(2 * Math.PI * (h - 4) / 24)) + (0.045 * Math.Cos(4 * Math.PI * (h - 7.5) / 24));
        var weekend = local.DayOfWeek switch
        {
            DayOfWeek.Saturday => 0.95,
            DayOfWeek.Sunday => 0.92,
            _ => 1.0,
        };
        var season = 1 + (shape.SummerPeak * warm) + (shape.WinterPeak * cold) + (0.05 * heat * (warm + cold));
        var load = shape.MeanLoadMw * season * weekend * (1 + (diurnal * (1 + (0.35 * warm))));

        var halfDay = 6 + (1.5 * summer);
        var cloud = Noise.Uniform(Seed("cloud"), (local - s_epoch).Days);
        var height = Math.Max(0, Math.Cos(Math.PI / 2 * Math.Clamp((h - 12.7) / halfDay, -1, 1)));
        var solar = Math.Pow(height, 0.8) * (0.85 + (0.15 * summer)) * (1 - (0.35 * cloud * cloud));
        var level = -0.55 + (1.15 * wind) + (0.35 * Math.Cos(2 * Math.PI * (h - 2) / 24));
        return new(load, solar, level, Math.Exp(0.16 * fuel));
    }

    private double Price(in Hour hour, HubShape hub)
    {
        var net = NetLoad(hour);
        var windFactor = WindFactor(hour.WindLevel);
        var energy = shape.BasePriceUsdPerMwh * hour.Fuel * (1 + (1.5 * (net - 0.85)));
        var surplus = 70 * Math.Max(0, 0.36 - net);
        var scarcity = shape.ScarcityUsdPerMwh * (Math.Exp(9 * Math.Max(0, net - shape.TightAt)) - 1);
        var congestion = (hub.SolarCongestionUsdPerMwh * hour.Solar) + (hub.WindCongestionUsdPerMwh * windFactor * windFactor);
        return energy - surplus + scarcity + hub.BasisUsdPerMwh + congestion;
    }

    // Jumps up are rare and large, jumps down rarer and small.
    private double Jump(long slot)
    {
        var seed = Seed("jump");
        var chance = Noise.Uniform(seed, 3 * slot);
        var size = -Math.Log(Noise.Uniform(seed, (3 * slot) + 1));
        return chance < 0.0030 ? size * shape.SpikeUsdPerMwh
            : chance < 0.0050 ? -0.5 * size * shape.SpikeUsdPerMwh
            : 0;
    }

    private double Tightness(in Hour hour) => Math.Clamp(0.4 + (2 * (NetLoad(hour) - 0.8)), 0.3, 3);

    private double NetLoad(in Hour hour) =>
        (hour.LoadMw / shape.MeanLoadMw) - (shape.SolarShare * hour.Solar) - (shape.WindShare * WindFactor(hour.WindLevel));

    private static double WindFactor(double level) => 1 / (1 + Math.Exp(-level));

    /// <summary>A value of the hours at each five minutes, straight between the middles of neighbouring hours.</summary>
    private double[] Slots(DateTime fromUtc, int count, Func<Hour, double> value)
    {
        var first = SlotIndex(fromUtc);
        var firstHour = HourIndex(fromUtc) - 1;
        var hours = Hours(firstHour, (count / SlotsPerHour) + 4);
        var slots = new double[count];
        for (var i = 0; i < count; i++)
        {
            var position = ((first + i + 0.5) / SlotsPerHour) - 0.5 - firstHour;
            var left = (int)position;
            slots[i] = value(hours[left]) + ((position - left) * (value(hours[left + 1]) - value(hours[left])));
        }

        return slots;
    }

    private ulong Seed(string part) => _seed ^ (Noise.SeedOf(part) * 31);

    private static long HourIndex(DateTime utc) => (utc - s_epoch).Ticks / TimeSpan.TicksPerHour;

    private static long SlotIndex(DateTime utc) => (utc - s_epoch).Ticks / (5 * TimeSpan.TicksPerMinute);

    private static double Round(double price, double floor, double cap) => Math.Round(Math.Clamp(price, floor, cap), 2);

    /// <summary>The state of the market in one hour.</summary>
    private readonly record struct Hour(double LoadMw, double Solar, double WindLevel, double Fuel);
}
