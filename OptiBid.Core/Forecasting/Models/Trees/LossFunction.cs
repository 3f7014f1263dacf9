namespace OptiBid.Core.Forecasting.Models.Trees;

/// <summary>A loss with its derivatives by the answer.</summary>
internal sealed class LossFunction(BoostingLoss loss, double level)
{
    private readonly double _level = loss == BoostingLoss.Absolute ? 0.5 : level;

    private bool IsQuantile => loss is BoostingLoss.Absolute or BoostingLoss.Quantile;

    /// <summary>The best constant.</summary>
    public float Start(ReadOnlySpan<float> targets)
    {
        if (IsQuantile)
        {
            return QuantileOf(targets.ToArray());
        }

        var sum = 0.0;
        foreach (var t in targets)
        {
            sum += t;
        }

        // Half a row of each kind keeps the logarithm finite.
        return loss == BoostingLoss.Logistic
            ? (float)Math.Log((sum + 0.5) / (targets.Length - sum + 0.5))
            : (float)(sum / Math.Max(1, targets.Length));
    }

    /// <summary>First and second derivative.</summary>
    public (float Gradient, float Hessian) Derivatives(float target, float answer)
    {
        switch (loss)
        {
            case BoostingLoss.Squared:
                return (answer - target, 1);
            case BoostingLoss.Logistic:
                var p = 1 / (1 + MathF.Exp(-answer));
                return (p - target, MathF.Max(p * (1 - p), 1e-6f));
            default:
                return (target > answer ? -(float)_level : 1 - (float)_level, 1);
        }
    }

    /// <summary>What a leaf answers: the step of Newton, or the quantile of what is left of its rows.</summary>
    public double LeafAnswer(float newton, ReadOnlySpan<int> rows, float[] targets, float[] answers)
    {
        if (!IsQuantile || rows.Length == 0)
        {
            return newton;
        }

        var left = new float[rows.Length];
        for (var i = 0; i < left.Length; i++)
        {
            left[i] = targets[rows[i]] - answers[rows[i]];
        }

        return QuantileOf(left);
    }

    /// <summary>Mean loss; of no rows it is infinite.</summary>
    public double Mean(ReadOnlySpan<float> targets, ReadOnlySpan<float> answers)
    {
        var sum = 0.0;
        for (var i = 0; i < targets.Length; i++)
        {
            double error = targets[i] - answers[i];
            sum += loss switch
            {
                BoostingLoss.Squared => error * error,
                BoostingLoss.Logistic => Math.Log(1 + Math.Exp(targets[i] > 0 ? -answers[i] : answers[i])),
                _ => error > 0 ? _level * error : (_level - 1) * error,
            };
        }

        return targets.Length > 0 ? sum / targets.Length : double.PositiveInfinity;
    }

    private float QuantileOf(float[] values)
    {
        Array.Sort(values);
        var at = _level * (values.Length - 1);
        var low = (int)at;
        return low + 1 < values.Length ? values[low] + ((float)(at - low) * (values[low + 1] - values[low])) : values[low];
    }
}
