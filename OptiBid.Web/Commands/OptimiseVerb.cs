using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using OptiBid.Core.Bidding.Optimisation;
using OptiBid.Core.Common;
using OptiBid.Core.Solvers;

namespace OptiBid.Web.Commands;

/// <summary>
/// <c>optimise battery --case DIR</c>: energy and regulation of a whole case, window by window on all cores;
/// <c>optimise battery --prices CSV --asset JSON</c>: energy of an asset (<see cref="PricesOptimisation"/>).
/// </summary>
internal sealed class OptimiseVerb : ICliVerb
{
    private readonly Option<DirectoryInfo?> _case = new("--case") { Description = "Folder laid out as EPRI DER-VET keeps a case" };
    private readonly Option<FileInfo?> _prices = new("--prices")
    {
        Description = "File with one hourly price series that import reads, or with the columns time,price",
    };
    private readonly Option<FileInfo?> _asset = new("--asset") { Description = "Battery as JSON (docs/commands.md); needs --prices" };
    private readonly Option<int?> _window = new("--window")
    {
        Description = "Hours of one window (default: the case's own, 24 for prices)",
    };
    private readonly Option<FileInfo?> _out = new("--out") { Description = "CSV file for the hourly schedule" };

    /// <inheritdoc/>
    public Command Build() =>
        new("optimise", "Find schedules that earn most")
        {
            new Command("battery", "Co-optimise energy and regulation of a battery") { _case, _prices, _asset, _window, _out }.Does(
                RunAsync
            ),
        };

    private async Task<Result<CliAnswer>> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        if (parse.GetValue(_window) is < 1 and var hours)
        {
            return new SimpleFailure("optimise.window", $"--window is {hours}; expected 1 hour or more");
        }

        return (parse.GetValue(_case), parse.GetValue(_prices), parse.GetValue(_asset)) switch
        {
            ({ } folder, null, null) => await RunCaseAsync(folder, parse, clock, cancellationToken),
            (null, { } prices, { } asset) => await PricesOptimisation.RunAsync(
                prices,
                asset,
                parse.GetValue(_window) ?? 24,
                parse.GetValue(_out),
                () => clock.Elapsed.TotalSeconds,
                cancellationToken
            ),
            _ => new SimpleFailure("optimise.input", "expected either --case DIR, or --prices CSV and --asset JSON"),
        };
    }

    private async Task<CliAnswer> RunCaseAsync(
        DirectoryInfo folder,
        ParseResult parse,
        Stopwatch clock,
        CancellationToken cancellationToken
    )
    {
        var input = DerVetCase.Read(folder.FullName);
        var length = parse.GetValue(_window) ?? input.WindowHours;
        await using var services = new ServiceCollection()
            .AddSolvers(new ConfigurationBuilder().Build())
            .AddBiddingOptimisation()
            .BuildServiceProvider();
        var schedules = Solve(services.GetRequiredService<IRegulationOptimiser>(), input, length, cancellationToken);
        if (parse.GetValue(_out) is { } file)
        {
            await File.WriteAllLinesAsync(file.FullName, Rows(input, length, schedules), cancellationToken);
        }

        var answer = new
        {
            objective = schedules.Sum(s => s.Objective),
            windows = schedules
                .Select(
                    (s, w) =>
                        new
                        {
                            start = input.StartLocal[w * length],
                            s.Objective,
                            s.UsedBinaries,
                        }
                )
                .ToList(),
            energyRevenue = -schedules.Sum(s => s.Energy),
            regulationRevenue = -schedules.Sum(s => s.RegulationUp + s.RegulationDown),
            regulationEnergySettlement = -schedules.Sum(s => s.RegulationEnergy),
            variableCost = schedules.Sum(s => s.VariableCost),
            seconds = clock.Elapsed.TotalSeconds,
        };
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"objective (cost sign)        {answer.objective, 16:N4} $\nwindows                      {schedules.Length, 16:N0}, {schedules.Count(s => s.UsedBinaries)} with binaries\nenergy revenue               {answer.energyRevenue, 16:N2} $\nregulation revenue           {answer.regulationRevenue, 16:N2} $\nregulation energy settlement {answer.regulationEnergySettlement, 16:N2} $\nvariable cost                {answer.variableCost, 16:N2} $\nseconds                      {answer.seconds, 16:N2}"
        );
        return new CliAnswer(answer, text);
    }

    private static RegulationSchedule[] Solve(
        IRegulationOptimiser optimiser,
        DerVetCase input,
        int length,
        CancellationToken cancellationToken
    )
    {
        var hours = input.StartLocal.Count;
        var schedules = new RegulationSchedule[(hours + length - 1) / length];
        Parallel.For(
            0,
            schedules.Length,
            new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount },
            w =>
            {
                var window = new Range(w * length, Math.Min(hours, (w + 1) * length));
                var prices = new PriceWindow(
                    input.Prices.EnergyUsdPerMwh[window],
                    input.Prices.RegUpUsdPerMw![window],
                    input.Prices.RegDownUsdPerMw![window]
                );
                schedules[w] = optimiser.Optimise(input.Battery, prices, cancellationToken);
            }
        );
        return schedules;
    }

    private static IEnumerable<string> Rows(DerVetCase input, int length, RegulationSchedule[] schedules)
    {
        yield return "start,price_usd_per_kwh,charge_kw,discharge_kw,reg_up_charge_kw,reg_up_discharge_kw,reg_down_charge_kw,reg_down_discharge_kw,energy_start_kwh";
        for (var i = 0; i < input.StartLocal.Count; i++)
        {
            var h = schedules[i / length].Hours[i % length];
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{input.StartLocal[i]:yyyy-MM-ddTHH:mm:ss},{input.Prices.EnergyUsdPerMwh[i]},{h.Charge},{h.Discharge},{h.UpCharge},{h.UpDischarge},{h.DownCharge},{h.DownDischarge},{h.EnergyStart}"
            );
        }
    }
}
