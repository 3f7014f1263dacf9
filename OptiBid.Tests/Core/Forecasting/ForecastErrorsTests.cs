using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Metrics;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Core.Forecasting;

public class ForecastErrorsTests
{
    [Theory]
    [InlineData("PJM", "LEAR Ensemble", 3.0130, 11.980, 5.127, 6.2936, 0.4787, 0.6218)]
    [InlineData("PJM", "DNN Ensemble", 2.8622, 11.331, 5.040, 6.2936, 0.4548, 0.5907)]
    [InlineData("BE", "LEAR Ensemble", 6.1401, 14.546, 15.974, 10.1209, 0.6067, 0.7485)]
    [InlineData("FR", "DNN Ensemble", 3.8658, 10.812, 11.867, 7.3413, 0.5266, 0.6489)]
    public void The_published_table_is_reproduced(
        string market,
        string column,
        double mae,
        double smape,
        double rmse,
        double weekly,
        double rmae,
        double rmaeDay
    )
    {
        var table = HourlyTable.Read(SharedData.PathOf($"epf_forecasts/Forecasts_{market}_DNN_LEAR_ensembles.csv.gz"));
        var history = HourlyTable.Read(SharedData.PathOf($"epf/{market}.csv.gz"));
        var actual = table.Columns["Real price"];
        var at = (int)(table.Start - history.Start).TotalHours;
        var errors = ForecastErrors.Of(actual, table.Columns[column]);
        var naive = NaiveReference.MeanAbsoluteErrors(table.Start, actual, history.Columns.Values.First().AsSpan(at - 168, 168));
        Assert.Equal(17472, errors.N);
        Assert.Equal(mae, errors.Mae, 4);
        Assert.Equal(smape, errors.SmapePercent, 3);
        Assert.Equal(rmse, errors.Rmse, 3);
        Assert.Equal(weekly, naive.Weekly, 4);
        Assert.Equal(rmae, errors.Mae / naive.Weekly, 4);
        Assert.Equal(rmaeDay, errors.Mae / naive.DayOfWeek, 4);
    }

    [Fact]
    public void Zero_price_with_zero_forecast_counts_as_no_error_and_unequal_or_missing_hours_fail()
    {
        Assert.Equal(0, ForecastErrors.Of([0, 2], [0, 2]).SmapePercent);
        Assert.Throws<ArgumentException>(() => ForecastErrors.Of([1, 2], [1]));
        Assert.Throws<ArgumentException>(() => ForecastErrors.Of([1, 2], [1, double.NaN]));
    }

    [Fact]
    public void A_missing_hour_is_refused_with_file_and_line()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, "Date,Price\n2020-01-01 00:00:00,1\n2020-01-01 02:00:00,2\n");
        var fault = Assert.Throws<BadInputException>(() => HourlyTable.Read(path));
        Assert.Equal(3, fault.Line);
        File.Delete(path);
    }
}
