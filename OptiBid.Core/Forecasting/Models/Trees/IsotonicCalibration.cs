namespace OptiBid.Core.Forecasting.Models.Trees;

/// <summary>
/// A rising map from scores to probabilities by pool adjacent violators (Ayer et al. 1955), straight between the ends of its blocks. Not changed once
/// it is built; asked without allocation.
/// </summary>
internal sealed class IsotonicCalibration
{
    private readonly float[] _scores;
    private readonly float[] _probabilities;

    private IsotonicCalibration(float[] scores, float[] probabilities) => (_scores, _probabilities) = (scores, probabilities);

    /// <summary>Ends of the blocks with their probabilities, rising.</summary>
    public IEnumerable<(float Score, float Probability)> Points => _scores.Zip(_probabilities);

    /// <summary>Fits to scores and what happened (0 or 1); scores that are NaN are left out.</summary>
    public static IsotonicCalibration Fit(ReadOnlySpan<float> scores, ReadOnlySpan<float> happened)
    {
        var kept = new List<(float Score, float Target)>(scores.Length);
        for (var i = 0; i < scores.Length; i++)
        {
            if (!float.IsNaN(scores[i]))
            {
                kept.Add((scores[i], happened[i]));
            }
        }

        kept.Sort((a, b) => a.Score.CompareTo(b.Score));
        var blocks = new List<Block>();
        for (var i = 0; i < kept.Count; )
        {
            // Equal scores are one block from the start.
            var block = new Block(kept[i].Score, kept[i].Score, 0, 0);
            for (; i < kept.Count && kept[i].Score.Equals(block.Low); i++)
            {
                block = block with { Sum = block.Sum + kept[i].Target, Weight = block.Weight + 1 };
            }

            while (blocks.Count > 0 && blocks[^1].Mean >= block.Mean)
            {
                var before = blocks[^1];
                blocks.RemoveAt(blocks.Count - 1);
                block = new(before.Low, block.High, before.Sum + block.Sum, before.Weight + block.Weight);
            }

            blocks.Add(block);
        }

        var ends = blocks.SelectMany(b => b.Low < b.High ? new[] { (b.Low, b.Mean), (b.High, b.Mean) } : [(b.Low, b.Mean)]).ToList();
        return new([.. ends.Select(e => e.Item1)], [.. ends.Select(e => (float)e.Mean)]);
    }

    /// <summary>The probability of a score; that of the nearest end outside of them, and 0.5 when nothing was fitted.</summary>
    public float Of(float score)
    {
        if (_scores.Length == 0)
        {
            return 0.5f;
        }

        var at = Array.BinarySearch(_scores, score);
        if (at >= 0)
        {
            return _probabilities[at];
        }

        at = ~at;
        if (at == 0 || at == _scores.Length)
        {
            return _probabilities[Math.Max(0, at - 1)];
        }

        var share = (score - _scores[at - 1]) / (_scores[at] - _scores[at - 1]);
        return _probabilities[at - 1] + (share * (_probabilities[at] - _probabilities[at - 1]));
    }

    private readonly record struct Block(float Low, float High, double Sum, double Weight)
    {
        public double Mean => Sum / Weight;
    }
}
