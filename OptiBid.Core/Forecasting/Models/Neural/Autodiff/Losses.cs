namespace OptiBid.Core.Forecasting.Models.Neural.Autodiff;

/// <summary>Mean absolute error, a single number.</summary>
internal sealed class AbsoluteLoss(Tensor x, Tensor target) : Operation(new Tensor(1), x)
{
    /// <inheritdoc/>
    public override void Forward(SeededRandom? random)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Values.Length; i++)
        {
            sum += Math.Abs(x.Values[i] - target.Values[i]);
        }

        Output.Values[0] = (float)(sum / x.Values.Length);
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        var share = Output.Slopes[0] / x.Values.Length;
        for (var i = 0; i < x.Values.Length; i++)
        {
            x.Slopes[i] += share * MathF.Sign(x.Values[i] - target.Values[i]);
        }
    }
}

/// <summary>Mean pinball loss of quantiles: the last axis of x holds one number for each level, the target one for all of them.</summary>
internal sealed class PinballLoss(Tensor x, Tensor target, float[] levels) : Operation(new Tensor(1), x)
{
    /// <inheritdoc/>
    public override void Forward(SeededRandom? random)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Values.Length; i++)
        {
            var miss = target.Values[i / levels.Length] - x.Values[i];
            var level = levels[i % levels.Length];
            sum += miss > 0 ? level * miss : (level - 1) * miss;
        }

        Output.Values[0] = (float)(sum / x.Values.Length);
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        var share = Output.Slopes[0] / x.Values.Length;
        for (var i = 0; i < x.Values.Length; i++)
        {
            var miss = target.Values[i / levels.Length] - x.Values[i];
            var level = levels[i % levels.Length];
            x.Slopes[i] += share * (miss > 0 ? -level : 1 - level);
        }
    }
}

/// <summary>Mean logistic loss of log-odds x against 0 or 1.</summary>
internal sealed class LogisticLoss(Tensor x, Tensor target) : Operation(new Tensor(1), x)
{
    /// <inheritdoc/>
    public override void Forward(SeededRandom? random)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Values.Length; i++)
        {
            var odds = (double)x.Values[i];
            sum += Math.Max(odds, 0) - (odds * target.Values[i]) + Math.Log(1 + Math.Exp(-Math.Abs(odds)));
        }

        Output.Values[0] = (float)(sum / x.Values.Length);
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        var share = Output.Slopes[0] / x.Values.Length;
        for (var i = 0; i < x.Values.Length; i++)
        {
            x.Slopes[i] += share * ((1 / (1 + MathF.Exp(-x.Values[i]))) - target.Values[i]);
        }
    }
}
