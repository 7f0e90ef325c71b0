namespace IncidentMonitor.Classify;

/// <summary>
/// A text's vector with a place for every bucket of the space. Most buckets are empty, so a bit for each, small enough for the
/// nearest cache, is asked first.
/// </summary>
internal sealed class DenseText
{
    private readonly float[] values = new float[FeatureExtractor.Size];
    private readonly ulong[] bits = new ulong[FeatureExtractor.Size / 64];

    public float this[int bucket] => values[bucket];

    public bool Holds(int bucket) => (bits[bucket >> 6] >> bucket & 1) != 0;

    /// <summary>Adds a sparse text.</summary>
    public void Lay(ReadOnlySpan<int> buckets, ReadOnlySpan<float> sparse)
    {
        for (var i = 0; i < buckets.Length; i++)
        {
            var bucket = buckets[i];
            values[bucket] = Holds(bucket) ? values[bucket] + sparse[i] : sparse[i];
            bits[bucket >> 6] |= 1UL << bucket;
        }
    }

    /// <summary>Takes its buckets out again.</summary>
    public void Lift(ReadOnlySpan<int> buckets)
    {
        foreach (var bucket in buckets)
            bits[bucket >> 6] = 0;
    }
}
