using OptiBid.Core.Common;

namespace OptiBid.Core.Forecasting.Days;

/// <summary>Names of models in day forecasts that stand for another model.</summary>
public static class ServedModels
{
    /// <summary>The version in production of the registered model whose retraining plan names the series.</summary>
    public const string Champion = "champion";

    /// <summary>Forecasters that answer when the champion does not, in this order: each is quicker and needs less history than the one before.</summary>
    public static IReadOnlyList<string> Fallbacks { get; } = ["lasso", "ridge", "naive-dow"];

    /// <summary>Whether a name asks for the champion; case does not matter.</summary>
    public static bool IsChampion(string model) => string.Equals(model, Champion, StringComparison.OrdinalIgnoreCase);

    /// <summary>The champion named where many days or the series of a file are forecast.</summary>
    public static Failure NotHere() =>
        new SimpleFailure("forecast.champion", "the champion answers for one day of a stored series; name a model of the catalogue here")
        {
            Field = "model",
        };
}

/// <summary>Who answered for a name that stands for another model.</summary>
/// <param name="Asked">The name that was asked for.</param>
/// <param name="By">Forecaster that answered.</param>
/// <param name="Registered">Registered model of the series, or null where no retraining plan names one.</param>
/// <param name="Version">Version in production that answered; null when another model stood in.</param>
/// <param name="Reason">Why another model stood in for the champion; null when it answered itself.</param>
public sealed record ServedForecast(string Asked, string By, string? Registered, int? Version, Sentence? Reason)
{
    /// <summary>True when another model stood in.</summary>
    public bool IsFallback => Reason is not null;
}
