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
                TensorPrimitives.Max<float>(values, 0f, values);
                break;
            case Activation.Elu:
                TensorPrimitives.Min<float>(values, 0f, scratch);
                TensorPrimitives.Exp<float>(scratch, scratch);
                TensorPrimitives.Subtract<float>(scratch, 1f, scratch);
                TensorPrimitives.Max<float>(values, 0f, values);
                TensorPrimitives.Add<float>(values, scratch, values);
                break;
            case Activation.Tanh:
                TensorPrimitives.Tanh<float>(values, values);
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
                TensorPrimitives.Min<float>(active, 0f, scratch);
                TensorPrimitives.Add<float>(scratch, 1f, scratch);
                TensorPrimitives.Multiply<float>(gradients, scratch, gradients);
                break;
            case Activation.Tanh:
                TensorPrimitives.Multiply<float>(active, active, scratch);
                TensorPrimitives.Subtract<float>(1f, scratch, scratch);
                TensorPrimitives.Multiply<float>(gradients, scratch, gradients);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(activation));
        }
    }
}
