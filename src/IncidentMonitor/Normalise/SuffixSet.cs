namespace IncidentMonitor.Normalise;

/// <summary>
/// A set of endings, walked from a word's last letter backwards, so that most words are done after one or two steps.
/// The longest ending decides: when its own condition fails no shorter one is tried, as in Snowball's <c>among</c>.
/// </summary>
internal sealed class SuffixSet
{
    private const int Letters = 32;

    private readonly short[] next;
    private readonly byte[] accepts;

    /// <param name="afterA">Endings that count only after «а» or «я», which stay.</param>
    /// <param name="free">Endings that always count.</param>
    public SuffixSet(string[] afterA, string[] free)
    {
        List<short> nodes = [.. new short[Letters]];
        List<byte> ends = [0];
        foreach (var (ending, kind) in afterA.Select(e => (e, (byte)2)).Concat(free.Select(e => (e, (byte)1))))
        {
            var node = 0;
            for (var i = ending.Length - 1; i >= 0; i--)
            {
                var slot = (node * Letters) + (ending[i] - 'а');
                if (nodes[slot] == 0)
                {
                    nodes[slot] = (short)ends.Count;
                    nodes.AddRange(new short[Letters]);
                    ends.Add(0);
                }

                node = nodes[slot];
            }

            ends[node] = kind;
        }

        next = [.. nodes];
        accepts = [.. ends];
    }

    /// <summary>Length of the ending that may be cut from <paramref name="word"/>, 0 for none; nothing before <paramref name="from"/> is looked at.</summary>
    public int Match(ReadOnlySpan<char> word, int from)
    {
        var node = 0;
        var length = 0;
        var kind = 0;
        for (var i = word.Length - 1; i >= from; i--)
        {
            var letter = word[i] - 'а';
            if ((uint)letter >= Letters || (node = next[(node * Letters) + letter]) == 0)
                break;
            if (accepts[node] != 0)
            {
                kind = accepts[node];
                length = word.Length - i;
            }
        }

        if (kind != 2)
            return length;
        var before = word.Length - length - 1;
        return before >= from && word[before] is 'а' or 'я' ? length : 0;
    }
}
