using System.Globalization;
using System.Text.Json;
using OptiBid.Core.Common;

namespace OptiBid.Core.Forecasting.Models.Trees;

/// <summary>A model that XGBoost trained, scored by our own code. Safe for many threads; scoring allocates nothing.</summary>
public interface IXgboostModel
{
    /// <summary>Columns of a row.</summary>
    int Width { get; }

    /// <summary>Answers of a row: 1, or the number of classes.</summary>
    int Outputs { get; }

    /// <summary>What it was trained for, as XGBoost names it.</summary>
    string Objective { get; }

    /// <summary>Number of trees.</summary>
    int Trees { get; }

    /// <summary>Scores a row; a missing value is NaN. The answer is that of XGBoost's <c>predict</c>.</summary>
    /// <exception cref="ArgumentException">A length is not <see cref="Width"/> or <see cref="Outputs"/>.</exception>
    void Score(ReadOnlySpan<float> row, Span<float> answer);
}

/// <summary>Reads models that XGBoost wrote as JSON (versions 1.3 to 3.x, booster gbtree).</summary>
public static class XgboostModels
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="BadInputException">It is not such a model, or one that is not understood; the reason is named.</exception>
    public static IXgboostModel Read(string path) => Parse(File.ReadAllBytes(path), path);

    /// <summary>Reads the bytes of a file.</summary>
    /// <exception cref="BadInputException">It is not such a model, or one that is not understood; the reason is named.</exception>
    public static IXgboostModel Parse(ReadOnlyMemory<byte> json, string source)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return XgboostReader.Read(document.RootElement.GetProperty("learner"));
        }
        catch (Exception fault)
            when (fault
                    is JsonException
                        or KeyNotFoundException
                        or InvalidOperationException
                        or FormatException
                        or OverflowException
                        or InvalidDataException
            )
        {
            var reason = fault is KeyNotFoundException ? "a field of the format is missing" : fault.Message;
            throw new BadInputException(source, null, $"not a model of XGBoost in JSON that can be read: {reason}", fault);
        }
    }
}

/// <summary>Trees by output, with what is done to their sum.</summary>
internal sealed class XgboostModel(TreeEnsemble[] outputs, string objective, float start) : IXgboostModel
{
    /// <summary>Regression.</summary>
    public const string Squared = "reg:squarederror";

    /// <summary>Probability of one class.</summary>
    public const string Logistic = "binary:logistic";

    /// <summary>Probabilities of classes.</summary>
    public const string Softmax = "multi:softprob";

    /// <summary>The size of the error.</summary>
    public const string Absolute = "reg:absoluteerror";

    /// <summary>Trees and start of the first answer.</summary>
    public (TreeEnsemble Trees, float Start) First => (outputs[0], start);

    /// <inheritdoc/>
    public int Width => outputs[0].Width;

    /// <inheritdoc/>
    public int Outputs => outputs.Length;

    /// <inheritdoc/>
    public string Objective => objective;

    /// <inheritdoc/>
    public int Trees => outputs.Sum(o => o.Trees);

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<float> row, Span<float> answer)
    {
        if (row.Length != Width || answer.Length != Outputs)
        {
            throw new ArgumentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{row.Length} values and room for {answer.Length}; expected {Width} and {Outputs}"
                )
            );
        }

        for (var k = 0; k < outputs.Length; k++)
        {
            answer[k] = outputs[k].Sum(row, start);
        }

        if (objective == Logistic)
        {
            answer[0] = 1 / (1 + MathF.Exp(-answer[0]));
        }
        else if (objective == Softmax)
        {
            var (most, sum) = (float.NegativeInfinity, 0f);
            foreach (var a in answer)
            {
                most = MathF.Max(most, a);
            }

            for (var k = 0; k < answer.Length; k++)
            {
                answer[k] = MathF.Exp(answer[k] - most);
                sum += answer[k];
            }

            for (var k = 0; k < answer.Length; k++)
            {
                answer[k] /= sum;
            }
        }
    }
}
