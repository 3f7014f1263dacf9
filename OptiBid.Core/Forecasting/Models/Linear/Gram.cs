using System.Numerics.Tensors;

namespace OptiBid.Core.Forecasting.Models.Linear;

/// <summary>Inner products of vectors with each other.</summary>
internal static class Gram
{
    /// <summary>The symmetric matrix of the inner products of m vectors: m rows of m.</summary>
    public static double[][] Of(double[][] vectors)
    {
        var gram = new double[vectors.Length][];
        for (var i = 0; i < vectors.Length; i++)
        {
            gram[i] = new double[vectors.Length];
            for (var j = 0; j <= i; j++)
            {
                gram[i][j] = gram[j][i] = TensorPrimitives.Dot<double>(vectors[i], vectors[j]);
            }
        }

        return gram;
    }
}
