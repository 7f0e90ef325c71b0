using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace IncidentMonitor.Classify;

/// <summary>Sparse vectors of many texts, row after row, each with a bias of 1 as its last, implicit, bucket.</summary>
internal sealed class SparseRows
{
    private readonly List<int> starts = [0];
    private readonly List<float> squares = [];
    private int[] buckets = new int[1 << 20];
    private float[] values = new float[1 << 20];

    public int Count => starts.Count - 1;

    /// <summary>Squared length of each row, the bias included.</summary>
    public ReadOnlySpan<float> Squares => CollectionsMarshal.AsSpan(squares);

    public ReadOnlySpan<int> Buckets(int row) => buckets.AsSpan(starts[row], starts[row + 1] - starts[row]);

    public Span<float> Values(int row) => values.AsSpan(starts[row], starts[row + 1] - starts[row]);

    public void Add(FeatureVector vector)
    {
        var start = starts[^1];
        var end = checked(start + vector.Count);
        if (end > buckets.Length)
        {
            Array.Resize(ref buckets, Math.Max(end, buckets.Length * 2));
            Array.Resize(ref values, buckets.Length);
        }

        vector.Buckets.CopyTo(buckets.AsSpan(start));
        vector.Values.CopyTo(values.AsSpan(start));
        starts.Add(end);
        var square = 1f;
        foreach (var value in vector.Values)
            square += value * value;
        squares.Add(square);
    }

    /// <summary>Product of a row with dense weights whose last element is the bias.</summary>
    public float Dot(int row, float[] weights)
    {
        var keys = Buckets(row);
        var numbers = Values(row);
        ref var w = ref MemoryMarshal.GetArrayDataReference(weights);
        float a = weights[^1], b = 0, c = 0, d = 0;
        var i = 0;
        for (; i + 4 <= keys.Length; i += 4)
        {
            a += numbers[i] * Unsafe.Add(ref w, keys[i]);
            b += numbers[i + 1] * Unsafe.Add(ref w, keys[i + 1]);
            c += numbers[i + 2] * Unsafe.Add(ref w, keys[i + 2]);
            d += numbers[i + 3] * Unsafe.Add(ref w, keys[i + 3]);
        }

        for (; i < keys.Length; i++)
            a += numbers[i] * Unsafe.Add(ref w, keys[i]);
        return a + b + c + d;
    }

    /// <summary>weights += step × row.</summary>
    public void AddTo(int row, float step, float[] weights)
    {
        var keys = Buckets(row);
        var numbers = Values(row);
        ref var w = ref MemoryMarshal.GetArrayDataReference(weights);
        for (var i = 0; i < keys.Length; i++)
            Unsafe.Add(ref w, keys[i]) += step * numbers[i];
        weights[^1] += step;
    }
}
