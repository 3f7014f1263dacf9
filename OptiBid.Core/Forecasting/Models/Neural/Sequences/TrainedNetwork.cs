using OptiBid.Core.Forecasting.Models.Serving.Onnx;

namespace OptiBid.Core.Forecasting.Models.Neural.Sequences;

/// <summary>A design with trained weights, ready to answer. Safe for many threads at once.</summary>
internal sealed class TrainedNetwork
{
    private readonly Lazy<INetworkServer> _server;

    public TrainedNetwork(INetworkDesign design, SeriesScaling scaling, TrainingCourse course)
    {
        (Design, Scaling, Course) = (design, scaling, course);
        _server = new(() => NetworkServer.Start(design));
    }

    /// <summary>The network.</summary>
    public INetworkDesign Design { get; }

    /// <summary>The scale of its inputs and answers.</summary>
    public SeriesScaling Scaling { get; }

    /// <summary>How its training went.</summary>
    public TrainingCourse Course { get; }

    /// <summary>What answers: ONNX Runtime, or the passes of our own where it does not load.</summary>
    public string Engine => _server.Value.Engine;

    /// <summary>
    /// Trains for a day of a panel, which reads the days before it; null when the window, shrunk to the history there is, has too few days.
    /// </summary>
    /// <param name="panel">The panel.</param>
    /// <param name="day">The day.</param>
    /// <param name="design">Makes the network from the random numbers that training goes on with.</param>
    /// <param name="plan">How to train.</param>
    /// <param name="seed">Start of the random numbers.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static TrainedNetwork? Train(
        DailyPanel panel,
        int day,
        Func<SeededRandom, INetworkDesign> design,
        TrainingPlan plan,
        ulong seed,
        CancellationToken cancellationToken
    )
    {
        var random = new SeededRandom(seed);
        var network = design(random);
        var first = Math.Max(0, day - plan.WindowDays);
        if (day > panel.Days || day - first < MinimumHistory(network, plan))
        {
            return null;
        }

        var scaling = SeriesScaling.Of(panel, first, day);
        var window = new ScaledWindow(panel, scaling, first, day);
        return new(network, scaling, SequenceTraining.Train(network, window, first, day, plan, random, cancellationToken));
    }

    /// <summary>Days of history below which it is not trained.</summary>
    public static int MinimumHistory(INetworkDesign design, TrainingPlan plan) => plan.FewestRows + design.HistoryDays + design.DaysAhead;

    /// <summary>What the network says of a day, one array for each output.</summary>
    public float[][] Answer(DailyPanel panel, int day)
    {
        var window = new ScaledWindow(panel, Scaling, day - Design.HistoryDays, day);
        return _server.Value.Answer(Design.Inputs(window, day));
    }

    /// <summary>Quantiles of the 24 prices, hour by hour, from an answer of 24 x 7 whose zero is the level of the last days.</summary>
    public double[][] Prices(float[] answer, DailyPanel panel, int day)
    {
        var level = new ScaledWindow(panel, Scaling, day - 7, day).Level(day);
        var levels = QuantileHead.Levels.Length;
        return [.. answer.Chunk(levels).Select((q, h) => q.Select(v => Scaling.Price(h, v + level)).ToArray())];
    }

    /// <summary>Quantiles of mean prices of days from an answer of days x 7.</summary>
    public double[][] DailyMeans(float[] answer, DailyPanel panel, int day)
    {
        var level = new ScaledWindow(panel, Scaling, day - 7, day).DailyLevel(day);
        return [.. answer.Chunk(QuantileHead.Levels.Length).Select(q => q.Select(v => Scaling.DailyPrice(v + level)).ToArray())];
    }
}
