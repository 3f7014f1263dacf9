namespace OptiBid.Core.Forecasting.Models.Neural;

/// <summary>Trains networks by the mean absolute error. One thread; the same seed and samples give the same bits.</summary>
internal static class NetworkTraining
{
    /// <summary>A network trained from random weights on all samples, or on those that are not held out.</summary>
    public static DenseNetwork Train(NetworkSamples samples, NetworkRecipe recipe, ulong seed, CancellationToken cancellationToken)
    {
        var random = new SeededRandom(seed);
        var network = DenseNetwork.Random(samples.Inputs.Columns, recipe.Hidden, samples.Targets.Columns, recipe.Activation, random);
        var course = new Course(network, samples, recipe, random);
        if (recipe.HeldOut == HeldOut.None)
        {
            course.Run([.. Enumerable.Range(0, samples.Inputs.Rows)], recipe.Epochs, recipe.LearningRate, cancellationToken);
            return network;
        }

        var days = Enumerable.Range(0, samples.Inputs.Rows).ToArray();
        if (recipe.HeldOut == HeldOut.Random)
        {
            random.Shuffle(days);
        }

        var kept = days.Length - (int)(days.Length * recipe.HeldOutShare);
        return course.RunUntilNoBetter(days[..kept], days[kept..], cancellationToken);
    }

    /// <summary>Brings a trained network up to date on the newest samples.</summary>
    public static void Refresh(
        DenseNetwork network,
        NetworkSamples samples,
        NetworkRecipe recipe,
        ulong seed,
        CancellationToken cancellationToken
    )
    {
        var rows = Math.Min(samples.Inputs.Rows, recipe.RefreshWindowDays);
        int[] newest = [.. Enumerable.Range(samples.Inputs.Rows - rows, rows)];
        new Course(network, samples, recipe, new(seed)).Run(newest, recipe.RefreshEpochs, recipe.RefreshLearningRate, cancellationToken);
    }

    /// <summary>One course of steps over the samples.</summary>
    private sealed class Course(DenseNetwork network, NetworkSamples samples, NetworkRecipe recipe, SeededRandom random)
    {
        private readonly AdamOptimiser _adam = new(network, recipe.Decay, recipe.InputPenalty);

        /// <summary>A number of epochs over the given rows with a learning rate that falls to zero like a cosine.</summary>
        public void Run(int[] rows, int epochs, float learningRate, CancellationToken cancellationToken)
        {
            var pass = new NetworkPass(network, Math.Min(recipe.Batch, rows.Length));
            var steps = epochs * (rows.Length / pass.Inputs.Rows);
            var step = 0;
            for (var epoch = 0; epoch < epochs; epoch++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Epoch(pass, rows, () => learningRate * 0.5f * (1 + MathF.Cos(MathF.PI * step++ / steps)));
            }
        }

        /// <summary>Epochs at a steady learning rate until the rows held out have not been met better for a while; the best network of them.</summary>
        public DenseNetwork RunUntilNoBetter(int[] rows, int[] heldOut, CancellationToken cancellationToken)
        {
            var pass = new NetworkPass(network, Math.Min(recipe.Batch, rows.Length));
            var exam = new NetworkPass(network, heldOut.Length);
            for (var r = 0; r < heldOut.Length; r++)
            {
                samples.Inputs.Row(heldOut[r]).CopyTo(exam.Inputs.Row(r));
            }

            var best = network.Copy();
            var (least, waited) = (double.PositiveInfinity, 0);
            for (var epoch = 0; epoch < recipe.Epochs && waited < recipe.Patience; epoch++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Epoch(pass, rows, () => recipe.LearningRate);
                exam.Forward();
                var error = Error(exam.Outputs, heldOut);
                waited = error < least ? 0 : waited + 1;
                if (error < least)
                {
                    least = error;
                    best = network.Copy();
                }
            }

            return best;
        }

        private void Epoch(NetworkPass pass, int[] rows, Func<float> learningRate)
        {
            random.Shuffle(rows);
            var size = pass.Inputs.Rows;

            // What does not fill a batch is left out this time; the order changes with each epoch.
            for (var at = 0; at + size <= rows.Length; at += size)
            {
                var batch = rows.AsSpan(at, size);
                for (var r = 0; r < size; r++)
                {
                    samples.Inputs.Row(batch[r]).CopyTo(pass.Inputs.Row(r));
                }

                pass.Forward(random, recipe.InputDropout, recipe.Dropout);
                LossSlope(pass.Outputs, batch);
                pass.Backward();
                _adam.Step(pass, learningRate());
            }
        }

        /// <summary>Puts the slope of the mean absolute error in place of the outputs.</summary>
        private void LossSlope(Matrix outputs, ReadOnlySpan<int> rows)
        {
            var share = 1f / (rows.Length * outputs.Columns);
            for (var r = 0; r < rows.Length; r++)
            {
                var output = outputs.Row(r);
                var target = samples.Targets.Row(rows[r]);
                var weight = samples.Weights is { } weights ? weights.Row(rows[r]) : default;
                for (var h = 0; h < output.Length; h++)
                {
                    var side =
                        output[h] > target[h] ? share
                        : output[h] < target[h] ? -share
                        : 0;
                    output[h] = weight.IsEmpty ? side : side * weight[h];
                }
            }
        }

        private double Error(Matrix outputs, int[] rows)
        {
            var sum = 0.0;
            for (var r = 0; r < rows.Length; r++)
            {
                var output = outputs.Row(r);
                var target = samples.Targets.Row(rows[r]);
                for (var h = 0; h < output.Length; h++)
                {
                    sum += Math.Abs(output[h] - target[h]) * (samples.Weights?.Row(rows[r])[h] ?? 1);
                }
            }

            return sum;
        }
    }
}
