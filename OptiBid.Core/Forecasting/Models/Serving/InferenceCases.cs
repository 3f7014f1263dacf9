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
    /// <param name="seed">Start of the random numbers.</param>
    /// <param name="share">Share of the rows that the model learns from; 1 for the size that <see cref="Size"/> says, less for tests.</param>
    IWarmModel Prepare(int seed, double share = 1);
}

/// <summary>A model that is ready to score. For one thread.</summary>
public interface IWarmModel
{
    /// <summary>Scores one of the prepared inputs, which are used in turn: <paramref name="call"/> counts the calls.</summary>
    double Score(int call);
}
