namespace OptiBid.Core.Forecasting.Metrics;

/// <summary>The standard normal distribution.</summary>
internal static class Normal
{
    /// <summary>P(Z &lt;= z): a series up to 5, a continued fraction beyond.</summary>
    public static double Cdf(double z)
    {
        if (double.IsNaN(z))
        {
            return double.NaN;
        }

        var x = Math.Abs(z);
        var density = Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI);
        double tail;
        if (x > 5)
        {
            // Q(x) = phi(x) / (x + 1 / (x + 2 / (x + 3 / ...))).
            var fraction = x;
            for (var k = 60; k >= 1; k--)
            {
                fraction = x + (k / fraction);
            }

            tail = density / fraction;
        }
        else
        {
            // Phi(x) = 1/2 + phi(x) (x + x^3/3 + x^5/15 + ...) (Marsaglia 2004).
            var (sum, term) = (x, x);
            for (var k = 3; Math.Abs(term) > 1e-17 * Math.Abs(sum) && k < 400; k += 2)
            {
                term *= x * x / k;
                sum += term;
            }

            tail = 0.5 - (density * sum);
        }

        return z > 0 ? 1 - tail : tail;
    }

    /// <summary>The z with P(Z &lt;= z) = p, for 0 &lt; p &lt; 1.</summary>
    public static double Quantile(double p)
    {
        if (p is <= 0 or >= 1 || double.IsNaN(p))
        {
            throw new ArgumentOutOfRangeException(nameof(p), p, "expected a share between 0 and 1");
        }

        // Bisection: the range is halved until nothing is left of it.
        var (low, high) = (-40.0, 40.0);
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Cdf(middle) < p ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }
}
