namespace OptiBid.Web.Features.Help;

/// <summary>One topic of the methodology. A paragraph that starts with <c>= </c> is a formula.</summary>
internal sealed record MethodologyTopic(string Anchor, string Title, params string[] Paragraphs);

/// <summary>How each number is computed. The anchors are what metric cards link to.</summary>
internal static class Methodology
{
    /// <summary>In the order of the desk's day.</summary>
    public static IReadOnlyList<MethodologyTopic> Topics { get; } =
    [
        new(
            "lmp",
            "LMP",
            "The locational marginal price is what one more megawatt-hour costs at a node. OptiBid takes it as the market publishes it and shows its parts where they are published.",
            "= LMP = energy + congestion + losses   [$/MWh]",
            "A value that is published again becomes a new version; the old one is kept with its publication time."
        ),
        new(
            "time",
            "Hours and days",
            "An operating day runs from midnight to midnight on the market's clock and has 23, 24 or 25 hours. Hours are named by their end (HE). Models that need 24 values a day take the mean of the repeated hour of autumn and, for the hour that spring skips, the mean of its neighbours."
        ),
        new(
            "mae",
            "MAE, RMSE, sMAPE",
            "Errors are taken over every hour of the test period; hours without a price are left out and counted.",
            "= MAE = mean |price − forecast|        RMSE = √ mean (price − forecast)²",
            "= sMAPE = mean 2·|price − forecast| / (|price| + |forecast|) · 100 %",
            "sMAPE says little where prices cross zero. The published table of the EPF benchmark is reproduced to four decimals in our tests."
        ),
        new(
            "rmae",
            "Relative MAE",
            "The MAE of a forecast divided by that of a naive one on the same hours: below 1 is better than naive. The weekly naive repeats the same hour seven days before; the day-of-week naive repeats yesterday from Tuesday to Friday and last week on Saturday, Sunday and Monday.",
            "= rMAE = MAE(forecast) / MAE(naive)"
        ),
        new(
            "persistence",
            "Persistence",
            "The schedule that would have been best yesterday, repeated today. It needs no forecast, so a model is worth only what it earns beyond it. On CAISO 2020 day-ahead prices it earns 96.7 % of perfect foresight: a share of perfect alone says little."
        ),
        new(
            "ridge",
            "Ridge backtest",
            "For every hour of the day a linear model with a quadratic penalty is fitted anew each day on the history before that day: prices of one, two, three and seven days before, the day's published load and generation forecasts, and the day of the week. Several lengths of history are averaged.",
            "= minimise Σ (price − x·β)² + λ·|β|²",
            "The backtest rolls forward one day at a time; the test days take part in no choice of parameters."
        ),
        new(
            "leakage",
            "Leakage guard",
            "A backtest is honest only if a forecast uses nothing that was published after the gate closed. Every value carries the time it became public. A model is handed a copy of the history without any value that was published at or after the gate of the day it forecasts; one that reads more fails, and the report names the inputs. Values that came too late are replaced by those of the week before and listed. A report says none, or what leaked."
        ),
        new(
            "battery",
            "Battery schedule",
            "A linear programme chooses charge c and discharge d for each interval of length Δ; binaries forbid doing both at once where prices are negative.",
            "= maximise Σ price·(d − c)·Δ − variable cost·d·Δ",
            "= soc(t+1) = soc(t) + η·c·Δ − d·Δ,   0 ≤ c, d ≤ power,   0 ≤ soc ≤ energy,   Σ d·Δ ≤ cycles·energy per day",
            "The round-trip efficiency η is charged on the way in. Start and end charge are given. The linear programme is solved by GLOP; only a window that would charge and discharge at once is solved again with binaries (SCIP or HiGHS). Regulation up and down are offered with it where their prices are held: 30 % and 15 % of the offer is assumed to be called, and an hour of it must be sustained. The published CAISO 2020 case is reproduced to the cent."
        ),
        new(
            "bid-curve",
            "Bid curve",
            "What a stored megawatt-hour is worth is the dual of the battery's energy balance. The battery offers to discharge above that value plus its variable cost, and to charge below that value times the efficiency. The curve is rounded to the market's price steps and limits, has at most ten points, and is checked against its rules.",
            "A market that clears each hour by itself does not know the state of charge. If all prices come in higher than expected, a curve sells in every hour and buys in none, and what cannot be delivered is bought back in real time. On ERCOT HB_NORTH in 2024 curves earned about half of what the same forecast's self-schedule earned. So the desk proposes self-schedules first and shows every offer at multiples of the expected prices."
        ),
        new(
            "two-settlement",
            "Two-settlement",
            "The day-ahead award is paid at the day-ahead price whatever happens; what was delivered beyond or below it is settled at the real-time price.",
            "= revenue = DA price · award + RT price · (delivered − award)",
            "Delivered power is simulated: the battery follows its award as far as its state of charge allows. Where no real-time price is held, deviations are priced at the day-ahead price and the bid says so. Amounts are rounded to cents per hour and leg.",
            "Fees, uplift and taxes are not included unless a page says so. Figures are for analysis, not for billing."
        ),
        new(
            "perfect-foresight",
            "Perfect foresight",
            "The same programme with the day-ahead prices that cleared, all limits unchanged: the most that a schedule could have earned on those prices without moving them. Capture is revenue divided by this bound.",
            "= capture = revenue / perfect-foresight revenue"
        ),
        new(
            "attribution",
            "From perfect foresight to the result",
            "Two losses lead from perfect foresight to the result, to the cent. The loss to the forecast is what the expected schedule misses at the prices that cleared; the rest is the shape of the bid and deviations, and can be a gain.",
            "= result = perfect foresight − loss to the forecast − loss to bid shape and deviations"
        ),
        new(
            "tb4",
            "TB4 spread",
            "The sum of a day's four highest hourly prices minus the sum of its four lowest: what a four-hour battery without losses would earn per megawatt in one cycle. It ignores the order of the hours, so it can exceed perfect foresight.",
            "= TB4 = Σ four highest − Σ four lowest   [$/MW-day]"
        ),
        new(
            "kw-year",
            "$/kW-year and $/kW-month",
            "Revenue per kilowatt of discharge power, scaled to a year of 365 days (or a month of a twelfth of it) from the days that were settled. A short period scales seasons with it: read it with its dates.",
            "= $/kW-year = revenue / (1000 · power in MW) · 365 / days"
        ),
        new(
            "provenance",
            "Where data comes from",
            "Live is read as the market publishes it; Delayed is published late; Replay is history played back; Simulated is made by a model and never mixed with market data; Imported came from a file. Stale means that a refresh is overdue."
        ),
    ];
}
