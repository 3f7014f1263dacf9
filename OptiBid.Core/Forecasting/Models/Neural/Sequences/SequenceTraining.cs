using OptiBid.Core.Forecasting.Models.Neural.Autodiff;

namespace OptiBid.Core.Forecasting.Models.Neural.Sequences;

/// <summary>How a network is trained.</summary>
internal sealed record TrainingPlan
{
    /// <summary>Calibration window, days.</summary>
    public int WindowDays { get; init; } = 1092;

    /// <summary>Fewest days that are learned from.</summary>
    public int FewestRows { get; init; } = 175;

    /// <summary>Days of a step.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>Most passes over the window.</summary>
    public int Epochs { get; init; } = 40;

    /// <summary>Learning rate at the start; it falls to zero like a cosine.</summary>
    public float LearningRate { get; init; } = 2e-3f;

    /// <summary>Decay of the weights, times the learning rate.</summary>
    public float Decay { get; init; } = 0.02f;

    /// <summary>The last days that decide when to stop, in batches.</summary>
    public int HeldOutBatches { get; init; } = 4;

    /// <summary>Passes without progress on them after which training stops.</summary>
    public int Patience { get; init; } = 8;

    /// <summary>Passes over all days afterwards, the ones held out too.</summary>
    public int LastEpochs { get; init; } = 3;

    /// <summary>Their learning rate.</summary>
    public float LastLearningRate { get; init; } = 3e-4f;
}

/// <summary>How a training went.</summary>
/// <param name="Days">Days learned from.</param>
/// <param name="Epochs">The pass after which the days held out were met best.</param>
/// <param name="HeldOutLoss">The loss on them.</param>
internal sealed record TrainingCourse(int Days, int Epochs, double HeldOutLoss);

/// <summary>Trains the weights of a design on one thread; the same seed and days give the same bits.</summary>
internal static class SequenceTraining
{
    /// <summary>Trains on the days of <paramref name="window"/> before <paramref name="day"/>.</summary>
    public static TrainingCourse Train(
        INetworkDesign design,
        ScaledWindow window,
        int first,
        int day,
        TrainingPlan plan,
        SeededRandom random,
        CancellationToken cancellationToken
    )
    {
        var from = first + design.HistoryDays;
        int[] days = [.. Enumerable.Range(from, Math.Max(0, day - design.DaysAhead - from))];
        var course = new Course(design, window, days, plan, random);

        // Between what is learned and what is held out lie the days whose targets reach into it.
        var heldOut = Math.Min(plan.HeldOutBatches, days.Length / 3 / plan.Batch) * plan.Batch;
        var (epochs, loss) = course.UntilNoBetter(
            days[..(days.Length - heldOut - design.DaysAhead)],
            days[(days.Length - heldOut)..],
            cancellationToken
        );
        course.Finish(days, cancellationToken);
        return new(days.Length, epochs, loss);
    }

    private sealed class Course
    {
        private readonly TrainingPlan _plan;
        private readonly SeededRandom _random;
        private readonly BuiltNetwork _network;
        private readonly IReadOnlyList<Weight> _weights;
        private readonly Dictionary<int, (float[][] Inputs, float[][] Targets)> _samples;

        public Course(INetworkDesign design, ScaledWindow window, int[] days, TrainingPlan plan, SeededRandom random)
        {
            (_plan, _random, _weights) = (plan, random, design.Weights);
            _network = design.Build(plan.Batch, withLoss: true);
            _samples = days.ToDictionary(d => d, d => (design.Inputs(window, d), design.Targets(window, d)));
        }

        public (int Epochs, double Loss) UntilNoBetter(int[] rows, int[] heldOut, CancellationToken cancellationToken)
        {
            var optimiser = new WeightOptimiser(_weights, _plan.Decay);
            var best = _weights.Select(w => (float[])w.Values.Clone()).ToArray();
            var (least, at) = (double.PositiveInfinity, 0);
            var steps = Math.Max(1, _plan.Epochs * (rows.Length / _plan.Batch));
            var step = 0;
            for (var epoch = 1; epoch <= _plan.Epochs && epoch - at <= _plan.Patience; epoch++)
            {
                _random.Shuffle(rows);
                for (var i = 0; i + _plan.Batch <= rows.Length; i += _plan.Batch)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    Step(rows.AsSpan(i, _plan.Batch), optimiser, _plan.LearningRate * 0.5f * (1 + MathF.Cos(MathF.PI * step++ / steps)));
                }

                var loss = Loss(heldOut);
                if (loss < least)
                {
                    (least, at) = (loss, epoch);
                    for (var w = 0; w < best.Length; w++)
                    {
                        _weights[w].Values.CopyTo(best[w], 0);
                    }
                }
            }

            for (var w = 0; w < best.Length; w++)
            {
                best[w].CopyTo(_weights[w].Values, 0);
            }

            return (at, least);
        }

        public void Finish(int[] rows, CancellationToken cancellationToken)
        {
            var optimiser = new WeightOptimiser(_weights, _plan.Decay);
            for (var epoch = 0; epoch < _plan.LastEpochs; epoch++)
            {
                _random.Shuffle(rows);
                for (var i = 0; i + _plan.Batch <= rows.Length; i += _plan.Batch)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    Step(rows.AsSpan(i, _plan.Batch), optimiser, _plan.LastLearningRate * (1 - (epoch / (float)_plan.LastEpochs)));
                }
            }
        }

        private void Step(ReadOnlySpan<int> rows, WeightOptimiser optimiser, float learningRate)
        {
            Fill(rows);
            _network.Graph.Forward(_random);
            _network.Graph.Backward(_network.Loss!);
            optimiser.Step(learningRate);
        }

        private double Loss(int[] rows)
        {
            var sum = 0.0;
            for (var i = 0; i + _plan.Batch <= rows.Length; i += _plan.Batch)
            {
                Fill(rows.AsSpan(i, _plan.Batch));
                _network.Graph.Forward();
                sum += _network.Loss!.Values[0];
            }

            return sum / Math.Max(1, rows.Length / _plan.Batch);
        }

        private void Fill(ReadOnlySpan<int> rows)
        {
            for (var r = 0; r < rows.Length; r++)
            {
                var (inputs, targets) = _samples[rows[r]];
                for (var i = 0; i < inputs.Length; i++)
                {
                    inputs[i].CopyTo(_network.Inputs[i].Values, r * inputs[i].Length);
                }

                for (var i = 0; i < targets.Length; i++)
                {
                    targets[i].CopyTo(_network.Targets[i].Values, r * targets[i].Length);
                }
            }
        }
    }
}
