using OptiBid.Core.Common;
using OptiBid.Core.Markets.Import;
using OptiBid.Core.Series;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Core.Markets.Import;

/// <summary>Every real file is read, with the counts of shared/data/README.md, or refused with the right reason.</summary>
public class RealFileTests
{
    [Theory]
    [InlineData("epf/PJM.csv.gz", 3, 52_416)]
    [InlineData("epf/BE.csv.gz", 3, 52_416)]
    [InlineData("epf/FR.csv.gz", 3, 52_416)]
    [InlineData("pjm/da_hrl_lmps_pnode48592_ALDENE.csv.gz", 4, 8_737)]
    [InlineData("pjm/rt_hrl_lmps_pnode48592_ALDENE.csv.gz", 4, 8_760)]
    [InlineData("pjm/hrl_load_metered_AECO.csv.gz", 1, 8_784)]
    [InlineData("pjm/wind_gen_MIDATL.csv.gz", 1, 8_784)]
    [InlineData("pjm/inst_load_AEP_5min_20260707.csv.gz", 1, 288)]
    [InlineData("ercot/dam_spp_lz_hub_2015.csv.gz", 14, 8_760)]
    [InlineData("ercot/dam_spp_lz_hub_2016.csv.gz", 14, 8_784)]
    [InlineData("ercot/dam_spp_lz_hub_2021.csv.gz", 15, 8_760)]
    [InlineData("ercot/dam_spp_lz_hub_2022.csv.gz", 15, 8_760)]
    [InlineData("ercot/rpt.00013060.0000000000000000.DAMLZHBSPP_2022.xlsx", 15, 8_760)]
    [InlineData("ercot/DAMASMCPC_2015.csv.gz", 4, 8_760)]
    [InlineData("ercot/DAMASMCPC_2016.csv.gz", 4, 8_784)]
    [InlineData("ercot/dam_rtm_hourly_lz_hub_2023-12-25_2025-06-30.csv.gz", 30, 13_292)]
    [InlineData("caiso/dlap_dam_rtm_hourly_2024_HE10-HE24_only.csv.gz", 8, 5_486)]
    [InlineData("caiso/lmp_5min_oasis_style_2022-05-21_2022-06-21.csv.gz", 1, 8_928)]
    [InlineData("caiso/load_forecast_sp15_solar_wind_forecast_hourly_utc_2021-10_2024-09.csv.gz", 3, 18_864)]
    [InlineData("battery-caiso-2020/timeseries.csv.gz", 3, 8_784)]
    public async Task A_file_gives_its_series_and_every_value(string file, int series, int values)
    {
        var read = await ReadAsync(file);
        Assert.Equal(series, read.Count);
        Assert.All(read, s => Assert.Equal(values, s.Points.Count));
        Assert.All(read, s => Assert.All(s.Points, p => Assert.Equal(DateTimeKind.Utc, p.StartUtc.Kind)));
        Assert.All(read, s => Assert.Equal(s.Points.Select(p => p.StartUtc).Distinct().Order(), s.Points.Select(p => p.StartUtc)));
    }

    [Fact]
    public async Task Blank_temperatures_of_the_rto_file_are_no_values()
    {
        var read = await ReadAsync("pjm/rto_da_price_loadfcst_tempdca_2011_2016.csv.gz");
        Assert.Equal(52_560, Of(read, "PJM/RTO/da_lmp").Points.Count);
        Assert.Equal(52_560, Of(read, "PJM/RTO/load_forecast").Points.Count);
        Assert.Equal(52_520, Of(read, "PJM/DCA/temperature").Points.Count);
        Assert.Equal(933.68, Of(read, "PJM/RTO/da_lmp").Points.Max(p => p.Value));
    }

    [Fact]
    public async Task Ancillary_prices_labelled_with_the_hour_that_spring_skips_are_left_out()
    {
        var read = await ReadAsync("ercot/dam_as_mcpc_2024_2025-06.csv.gz");
        Assert.Equal(5, read.Count);
        Assert.All(read, s => Assert.Equal(12_790 - 2, s.Points.Count));
    }

    [Fact]
    public async Task Interchange_has_8712_hours_and_ten_blanks_of_one_neighbour()
    {
        var read = await ReadAsync("caiso/eia_interchange_hourly_2024.csv.gz");
        Assert.Equal(11, read.Count);
        Assert.All(read, s => Assert.Equal(s.Definition.Key.Node == "PACW" ? 8_702 : 8_712, s.Points.Count));
        Assert.Equal(new DateTime(2024, 1, 1, 8, 0, 0, DateTimeKind.Utc), read[0].Points[0].StartUtc);
    }

    [Fact]
    public async Task Fuel_rows_have_92_and_100_intervals_and_a_column_that_begins_later()
    {
        var read = await ReadAsync("ercot/gen_by_fuel_15min_2021_2022_2024.csv.gz");
        Assert.Equal(10, read.Count);
        Assert.Equal(105_216, Of(read, "ERCOT/ERCOT/gen_wind_15min").Points.Count);
        Assert.True(Of(read, "ERCOT/ERCOT/gen_wsl_15min").Points[0].StartUtc >= new DateTime(2022, 1, 1, 6, 0, 0, DateTimeKind.Utc));
        var calendar = OptiBid.Core.Markets.Calendars.MarketCalendar.For("ERCOT");
        var days = Of(read, "ERCOT/ERCOT/gen_gas_cc_15min")
            .Points.GroupBy(p => calendar.DayOf(p.StartUtc))
            .ToDictionary(g => g.Key, g => g.Count());
        Assert.Equal(92, days[new(2021, 3, 14)]);
        Assert.Equal(100, days[new(2021, 11, 7)]);
        Assert.Equal(100, days[new(2024, 11, 3)]);
        Assert.All(days, d => Assert.Equal(calendar.IntervalCount(d.Key, 15), d.Value));
    }

    [Fact]
    public async Task Demand_that_is_blank_or_in_the_hour_spring_skips_is_left_out()
    {
        var read = await ReadAsync("caiso/demand_and_forecast_5min_2019_2020_2021_MarAug.csv.gz");
        var demand = Of(read, "CAISO/CAISO/load_5min").Points;
        Assert.Equal(158_952 - 15, demand.Count);
        Assert.Equal(158_952 - 12, Of(read, "CAISO/CAISO/load_forecast_5min").Points.Count);
        Assert.Equal(72_922, demand.Max(p => p.Value));
        Assert.Equal(new DateTime(2021, 7, 5, 18, 50, 0, DateTimeKind.Utc), demand.MaxBy(p => p.Value).StartUtc);
    }

    [Fact]
    public async Task Outlook_keeps_what_is_there()
    {
        var read = await ReadAsync("recorded/caiso_outlook_7day_20260311_0.csv");
        Assert.Equal(9, read.Count);
        Assert.Equal(2_305, Of(read, "CAISO/CAISO/load_forecast_5min").Points.Count);
        Assert.True(Of(read, "CAISO/CAISO/load_5min").Points.Count < 2_305);
    }

    [Theory]
    [InlineData("recorded/pjm_da_marginal_value_2023-11-05_fallback_dst_0.json", 35, 387)]
    [InlineData("recorded/pjm_rt_marginal_value_5min_2023-11-05_fallback_dst_0.json", 30, 2_625)]
    [InlineData("recorded/pjm_hourly_solar_power_forecast_response.json", 2, null)]
    [InlineData("recorded/pjm_hourly_wind_power_forecast_response.json.gz", 1, null)]
    public async Task Recorded_answers_of_pjm_are_read(string file, int series, int? values)
    {
        var read = await ReadAsync(file);
        Assert.Equal(series, read.Count);
        if (values is { } expected)
        {
            Assert.Equal(expected, read.Sum(s => s.Points.Count));
        }
    }

    [Fact]
    public async Task Evaluations_of_a_forecast_are_versions_in_order_of_publication()
    {
        var read = await ReadAsync("recorded/pjm_hourly_wind_power_forecast_response.json.gz");
        var points = read[0].Points;
        Assert.Equal("PJM/RTO/wind_forecast", read[0].Definition.Key.ToString());
        Assert.Equal(66, points.Select(p => p.StartUtc).Distinct().Count());
        Assert.All(
            points.GroupBy(p => p.StartUtc),
            g =>
            {
                Assert.Equal(Enumerable.Range(1, g.Count()), g.Select(p => p.Version));
                Assert.Equal(g.Select(p => p.PublishedAtUtc).Order(), g.Select(p => p.PublishedAtUtc));
            }
        );
    }

    [Fact]
    public async Task Binding_hours_are_the_durations_of_the_constraints()
    {
        var read = await ReadAsync("recorded/pjm_da_transconstraints_2023-11-05_0.json");
        Assert.Equal(35, read.Count);
        Assert.All(read, s => Assert.All(s.Points, p => Assert.Equal(1, p.Value)));
    }

    [Fact]
    public async Task An_archive_listing_is_refused_with_its_reason()
    {
        var fault = await Assert.ThrowsAsync<BadInputException>(() => ReadAsync("recorded/ercot_np3-911-er_2day_as_2024-11-05_0.json"));
        Assert.Contains("archive listing", fault.Reason.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_workbook_and_the_wide_csv_of_2022_give_the_same_131400_values()
    {
        var workbook = await ReadAsync("ercot/rpt.00013060.0000000000000000.DAMLZHBSPP_2022.xlsx");
        var csv = await ReadAsync("ercot/dam_spp_lz_hub_2022.csv.gz");
        Assert.Equal(131_400, csv.Sum(s => s.Points.Count));
        Assert.Equal(csv.Select(s => s.Definition.Key), workbook.Select(s => s.Definition.Key));
        Assert.Equal(csv.SelectMany(s => s.Points), workbook.SelectMany(s => s.Points));
    }

    [Fact]
    public async Task Days_of_changing_clocks_have_23_and_25_hours()
    {
        var calendar = OptiBid.Core.Markets.Calendars.MarketCalendar.For("ERCOT");
        var north = Of(await ReadAsync("ercot/dam_spp_lz_hub_2021.csv.gz"), "ERCOT/HB_NORTH/da_lmp");
        Assert.Equal(23, north.Points.Count(p => calendar.DayOf(p.StartUtc) == new DateOnly(2021, 3, 14)));
        Assert.Equal(25, north.Points.Count(p => calendar.DayOf(p.StartUtc) == new DateOnly(2021, 11, 7)));
        Assert.Equal(8_998.99, north.Points.Max(p => p.Value));
        Assert.Equal(146.63, north.Points.Average(p => p.Value), 2);
        var aldene = Of(await ReadAsync("pjm/rt_hrl_lmps_pnode48592_ALDENE.csv.gz"), "PJM/48592/rt_lmp");
        Assert.Equal(
            25,
            aldene.Points.Count(p =>
                OptiBid.Core.Markets.Calendars.MarketCalendar.For("PJM").DayOf(p.StartUtc) == new DateOnly(2025, 11, 2)
            )
        );
        Assert.Equal(-39.34, aldene.Points.Min(p => p.Value));
    }

    [Fact]
    public async Task Values_without_a_stamp_are_public_when_the_market_could_have_published_them()
    {
        var north = Of(await ReadAsync("ercot/dam_spp_lz_hub_2021.csv.gz"), "ERCOT/HB_NORTH/da_lmp").Points[0];
        Assert.Equal(new DateTime(2020, 12, 31, 19, 30, 0, DateTimeKind.Utc), north.PublishedAtUtc);
        var real = Of(await ReadAsync("pjm/rt_hrl_lmps_pnode48592_ALDENE.csv.gz"), "PJM/48592/rt_lmp").Points[0];
        Assert.Equal(real.StartUtc.AddHours(1), real.PublishedAtUtc);
        var epf = await ReadAsync("epf/PJM.csv.gz");
        Assert.Equal(new DateTime(2012, 12, 31, 13, 30, 0, DateTimeKind.Utc), Of(epf, "EPF-PJM/COMED/da_lmp").Points[5].PublishedAtUtc);
        Assert.Equal(
            new DateTime(2012, 12, 31, 9, 0, 0, DateTimeKind.Utc),
            Of(epf, "EPF-PJM/SYSTEM/load_forecast").Points[5].PublishedAtUtc
        );
        Assert.Equal("UTC", epf[0].Definition.TimeZoneId);
        var battery = Of(await ReadAsync("battery-caiso-2020/timeseries.csv.gz"), "CAISO/DERVET/da_lmp");
        Assert.Equal(new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc), battery.Points[0].StartUtc);
        Assert.Equal(33.31091, battery.Points[0].Value, 9);
        Assert.Equal(1557.43, battery.Points.Max(p => p.Value), 2);
    }

    private static Task<IReadOnlyList<FileSeries>> ReadAsync(string file) =>
        new ReadSeriesFiles().ReadAsync([SharedData.PathOf(file)], cancellationToken: TestContext.Current.CancellationToken);

    private static FileSeries Of(IReadOnlyList<FileSeries> read, string key) =>
        Assert.Single(read, s => s.Definition.Key.ToString() == key);
}
