using Microsoft.Extensions.Localization;
using OptiBid.Core.Bidding.Schedules;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Optimiser;

/// <summary>An optimised day as it is shown.</summary>
/// <param name="Result">The day.</param>
/// <param name="Day">Operating day.</param>
/// <param name="Power">Prices and power.</param>
/// <param name="Soc">State of charge.</param>
public sealed record OptimisedView(OptimisedDay Result, DateOnly Day, IReadOnlyList<ChartSeries> Power, IReadOnlyList<ChartSeries> Soc)
{
    /// <summary>Energy sold, MWh.</summary>
    public double SoldMwh => Result.Schedule.Hours.Sum(h => h.DischargeMw);

    /// <summary>Energy bought, MWh.</summary>
    public double BoughtMwh => Result.Schedule.Hours.Sum(h => h.ChargeMw);

    /// <summary>Discharged energy over usable energy.</summary>
    public double Cycles => SoldMwh / Result.Asset.Draft.EnergyMwh!.Value;

    /// <summary>True when regulation is part of the schedule.</summary>
    public bool HasRegulation => Result.Schedule.Hours.Any(h => h.RegUpMw > 0 || h.RegDownMw > 0);

    /// <summary>What the schedule earns at the prices that cleared, $; null while they are not all known.</summary>
    public double? AtClearedUsd =>
        Result.Forecast is null || Result.ActualUsdPerMwh.Any(p => p is null)
            ? null
            : Result
                .Schedule.Hours.Zip(
                    Result.ActualUsdPerMwh,
                    (h, p) => h.NetMw * p!.Value - h.DischargeMw * Result.Asset.Draft.VariableCostUsdPerMwh
                )
                .Sum();

    /// <summary>Charts of a day.</summary>
    public static OptimisedView Of(OptimisedDay result, DateOnly day, IStringLocalizer L)
    {
        var x = ChartSeries.Seconds(result.Hours.Select(h => h.StartUtc));
        var hours = result.Schedule.Hours;
        List<ChartSeries> power =
        [
            new(
                result.Forecast is null ? L["Day-ahead price"] : L["Forecast price"],
                x,
                [.. hours.Select(h => h.PriceUsdPerMwh)],
                Style: ChartStyle.Step
            ),
        ];
        if (result.Forecast is not null && result.ActualUsdPerMwh.Any(p => p is not null))
        {
            power.Add(new(L["Cleared price"], x, [.. result.ActualUsdPerMwh.Select(p => p ?? double.NaN)], Style: ChartStyle.Dashed));
        }

        power.Add(new(L["Discharge"], x, [.. hours.Select(h => h.DischargeMw)], "MW", ChartStyle.Bars, RightAxis: true));
        power.Add(new(L["Charge"], x, [.. hours.Select(h => -h.ChargeMw)], "MW", ChartStyle.Bars, RightAxis: true));
        return new(
            result,
            day,
            power,
            [new(L["State of charge at the end of the hour"], x, [.. hours.Select(h => h.SocEndMwh)], "MWh", ChartStyle.Step)]
        );
    }

    /// <summary>The hours as CSV.</summary>
    public IEnumerable<string[]> Rows() =>
        Result
            .Hours.Zip(
                Result.Schedule.Hours,
                (h, s) =>
                    new[]
                    {
                        Formats.Stamp(h.StartUtc),
                        h.Label,
                        s.PriceUsdPerMwh.ToString("R", Formats.Culture),
                        s.ChargeMw.ToString("R", Formats.Culture),
                        s.DischargeMw.ToString("R", Formats.Culture),
                        s.RegUpMw.ToString("R", Formats.Culture),
                        s.RegDownMw.ToString("R", Formats.Culture),
                        s.SocEndMwh.ToString("R", Formats.Culture),
                        s.RevenueUsd.ToString("R", Formats.Culture),
                        s.StoredEnergyValueUsdPerMwh.ToString("R", Formats.Culture),
                    }
            )
            .Prepend([
                "start_utc",
                "hour",
                "price_usd_per_mwh",
                "charge_mw",
                "discharge_mw",
                "reg_up_mw",
                "reg_down_mw",
                "soc_end_mwh",
                "revenue_usd",
                "stored_energy_value_usd_per_mwh",
            ]);
}
