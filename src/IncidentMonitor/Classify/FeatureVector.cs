namespace IncidentMonitor.Classify;

/// <summary>A sparse vector in buffers that are used again for the next text.</summary>
internal sealed class FeatureVector
{
    private int[] buckets = new int[2048];
    private float[] values = new float[2048];

    public int Count { get; private set; }

    public ReadOnlySpan<int> Buckets => buckets.AsSpan(0, Count);

    public Span<float> Values => values.AsSpan(0, Count);

    public void Clear() => Count = 0;

    public void Add(int bucket, float value)
    {
        if (Count == buckets.Length)
        {
            Array.Resize(ref buckets, Count * 2);
            Array.Resize(ref values, Count * 2);
        }

        buckets[Count] = bucket;
        values[Count++] = value;
    }
}
