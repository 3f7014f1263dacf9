using System.Numerics.Tensors;

namespace OptiBid.Core.Forecasting.Models.Neural;

/// <summary>What hidden neurons do, and its slope.</summary>
internal static class Activations
{
    /// <summary>Applies it in place; <paramref name="scratch"/> is as long as the values.</summary>
    public static void Apply(Activation activation, Span<float> values, Span<float> scratch)
    {
        switch (activation)
        {
            case Activation.Relu:
                TensorPrimitives.Max(values, 0f, values);
                break;
            case Activation.Elu:
                TensorPrimitives.Min(values, 0f, scratch);
                TensorPrimitives.Exp(scratch, scratch);
                TensorPrimitives.Subtract(scratch, 1f, scratch);
                TensorPrimitives.Max(values, 0f, values);
                TensorPrimitives.Add(values, scratch, values);
                break;
            case Activation.Tanh:
                TensorPrimitives.Tanh(values, values);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(activation));
        }
    }

    /// <summary>Multiplies the gradients with the slope at the outputs <paramref name="active"/>; a filling of zeros stays zero.</summary>
    public static void Slope(Activation activation, ReadOnlySpan<float> active, Span<float> gradients, Span<float> scratch)
    {
        switch (activation)
        {
            case Activation.Relu:
                for (var i = 0; i < gradients.Length; i++)
                {
                    gradients[i] = active[i] > 0 ? gradients[i] : 0;
                }

                break;
            case Activation.Elu:
                TensorPrimitives.Min(active, 0f, scratch);
                TensorPrimitives.Add(scratch, 1f, scratch);
                TensorPrimitives.Multiply(gradients, scratch, gradients);
                break;
            case Activation.Tanh:
                TensorPrimitives.Multiply(active, active, scratch);
                TensorPrimitives.Subtract(1f, scratch, scratch);
                TensorPrimitives.Multiply(gradients, scratch, gradients);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(activation));
        }
    }
}
