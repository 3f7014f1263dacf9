using System.Globalization;
using OptiBid.Core.Forecasting.Models.Linear;

namespace OptiBid.Core.Forecasting.Models.Neural;

/// <summary>What a hidden neuron does with its sum.</summary>
internal enum Activation
{
    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>x above zero, exp(x) - 1 below.</summary>
    Elu,

    /// <summary>Hyperbolic tangent.</summary>
    Tanh,
}

/// <summary>Which days of the window are kept back to decide when training stops.</summary>
internal enum HeldOut
{
    /// <summary>None: a fixed number of epochs with a learning rate that falls to zero.</summary>
    None,

    /// <summary>Days drawn from the whole window.</summary>
    Random,

    /// <summary>The last days of the window.</summary>
    Last,
}

/// <summary>How one network is built, trained and kept up to date.</summary>
internal sealed record NetworkRecipe
{
    /// <summary>Calibration window, days.</summary>
    public int WindowDays { get; init; } = 1456;

    /// <summary>Days before the target day whose prices are inputs; at most 7.</summary>
    public IReadOnlyList<int> PriceLags { get; init; } = [1, 2, 3, 7];

    /// <summary>Days before the target day whose exogenous forecasts are inputs, 0 for the day itself; at most 7.</summary>
    public IReadOnlyList<int> ExogenousLags { get; init; } = [0, 1, 7];

    /// <summary>How prices are scaled.</summary>
    public Scale PriceScale { get; init; }

    /// <summary>How exogenous forecasts are scaled.</summary>
    public Scale ExogenousScale { get; init; }

    /// <summary>Neurons of the hidden layers.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = [240, 160];

    /// <summary>What the hidden neurons do.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>Prices are given and asked for relative to the mean of their lags.</summary>
    public bool LocalLevel { get; init; }

    /// <summary>The time of the year is an input.</summary>
    public bool Season { get; init; }

    /// <summary>Errors are weighed by what they are in prices instead of on the scale of the network.</summary>
    public bool PriceLoss { get; init; }

    /// <summary>Share of inputs left out in each step.</summary>
    public float InputDropout { get; init; }

    /// <summary>Share of hidden neurons left out in each step.</summary>
    public float Dropout { get; init; } = 0.25f;

    /// <summary>Rows of a step.</summary>
    public int Batch { get; init; } = 48;

    /// <summary>Passes over the window; at most so many with early stopping.</summary>
    public int Epochs { get; init; } = 40;

    /// <summary>Learning rate of Adam.</summary>
    public float LearningRate { get; init; } = 1e-3f;

    /// <summary>Shrinks each weight by this share, times the learning rate, in each step.</summary>
    public float Decay { get; init; }

    /// <summary>Shrinks each weight of the first layer by this amount, times the learning rate, in each step; small ones become zero.</summary>
    public float InputPenalty { get; init; }

    /// <summary>Days kept back for early stopping.</summary>
    public HeldOut HeldOut { get; init; }

    /// <summary>Share of the window kept back.</summary>
    public float HeldOutShare { get; init; } = 0.15f;

    /// <summary>Epochs without progress on the days kept back after which training stops.</summary>
    public int Patience { get; init; } = 8;

    /// <summary>Trained from scratch every so many days (of the calendar, so that each forecast has one answer).</summary>
    public int FullTrainingDays { get; init; } = 1;

    /// <summary>Passes over the newest days that bring the network up to the day; none when zero.</summary>
    public int RefreshEpochs { get; init; }

    /// <summary>How many of the newest days they pass over.</summary>
    public int RefreshWindowDays { get; init; } = 364;

    /// <summary>Learning rate of these passes.</summary>
    public float RefreshLearningRate { get; init; } = 3e-4f;

    /// <summary>Recipes with the same key learn from the same samples.</summary>
    public string SamplesKey =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{WindowDays}|{string.Join(',', PriceLags)}|{string.Join(',', ExogenousLags)}|{PriceScale}|{ExogenousScale}|{LocalLevel}|{Season}|{PriceLoss}"
        );
}
