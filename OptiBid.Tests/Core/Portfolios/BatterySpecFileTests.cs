using System.Text;
using OptiBid.Core.Common;
using OptiBid.Core.Portfolios.Batteries;

namespace OptiBid.Tests.Core.Portfolios;

public class BatterySpecFileTests
{
    private const string Complete = """
        {
          "name": "Demo battery", "powerMw": 100, "energyMwh": 200,
          "roundTripEfficiency": 0.85, "initialSocMwh": 10, "finalSocMwh": 20,
          "maxCyclesPerDay": 1, "variableCostUsdPerMwh": 2
        }
        """;

    [Fact]
    public void A_complete_file_is_read() => Assert.Equal(new BatterySpec("Demo battery", 100, 200, 0.85, 10, 20, 1, 2), Parse(Complete));

    [Fact]
    public void Only_name_power_energy_and_efficiency_are_required() =>
        Assert.Equal(
            new BatterySpec("B", 1, 4, 1),
            Parse("""{"name":"B","powerMw":1,"energyMwh":4,"roundTripEfficiency":1,"maxCyclesPerDay":null}""")
        );

    [Theory]
    [InlineData("\"powerMw\": 100", "\"powerMw\": -100", 2, "'powerMw' is -100 MW")]
    [InlineData("\"energyMwh\": 200", "\"energyMwh\": 0", 2, "'energyMwh' is 0 MWh")]
    [InlineData("\"energyMwh\": 200", "\"energyKwh\": 200", 2, "'energyKwh' is unknown")]
    [InlineData("\"energyMwh\": 200,", "", null, "'energyMwh' is missing")]
    [InlineData("\"energyMwh\": 200", "\"energyMwh\": \"200\"", 2, "'energyMwh' is not a number")]
    [InlineData("\"Demo battery\"", "7", 2, "'name' is not a text")]
    [InlineData("\"Demo battery\"", "\" \"", 2, "'name' is empty")]
    [InlineData("0.85", "85", 3, "'roundTripEfficiency' is 85")]
    [InlineData("0.85", "0", 3, "'roundTripEfficiency' is 0")]
    [InlineData("\"initialSocMwh\": 10", "\"initialSocMwh\": 201", 3, "'initialSocMwh' is 201")]
    [InlineData("\"finalSocMwh\": 20", "\"finalSocMwh\": -1", 3, "'finalSocMwh' is -1")]
    [InlineData("\"finalSocMwh\": 20", "\"initialSocMwh\": 20", 3, "'initialSocMwh' is given twice")]
    [InlineData("\"maxCyclesPerDay\": 1", "\"maxCyclesPerDay\": 0", 4, "'maxCyclesPerDay' is 0")]
    [InlineData("\"variableCostUsdPerMwh\": 2", "\"variableCostUsdPerMwh\": -2", 4, "'variableCostUsdPerMwh' is -2")]
    [InlineData("0.85,", "0.85", 3, "not valid JSON")]
    [InlineData("\"powerMw\": 100", "\"powerMw\": 1e999", 2, "'powerMw'")]
    public void A_fault_names_the_line_and_the_field(string good, string bad, int? line, string reason)
    {
        var fault = Assert.Throws<BadInputException>(() => Parse(Complete.Replace(good, bad, StringComparison.Ordinal)));
        Assert.Equal("asset.json", fault.InputSource);
        Assert.Contains(reason, fault.Reason.ToString(), StringComparison.Ordinal);
        Assert.Equal(line, fault.Line);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"name":"B","powerMw":1,"energyMwh":4,"roundTripEfficiency":1} {}""")]
    public void What_is_not_one_object_is_refused(string json) => Assert.Throws<BadInputException>(() => Parse(json));

    [Fact]
    public void A_missing_file_is_named()
    {
        var fault = Assert.Throws<BadInputException>(() => BatterySpecFile.Read("no-such-asset.json"));
        Assert.Contains("no-such-asset.json", fault.Message, StringComparison.Ordinal);
    }

    private static BatterySpec Parse(string json) => BatterySpecFile.Parse(Encoding.UTF8.GetBytes(json), "asset.json");
}
