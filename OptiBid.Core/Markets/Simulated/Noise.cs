namespace OptiBid.Core.Markets.Simulated;

/// <summary>Random numbers that depend on (seed, index) only, so that any stretch of time can be drawn again bit by bit. Stateless.</summary>
internal static class Noise
{
    /// <summary>A seed from a name; stable across machines and versions (FNV-1a).</summary>
    public static ulong SeedOf(string name)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in name)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        return hash;
    }

    /// <summary>Uniform in (0, 1).</summary>
    public static double Uniform(ulong seed, long index) => ((Mix(seed + ((ulong)index * 0x9E3779B97F4A7C15UL)) >> 11) + 0.5) / (1UL << 53);

    /// <summary>Standard normal, by Box and Muller.</summary>
    public static double Gaussian(ulong seed, long index) =>
        Math.Sqrt(-2 * Math.Log(Uniform(seed, 2 * index))) * Math.Cos(2 * Math.PI * Uniform(seed, (2 * index) + 1));

    /// <summary>
    /// A mean-reverting process of unit variance: the autoregression x(i) = phi x(i-1) + e(i), summed back until the weights fall below 0.1 %,
    /// so that a value needs no state of the past.
    /// </summary>
    public static double[] Reverting(ulong seed, double phi, long first, int count)
    {
        var scale = Math.Sqrt(1 - (phi * phi));
        return Decaying(phi, first, count, i => scale * Gaussian(seed, i));
    }

    /// <summary>The sum of past shocks, each decaying by <paramref name="phi"/> a step.</summary>
    public static double[] Decaying(double phi, long first, int count, Func<long, double> shock)
    {
        var weights = new double[(int)Math.Ceiling(Math.Log(0.001) / Math.Log(phi)) + 1];
        weights[0] = 1;
        for (var j = 1; j < weights.Length; j++)
        {
            weights[j] = weights[j - 1] * phi;
        }

        var lead = weights.Length - 1;
        var shocks = new double[count + lead];
        for (var i = 0; i < shocks.Length; i++)
        {
            shocks[i] = shock(first - lead + i);
        }

        var values = new double[count];
        for (var i = 0; i < count; i++)
        {
            var sum = 0.0;
            for (var j = 0; j < weights.Length; j++)
            {
                sum += weights[j] * shocks[i + lead - j];
            }

            values[i] = sum;
        }

        return values;
    }

    // The finaliser of splitmix64.
    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBUL;
        return x ^ (x >> 31);
    }
}
