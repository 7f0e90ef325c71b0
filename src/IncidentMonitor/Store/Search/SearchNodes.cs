namespace IncidentMonitor.Store.Search;

/// <summary>The cluster's nodes: one is used until it fails; a failed one rests, longer each time, before it is asked again.</summary>
internal sealed class SearchNodes(IReadOnlyList<Uri> urls, TimeProvider clock)
{
    private static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly Node[] _nodes = [.. urls.Select(url => new Node(url))];
    private int _current;

    /// <summary>Whom to ask, in this order. When all rest, all are asked: the rest spares a healthy cluster's waiting, it must not lock us out.</summary>
    public IReadOnlyList<Uri> InTurn()
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            var turn = Enumerable.Range(0, _nodes.Length).Select(step => _nodes[(_current + step) % _nodes.Length]).ToList();
            return [.. turn.Where(node => node.RestsUntil <= now).Concat(turn.Where(node => node.RestsUntil > now)).Select(node => node.Url)];
        }
    }

    public void Answered(Uri url)
    {
        lock (_gate)
        {
            _current = Array.FindIndex(_nodes, node => node.Url == url);
            _nodes[_current].Failures = 0;
            _nodes[_current].RestsUntil = default;
        }
    }

    public void Failed(Uri url)
    {
        lock (_gate)
        {
            var node = _nodes[Array.FindIndex(_nodes, node => node.Url == url)];
            var rest = FirstRest * Math.Pow(2, Math.Min(node.Failures++, 10));
            node.RestsUntil = clock.GetUtcNow() + (rest < LongestRest ? rest : LongestRest);
        }
    }

    private sealed class Node(Uri url)
    {
        public Uri Url { get; } = url;
        public int Failures { get; set; }
        public DateTimeOffset RestsUntil { get; set; }
    }
}
