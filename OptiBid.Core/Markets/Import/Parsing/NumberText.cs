using System.Globalization;

namespace OptiBid.Core.Markets.Import.Parsing;

/// <summary>Reads decimal numbers with the invariant culture.</summary>
internal static class NumberText
{
    private const int ExactDigits = 15;

    private static readonly double[] s_powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <summary>A finite number; false for anything else, NaN and infinity included.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out double value)
    {
        // A mantissa below 2^53 over an exact power of ten is rounded once, so this gives the same bits as the framework's parser.
        long mantissa = 0;
        int digits = 0,
            decimals = -1,
            i = 0;
        var negative = text.Length > 0 && text[0] == '-';
        for (i = negative ? 1 : 0; i < text.Length && digits <= ExactDigits; i++)
        {
            var c = text[i];
            if ((uint)(c - '0') <= 9)
            {
                mantissa = (mantissa * 10) + (c - '0');
                digits++;
                decimals += decimals >= 0 ? 1 : 0;
            }
            else if (c == '.' && decimals < 0)
            {
                decimals = 0;
            }
            else
            {
                break;
            }
        }

        if (i == text.Length && digits is > 0 and <= ExactDigits)
        {
            value = decimals > 0 ? mantissa / s_powers[decimals] : mantissa;
            value = negative ? -value : value;
            return true;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }
}
