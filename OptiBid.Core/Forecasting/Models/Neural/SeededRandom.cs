using System.Numerics;

namespace OptiBid.Core.Forecasting.Models.Neural;

/// <summary>xoshiro256** (Blackman and Vigna 2018): the same seed gives the same numbers on every version of .NET.</summary>
internal sealed class SeededRandom
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    public SeededRandom(ulong seed)
    {
        _a = Mix(ref seed);
        _b = Mix(ref seed);
        _c = Mix(ref seed);
        _d = Mix(ref seed);
    }

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        var shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>Uniform in [-limit, limit).</summary>
    public float Uniform(float limit) => (float)(((Next() >> 11) * (2.0 / (1UL << 53))) - 1) * limit;

    /// <summary>Puts the items in random order.</summary>
    public void Shuffle(Span<int> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = (int)(Next() % (ulong)(i + 1));
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>Fills with 0 for the given share (in steps of 1/256) and with 1 / (1 - share) else, so that the mean is 1.</summary>
    public void FillMask(Span<float> mask, float share)
    {
        var limit = (uint)Math.Clamp((int)MathF.Round(share * 256), 0, 255);
        var kept = 256f / (256 - limit);
        for (var i = 0; i < mask.Length; )
        {
            var bits = Next();
            for (var end = Math.Min(mask.Length, i + 8); i < end; i++, bits >>= 8)
            {
                mask[i] = (byte)bits < limit ? 0 : kept;
            }
        }
    }

    private static ulong Mix(ref ulong seed)
    {
        var z = seed += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
