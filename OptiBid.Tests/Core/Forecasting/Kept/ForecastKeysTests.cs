using OptiBid.Core.Forecasting.Kept;
using OptiBid.Core.Forecasting.Models;

namespace OptiBid.Tests.Core.Forecasting.Kept;

/// <summary>A key changes with all a forecast may depend on and with nothing else.</summary>
public class ForecastKeysTests
{
    private const int Day = 30;
    private static readonly ForecasterInfo s_model = new("some", "test", "settings", 7);

    [Fact]
    public void What_may_be_known_moves_the_key_and_what_comes_later_does_not()
    {
        var panel = MadePanel.Of(40);
        var key = new ForecastKeys(panel).Of(s_model, Day, null);
        Assert.Matches("^[0-9a-f]{64}$", key);
        for (var d = 0; d < panel.Days; d++)
        {
            Assert.Equal(d < Day, Moves(Changed(panel, 0, d)));
            Assert.Equal(d <= Day, Moves(Changed(panel, 1, d)));
        }

        var gates = panel.Vintage!.GateClosureUtc.ToList();
        gates[Day] = gates[Day].AddMinutes(1);
        Assert.True(Moves(panel with { Vintage = panel.Vintage with { GateClosureUtc = gates } }));
        Assert.True(Moves(panel with { FirstDay = panel.FirstDay.AddDays(1) }));
        Assert.True(Moves(panel with { Exogenous = [] }));

        bool Moves(DailyPanel other) => new ForecastKeys(other).Of(s_model, Day, null) != key;
    }

    [Fact]
    public void A_publication_time_moves_the_key()
    {
        var panel = MadePanel.Of(40);
        var published = panel.Vintage!.PublishedUtc.Select(s => s.Select(d => d.ToArray()).ToArray()).ToArray();
        published[0][3][5] = published[0][3][5].AddHours(1);
        var other = panel with { Vintage = panel.Vintage with { PublishedUtc = published } };
        Assert.NotEqual(new ForecastKeys(panel).Of(s_model, Day, null), new ForecastKeys(other).Of(s_model, Day, null));
    }

    [Fact]
    public void Model_version_settings_and_the_day_they_were_fixed_on_move_the_key()
    {
        var keys = new ForecastKeys(MadePanel.Of(40));
        string[] all =
        [
            keys.Of(s_model, Day, null),
            keys.Of(s_model with { Version = 2 }, Day, null),
            keys.Of(s_model with { Name = "other" }, Day, null),
            keys.Of(s_model with { Parameters = "other settings" }, Day, null),
            keys.Of(s_model, Day, Day),
            keys.Of(s_model, Day, Day - 1),
            keys.Of(s_model, Day - 1, null),
        ];
        Assert.Equal(all.Length, all.Distinct().Count());
    }

    private static DailyPanel Changed(DailyPanel panel, int series, int day)
    {
        double[][] Copy(double[][] rows) => [.. rows.Select((r, d) => d == day ? [.. r[..23], r[23] + 1e-9] : r)];
        return series == 0 ? panel with { Prices = Copy(panel.Prices) } : panel with { Exogenous = [Copy(panel.Exogenous[0])] };
    }
}
