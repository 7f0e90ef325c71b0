using IncidentMonitor.Locate;
using IncidentMonitor.Model;

namespace IncidentMonitor.Group;

/// <summary>A post that belongs to an incident, as far as grouping looks at it.</summary>
internal sealed record IndexedPost(string IncidentId, long Number, string Topic, string Group, Place Place, DateTimeOffset PublishedAt, TextShape Shape);

/// <summary>
/// The posts of the look-back window in memory, found by bands of their text and by topic and place. A projection of the record: it is read from
/// there at start and after any failure, and what it answers depends only on the record and the question, never on how it came to be.
/// Not for two threads at once: the record has one writer.
/// </summary>
internal sealed class IncidentIndex
{
    /// <summary>The longest look-back of any rule; older posts are forgotten.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(14);

    /// <summary>Most posts compared per key, newest first: a phrase that everybody uses must not cost a scan.</summary>
    private const int MostPerKey = 64;

    private readonly Dictionary<ulong, List<IndexedPost>> _byBand = [];
    private readonly Dictionary<string, List<IndexedPost>> _byPlace = new(StringComparer.Ordinal);
    private readonly Queue<IndexedPost> _arrivals = new();
    private DateTimeOffset _newest = DateTimeOffset.MinValue;

    public int Count => _arrivals.Count;

    public void Clear()
    {
        _byBand.Clear();
        _byPlace.Clear();
        _arrivals.Clear();
        _newest = DateTimeOffset.MinValue;
    }

    public void Add(IndexedPost post)
    {
        _arrivals.Enqueue(post);
        foreach (var key in BandKeys(post.Shape))
        {
            Put(_byBand, key, post);
        }

        foreach (var key in PlaceKeys(post.Topic, post.Place))
        {
            Put(_byPlace, key, post);
        }

        _newest = post.PublishedAt > _newest ? post.PublishedAt : _newest;
        while (_arrivals.TryPeek(out var oldest) && oldest.PublishedAt < _newest - Window)
        {
            Forget(_arrivals.Dequeue());
        }
    }

    /// <summary>Posts whose words may be much the same, newest arrival first.</summary>
    public IEnumerable<IndexedPost> Alike(TextShape shape, DateTimeOffset around) => BandKeys(shape)
        .SelectMany(key => _byBand.TryGetValue(key, out var posts) ? Enumerable.Reverse(posts) : [])
        .Where(post => (post.PublishedAt - around).Duration() <= Window)
        .Distinct(ReferenceEqualityComparer.Instance).Cast<IndexedPost>();

    /// <summary>Posts of the same topic on the same street or at the same institution, newest arrival first.</summary>
    public IEnumerable<IndexedPost> SamePlace(string topic, Place place, DateTimeOffset around) => PlaceKeys(topic, place)
        .SelectMany(key => _byPlace.TryGetValue(key, out var posts) ? Enumerable.Reverse(posts) : [])
        .Where(post => (post.PublishedAt - around).Duration() <= Window);

    private static void Put<TKey>(Dictionary<TKey, List<IndexedPost>> index, TKey key, IndexedPost post)
        where TKey : notnull
    {
        if (!index.TryGetValue(key, out var posts))
        {
            index[key] = posts = [];
        }

        if (posts.Count == MostPerKey)
        {
            posts.RemoveAt(0);
        }

        posts.Add(post);
    }

    private void Forget(IndexedPost post)
    {
        foreach (var key in BandKeys(post.Shape))
        {
            Take(_byBand, key, post);
        }

        foreach (var key in PlaceKeys(post.Topic, post.Place))
        {
            Take(_byPlace, key, post);
        }
    }

    private static void Take<TKey>(Dictionary<TKey, List<IndexedPost>> index, TKey key, IndexedPost post)
        where TKey : notnull
    {
        if (index.TryGetValue(key, out var posts) && posts.Remove(post) && posts.Count == 0)
        {
            index.Remove(key);
        }
    }

    private static ulong[] BandKeys(TextShape shape)
    {
        if (shape.Count == 0)
        {
            return [];
        }

        var keys = new ulong[TextShape.Bands];
        shape.WriteBands(keys);
        return keys;
    }

    private static IEnumerable<string> PlaceKeys(string topic, Place place)
    {
        if (place.Street is { } street)
        {
            yield return $"{topic}\n{StreetKey(street)}";
        }

        if (place.Object is { } institution)
        {
            yield return $"{topic}\n{PlaceWord.KeyOf(institution)}";
        }
    }

    /// <summary>«улица Ленина» and a bare «Ленина» are one street.</summary>
    public static string StreetKey(string street) => string.Join(' ', PlaceWord.KeyOf(street).Split(' ').Where(word => word != "улица"));
}
