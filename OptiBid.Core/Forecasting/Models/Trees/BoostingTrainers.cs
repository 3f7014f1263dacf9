namespace OptiBid.Core.Forecasting.Models.Trees;

/// <summary>Trains boosted trees; who does it does not matter to who asks them afterwards.</summary>
internal interface IBoostingTrainer
{
    /// <summary>Name, for records and reports.</summary>
    string Name { get; }

    /// <summary>Fits to rows in time order as <see cref="GradientBoosting.Fit"/> does; the same input gives the same bits.</summary>
    BoostedTrees Fit(
        ReadOnlySpan<float> values,
        int width,
        float[] targets,
        int heldOut,
        BoostingSettings settings,
        CancellationToken cancellationToken
    );
}

/// <summary>The trainers of this machine.</summary>
internal static class BoostingTrainers
{
    private static readonly Lazy<IReadOnlyList<IBoostingTrainer>> s_all = new(Find);

    /// <summary>Those that are there, the preferred one first: XGBoost where its library is installed, LightGBM where it loads, our own always.</summary>
    public static IReadOnlyList<IBoostingTrainer> All => s_all.Value;

    /// <summary>Our own.</summary>
    public static IBoostingTrainer Own { get; } = new OwnTrainer();

    /// <summary>
    /// The number of trees with the least loss on the rows from <paramref name="kept"/> on, of trees that were fitted on those before.
    /// </summary>
    public static int BestRounds(
        BoostedTrees fitted,
        ReadOnlySpan<float> values,
        int width,
        float[] targets,
        int kept,
        BoostingSettings settings
    )
    {
        var loss = new LossFunction(settings.Loss, settings.Level);
        var answers = new float[targets.Length - kept];
        Array.Fill(answers, fitted.Start);
        var (best, rounds) = (loss.Mean(targets.AsSpan(kept), answers), 0);
        for (var t = 0; t < fitted.Trees.Trees; t++)
        {
            for (var r = 0; r < answers.Length; r++)
            {
                answers[r] += fitted.Trees.Of(t, values.Slice((kept + r) * width, width));
            }

            if (loss.Mean(targets.AsSpan(kept), answers) is var now && now < best)
            {
                (best, rounds) = (now, t + 1);
            }
        }

        return rounds;
    }

    private static List<IBoostingTrainer> Find()
    {
        var all = new List<IBoostingTrainer>();
        if (XgboostLibrary.Instance is { } xgboost)
        {
            all.Add(new XgboostTrainer(xgboost));
        }

        if (LightGbmLibrary.Instance is { } lightGbm)
        {
            all.Add(new LightGbmTrainer(lightGbm));
        }

        all.Add(Own);
        return all;
    }

    private sealed class OwnTrainer : IBoostingTrainer
    {
        public string Name => "own";

        public BoostedTrees Fit(
            ReadOnlySpan<float> values,
            int width,
            float[] targets,
            int heldOut,
            BoostingSettings settings,
            CancellationToken cancellationToken
        ) => GradientBoosting.Fit(values, width, targets, heldOut, settings, cancellationToken);
    }
}
