using System.Numerics.Tensors;

namespace IncidentMonitor.Classify;

/// <summary>
/// Multinomial logistic regression over the topics in which a topic's score is its own and its group's, so that topics of a group
/// learn from each other and a row that knows only its group teaches too (its likelihood is that of all the group's topics together).
/// Stochastic gradient descent in small batches: the gradients of a batch are taken in parallel, then each half of the columns is
/// written by one thread in the rows' order, so the result does not depend on the number of threads.
/// </summary>
internal sealed class HierarchicalSoftmax
{
    private const int Passes = 10;
    private const int BatchSize = 16;
    private const float FirstRate = 2;
    private const float Decay = 1.5e-5f;

    private readonly SparseRows rows;
    private readonly int[] topicOf;
    private readonly int[] groupOf;
    private readonly RubricTree tree;
    private readonly int topics;
    private readonly int columns;
    private readonly float[] weights;
    private float scale = 1;

    private HierarchicalSoftmax(SparseRows rows, int[] topicOf, int[] groupOf, RubricTree tree)
    {
        this.rows = rows;
        this.topicOf = topicOf;
        this.groupOf = groupOf;
        this.tree = tree;
        topics = tree.Topics.Count;
        columns = topics + tree.Groups.Count;
        weights = new float[checked((FeatureExtractor.Size + 1) * columns)];
    }

    /// <summary>Weights by bucket: for each of them the topics' and then the groups'; the bias is the last bucket.</summary>
    /// <param name="topicOf">Topic of each row, -1: unknown.</param>
    /// <param name="groupOf">Group of each row, -1: the row takes no part.</param>
    public static float[] Train(SparseRows rows, int[] topicOf, int[] groupOf, RubricTree tree, int seed, Action<double>? progress = null)
    {
        var softmax = new HierarchicalSoftmax(rows, topicOf, groupOf, tree);
        softmax.Run(seed, progress);
        return softmax.weights;
    }

    private void Run(int seed, Action<double>? progress)
    {
        var order = Enumerable.Range(0, rows.Count).Where(row => groupOf[row] >= 0).ToArray();
        var random = new Random(seed);
        var gradients = new float[BatchSize][];
        for (var i = 0; i < BatchSize; i++)
            gradients[i] = new float[columns];
        long step = 0;
        var steps = (long)Passes * order.Length;
        for (var pass = 0; pass < Passes; pass++)
        {
            random.Shuffle(order);
            for (var start = 0; start < order.Length; start += BatchSize)
            {
                var batch = order.AsMemory(start, Math.Min(BatchSize, order.Length - start));
                var rate = FirstRate * (1 - ((float)step / steps));
                step += batch.Length;
                Parallel.For(0, batch.Length, i => Gradient(batch.Span[i], gradients[i]));
                scale *= MathF.Pow(1 - (rate * Decay), batch.Length);
                var half = columns / 2;
                Parallel.Invoke(
                    () => Step(batch.Span, gradients, -rate / scale, 0, half),
                    () => Step(batch.Span, gradients, -rate / scale, half, columns - half));
            }

            progress?.Invoke((pass + 1.0) / Passes);
        }

        TensorPrimitives.Multiply(weights, scale, weights);
    }

    private Span<float> Weights(int bucket, int from, int count) => weights.AsSpan((bucket * columns) + from, count);

    private void Gradient(int row, float[] gradient)
    {
        Span<float> scores = gradient;
        Weights(FeatureExtractor.Size, 0, columns).CopyTo(scores);
        var buckets = rows.Buckets(row);
        var values = rows.Values(row);
        for (var i = 0; i < buckets.Length; i++)
            TensorPrimitives.MultiplyAdd(Weights(buckets[i], 0, columns), values[i], scores, scores);
        TensorPrimitives.Multiply(scores, scale, scores);

        var own = scores[..topics];
        for (var topic = 0; topic < topics; topic++)
            own[topic] += scores[topics + tree.GroupOfTopic(topic)];
        Probability.SoftMax(own);
        Subtract(row, own);
        scores[topics..].Clear();
        for (var topic = 0; topic < topics; topic++)
            scores[topics + tree.GroupOfTopic(topic)] += own[topic];
    }

    /// <summary>Turns probabilities into the gradient: less the true topic, or less what the topics of the true group have among them.</summary>
    private void Subtract(int row, Span<float> probability)
    {
        if (topicOf[row] >= 0)
        {
            probability[topicOf[row]] -= 1;
            return;
        }

        var sum = 1e-9f;
        for (var topic = 0; topic < topics; topic++)
        {
            if (tree.GroupOfTopic(topic) == groupOf[row])
                sum += probability[topic];
        }

        for (var topic = 0; topic < topics; topic++)
        {
            if (tree.GroupOfTopic(topic) == groupOf[row])
                probability[topic] -= probability[topic] / sum;
        }
    }

    private void Step(ReadOnlySpan<int> batch, float[][] gradients, float rate, int from, int count)
    {
        for (var i = 0; i < batch.Length; i++)
        {
            var gradient = gradients[i].AsSpan(from, count);
            var buckets = rows.Buckets(batch[i]);
            var values = rows.Values(batch[i]);
            for (var k = 0; k < buckets.Length; k++)
            {
                var target = Weights(buckets[k], from, count);
                TensorPrimitives.MultiplyAdd(gradient, rate * values[k], target, target);
            }

            var bias = Weights(FeatureExtractor.Size, from, count);
            TensorPrimitives.MultiplyAdd(gradient, rate, bias, bias);
        }
    }
}
