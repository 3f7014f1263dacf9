namespace OptiBid.Core.Forecasting.Models.Serving;

/// <summary>A model that <c>bench inference</c> measures: warm, one input at a time. All that are registered are found.</summary>
public interface IInferenceCase
{
    /// <summary>Name of the row.</summary>
    string Name { get; }

    /// <summary>What the 99th percentile must not be above.</summary>
    double LimitMilliseconds { get; }

    /// <summary>How large the model is, in words.</summary>
    string Size { get; }

    /// <summary>Makes the model and its inputs from made data; the same for the same seed.</summary>
    IWarmModel Prepare(int seed);
}

/// <summary>A model that is ready to score. For one thread.</summary>
public interface IWarmModel
{
    /// <summary>Scores one of the prepared inputs, which are used in turn: <paramref name="call"/> counts the calls.</summary>
    double Score(int call);
}
