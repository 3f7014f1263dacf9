using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Days;
using OptiBid.Core.Forecasting.Models;

namespace OptiBid.Web.Commands;

/// <summary>Models as a command line names them.</summary>
internal static class NamedModels
{
    /// <summary>The models of names with commas between, each once; at least one, or a failure that names those there are.</summary>
    public static Result<IReadOnlyList<IForecaster>> Of(IForecasterCatalog catalog, string names)
    {
        var models = new List<IForecaster>();
        foreach (var name in names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (catalog.Find(name) is not { } model)
            {
                return ServedModels.IsChampion(name)
                    ? ServedModels.NotHere()
                    : new SimpleFailure(
                        "forecast.model",
                        $"no model '{name}'; there are: {string.Join(", ", catalog.All.Select(m => m.Info.Name))}; ridge-N, lear-N, lasso-N and kernel-N take a window of N days, 28 to 3650"
                    );
            }

            models.Add(model);
        }

        if (models.Count == 0)
        {
            throw new BadInputException("--model", null, "expected a model, or several with commas between them");
        }

        return Result<IReadOnlyList<IForecaster>>.Ok([.. models.DistinctBy(m => m.Info.Name)]);
    }
}
