using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Days;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Series;

namespace OptiBid.Core.Forecasting;

/// <summary>Failures that several commands of the capability return.</summary>
internal static class ForecastingFailures
{
    /// <summary>The caller lacks a permission.</summary>
    public static Failure Forbidden(string permission) =>
        new SimpleFailure("forecast.forbidden", $"This needs the permission {permission}", FailureKind.Forbidden);

    /// <summary>No model of that name.</summary>
    public static Failure UnknownModel(string name, IForecasterCatalog catalog) =>
        ServedModels.IsChampion(name)
            ? ServedModels.NotHere()
            : new SimpleFailure(
                "forecast.model",
                $"no model '{name}'; there are: {string.Join(", ", catalog.All.Select(m => m.Info.Name))}; ridge-N, lear-N, lasso-N and kernel-N take a window of N days, 28 to 3650"
            )
            {
                Field = "model",
            };

    /// <summary>No market had or will have such a day.</summary>
    public static Failure NoSuchDay() => new SimpleFailure("forecast.day", "the day must lie in the years 1990 to 2200") { Field = "day" };

    /// <summary>The last day is earlier than the first.</summary>
    public static Failure Range(DateOnly from, DateOnly to) =>
        new SimpleFailure("forecast.range", $"{from:yyyy-MM-dd} to {to:yyyy-MM-dd}: the last day must not be earlier than the first")
        {
            Field = "to",
        };

    /// <summary>The store does not hold the series.</summary>
    public static Failure NoSeries(SeriesKey target) =>
        new SimpleFailure("forecast.series", $"the store holds no series {target}", FailureKind.NotFound) { Field = "target" };

    /// <summary>No backtest of that id in the organisation.</summary>
    public static Failure NoRun(Guid id) => new SimpleFailure("forecast.run", $"there is no backtest {id}", FailureKind.NotFound);
}
