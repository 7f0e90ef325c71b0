using IncidentMonitor.Locate;
using IncidentMonitor.Model;

namespace IncidentMonitor.Group;

/// <summary>A post that belongs to an incident, as far as grouping looks at it.</summary>
/// <param name="IsFirst">The post that started its incident.</param>
internal sealed record IndexedPost(string IncidentId, long Number, string Topic, string Group, Place Place, DateTimeOffset PublishedAt, TextShape Shape, bool IsFirst)
{
    /// <summary>Stems of the words that name its place.</summary>
    public PlaceStems PlaceStems { get; } = PlaceStems.Of(Place);
}

/// <summary>
/// The posts of the look-back window in memory, found by samples of their text, by rare words and by place. A projection of the record: it is read
/// from there at start and after any failure, and what it answers depends only on the posts it holds and the question.
/// Bounded: it forgets what is older than <see cref="Window"/> and holds no more than <see cref="MostPosts"/>.
/// Not for two threads at once: the record has one writer.
/// </summary>
internal sealed class IncidentIndex
{
    /// <summary>The longest look-back of any rule; older posts are forgotten.</summary>
    public static readonly TimeSpan Window = LookBack.Longest;

    /// <summary>A region brings ten thousand incidents a month (Tatarstan, 2024); this is more than a year of them in one month, in about 300 MB.</summary>
    public const int MostPosts = 200_000;

    /// <summary>Most posts looked at per key, newest first: a phrase that everybody uses must not cost a scan.</summary>
    private const int MostPerKey = 48;

    /// <summary>Most posts compared word by word per question.</summary>
    private const int MostCompared = 24;

    private const int RareKeys = 6;
    private const int PlaceKeys = 6;

    private readonly KeyChains<IndexedPost> _posts = new(MostPosts, TextSketch.Samples + RareKeys + PlaceKeys);

    /// <summary>How many of the incidents held have a stem.</summary>
    private readonly Dictionary<int, StemCount> _incidentsWith = [];
    private readonly Dictionary<int, int> _hits = [];
    private readonly List<(int Hits, int Number)> _order = [];
    private readonly ulong[] _keys = new ulong[TextSketch.Samples + RareKeys + PlaceKeys];
    private int _incidents;
    private DateTimeOffset _newest = DateTimeOffset.MinValue;

    public int Count => _posts.Count;

    public void Clear()
    {
        _posts.Clear();
        _incidentsWith.Clear();
        _incidents = 0;
        _newest = DateTimeOffset.MinValue;
    }

    public void Add(IndexedPost post)
    {
        if (post.IsFirst)
        {
            _incidents++;
            foreach (var stem in post.Shape.Stems)
            {
                System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_incidentsWith, stem, out var isKnown).Add(isKnown, stem);
            }
        }

        post.Shape.Sketch.Keys.CopyTo(_keys);
        var count = post.Shape.Sketch.Keys.Length;
        count = AddRareKeys(post.Shape, count);
        count = AddPlaceKeys(post.Place, post.Group, count);
        _posts.Add(post, _keys.AsSpan(0, count), Forgotten);
        _newest = post.PublishedAt > _newest ? post.PublishedAt : _newest;
        while (_posts.Oldest is { } oldest && oldest.PublishedAt < _newest - Window)
        {
            Forgotten(_posts.ForgetOldest()!);
        }
    }

    /// <summary>
    /// What a stem says of a text, 0 to 1: by the corpus, and by how many of the incidents held share it. A village in the middle of an outage is named
    /// once per incident, not once per post, so that a wave does not blur what holds it together.
    /// </summary>
    public double WeightOf(int stem)
    {
        const double Corpus = 300;
        var (count, corpusShare) = _incidentsWith.TryGetValue(stem, out var held) ? (held.Incidents - 1, held.CorpusShare) : (0, StemWeights.ShareOf(stem));
        var share = ((Corpus * corpusShare) + count) / (Corpus + _incidents);
        var weight = StemWeights.WeightOf(share);
        return TextShape.IsNumber(stem) ? weight * 0.6 : weight;
    }

    /// <summary>Posts that may be of the same problem, the likeliest first, then the newest.</summary>
    public IEnumerable<IndexedPost> Alike(TextShape shape, Place place, string group, DateTimeOffset around)
    {
        _hits.Clear();
        _order.Clear();
        Span<int> found = stackalloc int[MostPerKey];
        foreach (var key in shape.Sketch.Keys)
        {
            Meet(key, 1, found);
        }

        shape.Sketch.Keys.CopyTo(_keys);
        var start = shape.Sketch.Keys.Length;
        var rare = AddRareKeys(shape, start);
        var count = AddPlaceKeys(place, group, rare);
        for (var i = start; i < count; i++)
        {
            Meet(_keys[i], i < rare ? 2 : 3, found);
        }

        foreach (var (number, hits) in _hits)
        {
            if (hits > 1)
            {
                _order.Add((hits, number));
            }
        }

        _order.Sort(static (one, two) => one.Hits != two.Hits ? two.Hits.CompareTo(one.Hits) : two.Number.CompareTo(one.Number));
        return Best(around);
    }

    private IEnumerable<IndexedPost> Best(DateTimeOffset around)
    {
        var compared = 0;
        foreach (var (_, number) in _order)
        {
            var post = _posts.At(number);
            if ((post.PublishedAt - around).Duration() <= Window)
            {
                yield return post;
                if (++compared == MostCompared)
                {
                    yield break;
                }
            }
        }
    }

    private void Meet(ulong key, int hits, Span<int> found)
    {
        var count = _posts.Find(key, found);
        for (var i = 0; i < count; i++)
        {
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_hits, found[i], out _) += hits;
        }
    }

    private void Forgotten(IndexedPost post)
    {
        if (!post.IsFirst)
        {
            return;
        }

        _incidents--;
        foreach (var stem in post.Shape.Stems)
        {
            ref var count = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrNullRef(_incidentsWith, stem);
            if (!System.Runtime.CompilerServices.Unsafe.IsNullRef(ref count) && --count.Incidents == 0)
            {
                _incidentsWith.Remove(stem);
            }
        }
    }

    /// <summary>Names first, then other words that the corpus hardly knows.</summary>
    private int AddRareKeys(TextShape shape, int count)
    {
        var most = count + RareKeys;
        foreach (var stem in shape.Stems)
        {
            if (TextShape.IsName(stem) && count < most)
            {
                _keys[count++] = RareKey(TextShape.PlainOf(stem));
            }
        }

        foreach (var stem in shape.Stems)
        {
            if (count < most && !TextShape.IsName(stem) && !TextShape.IsNumber(stem) && StemWeights.ShareOf(stem) < 0.001 && !shape.HasName(stem))
            {
                _keys[count++] = RareKey(stem);
            }
        }

        return count;
    }

    private int AddPlaceKeys(Place place, string group, int count)
    {
        foreach (var part in new[] { place.Street is { } street ? StreetKey(street) : null, place.Object, place.Street is null && place.Object is null ? place.Settlement : null })
        {
            if (part is not null)
            {
                var key = TextSketch.Mix((uint)TextShape.HashOf(PlaceWord.KeyOf(part)) | (2UL << 33));
                _keys[count++] = key;
                _keys[count++] = TextSketch.Mix(key ^ (uint)TextShape.HashOf(group));
            }
        }

        return count;
    }

    /// <summary>How many incidents have a stem, and its share in the corpus beside it: one look-up where there were two.</summary>
    private struct StemCount
    {
        public int Incidents;
        public double CorpusShare;

        public void Add(bool isKnown, int stem)
        {
            Incidents++;
            CorpusShare = isKnown ? CorpusShare : StemWeights.ShareOf(stem);
        }
    }

    private static ulong RareKey(int stem) => TextSketch.Mix((uint)stem | (1UL << 33));

    /// <summary>«улица Ленина» and a bare «Ленина» are one street.</summary>
    public static string StreetKey(string street) => string.Join(' ', PlaceWord.KeyOf(street).Split(' ').Where(word => word != "улица"));
}
