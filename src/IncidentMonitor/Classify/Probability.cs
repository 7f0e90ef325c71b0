using System.Numerics.Tensors;

namespace IncidentMonitor.Classify;

internal static class Probability
{
    /// <summary>Logits become probabilities in place. The largest is subtracted first, which TensorPrimitives.SoftMax leaves to its caller.</summary>
    public static void SoftMax(Span<float> logits)
    {
        TensorPrimitives.Subtract(logits, TensorPrimitives.Max<float>(logits), logits);
        TensorPrimitives.SoftMax(logits, logits);
    }
}
