using CsCheck;
using OptiBid.Core.Forecasting.Tracking.Search;

namespace OptiBid.Tests.Core.Forecasting.Tracking;

/// <summary>MLflow's filter grammar.</summary>
public sealed class FilterTests
{
    private static readonly Dictionary<(FilterEntity, string), object> s_run = new()
    {
        [(FilterEntity.Metric, "rmse")] = 0.5,
        [(FilterEntity.Metric, "f1 score")] = 2.0,
        [(FilterEntity.Metric, "m-a/b")] = -3e-2,
        [(FilterEntity.Metric, "lost")] = double.NaN,
        [(FilterEntity.Param, "model")] = "ridge_56",
        [(FilterEntity.Tag, "mlflow.source.type")] = "JOB",
        [(FilterEntity.Tag, "user name")] = "Ada",
        [(FilterEntity.Attribute, "status")] = "FINISHED",
        [(FilterEntity.Attribute, "run_name")] = "night",
        [(FilterEntity.Attribute, "run_id")] = "abc",
        [(FilterEntity.Attribute, "start_time")] = 1_700_000_000_000L,
    };

    [Theory]
    [InlineData("", true)]
    [InlineData("metrics.rmse < 1", true)]
    [InlineData("metric.rmse <= 0.5 and metrics.rmse >= 5e-1", true)]
    [InlineData("metrics.rmse > 0.5", false)]
    [InlineData("metrics.rmse != 0.5", false)]
    [InlineData("metrics.`f1 score` = 2 AND params.model = 'ridge_56'", true)]
    [InlineData("metrics.\"f1 score\" = 2.0", true)]
    [InlineData("metrics.m-a/b < -0.02", true)]
    [InlineData("metrics.missing != 1", false)]
    [InlineData("metrics.lost > 0", false)]
    [InlineData("metrics.lost != 0", true)]
    [InlineData("parameters.model LIKE 'ridge%'", true)]
    [InlineData("params.model LIKE 'ridge\u005f__'", true)]
    [InlineData("params.model LIKE 'idge%'", false)]
    [InlineData("params.model like 'RIDGE%'", false)]
    [InlineData("params.model ILIKE '%RIDGE%'", true)]
    [InlineData("tags.mlflow.source.type = \"JOB\"", true)]
    [InlineData("tag.`user name` != 'Bob'", true)]
    [InlineData("status = 'FINISHED' and attributes.start_time > 1600000000000", true)]
    [InlineData("attribute.Created<1600000000000", false)]
    [InlineData("`run name` = 'night'", true)]
    [InlineData("run_id IN ('x', 'abc')", true)]
    [InlineData("attr.run_id not in ('x','abc')", false)]
    public void A_filter_finds_what_it_says(string text, bool expected)
    {
        var clauses = FilterParser.Filter(text, FilterSchema.Runs);
        Assert.Null(clauses.Failure);
        Assert.Equal(expected, clauses.Value.All(c => c.Matches(s_run.GetValueOrDefault((c.Column.Entity, c.Column.Key)))));
    }

    [Theory]
    [InlineData("metrics.rmse < '1'")]
    [InlineData("metrics.rmse LIKE 'a'")]
    [InlineData("params.model = ridge")]
    [InlineData("params.model > 'a'")]
    [InlineData("params.model IN ('a')")]
    [InlineData("models.x = 'a'")]
    [InlineData("size = 'a'")]
    [InlineData("metrics.rmse < 1 or metrics.rmse > 2")]
    [InlineData("metrics.rmse < 1 metrics.rmse > 2")]
    [InlineData("metrics.rmse")]
    [InlineData("metrics.rmse <")]
    [InlineData("params.model = 'open")]
    [InlineData("run_id IN ()")]
    [InlineData("AND")]
    [InlineData("metrics.`a = 1")]
    public void A_filter_that_is_none_is_refused(string text) =>
        Assert.Equal("tracking.invalid_parameter_value", FilterParser.Filter(text, FilterSchema.Runs).Failure?.Code);

    [Fact]
    public void Whatever_is_written_is_read_or_refused() =>
        TextOf("metrics.params tag'\"`=<>!()%_,ANDlike01e-", 0, 40)
            .Sample(text =>
            {
                var result = FilterParser.Filter(text, FilterSchema.Runs);
                return result.IsSuccess || result.Failure.Code == "tracking.invalid_parameter_value";
            });

    [Fact]
    public void A_quoted_text_and_any_name_come_back_as_written() =>
        Gen.Select(TextOf("abc _.-/", 1, 12), TextOf("abcäß \"%_=,()", 0, 20))
            .Sample(
                (key, value) =>
                {
                    var clause = FilterParser.Filter($"params.`{key}` = '{value}'", FilterSchema.Runs).Value.Single();
                    return clause.Column == new FilterColumn(FilterEntity.Param, key)
                        && clause.Matches(value)
                        && !clause.Matches(value + "x");
                }
            );

    private static Gen<string> TextOf(string letters, int least, int most) =>
        Gen.Char[letters].Array[least, most].Select(c => new string(c));

    [Fact]
    public void Orders_put_what_has_no_value_last_whichever_way()
    {
        double?[] rows = [2, null, double.NaN, 1, 3];
        List<double?> Sorted(string order) =>
            RowOrder.Sort(rows, FilterParser.Orders([order], FilterSchema.Runs).Value, (row, _) => row is { } number ? number : null);

        Assert.Equal([1, 2, 3, double.NaN, null], Sorted("metrics.mae ASC"));
        Assert.Equal([3, 2, 1, double.NaN, null], Sorted("metrics.`mae` desc"));
        Assert.NotNull(FilterParser.Orders(["metrics.mae sideways"], FilterSchema.Runs).Failure);
    }
}
