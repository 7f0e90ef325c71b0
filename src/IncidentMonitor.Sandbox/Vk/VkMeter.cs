namespace IncidentMonitor.Sandbox.Vk;

/// <summary>
/// Counts VK's calls by token and method, calls inside <c>execute</c> each, as the real service is seen to do. Beyond a method's quota in a day
/// (town time, UTC+3) a call gets error 29, and so does a dead token error 5. Safe for many threads.
/// </summary>
public sealed class VkMeter
{
    private static readonly TimeSpan Moscow = TimeSpan.FromHours(3);
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Token, string Method, DateTime Day), int> _calls = [];
    private readonly HashSet<string> _dead = new(StringComparer.Ordinal);

    /// <summary>Calls a day of each method that a token may make; a method not named has no limit.</summary>
    public IReadOnlyDictionary<string, int> Quota { get; init; } = new Dictionary<string, int>();

    /// <summary>Calls that were answered with error 29.</summary>
    public int OverQuota { get; private set; }

    /// <summary>From now on the token gets error 5.</summary>
    public void Kill(string token)
    {
        lock (_lock)
        {
            _dead.Add(token);
        }
    }

    /// <summary>The most calls that a token made of a method in a day.</summary>
    public int Most(string method)
    {
        lock (_lock)
        {
            return _calls.Where(c => c.Key.Method == method).Select(c => c.Value).DefaultIfEmpty().Max();
        }
    }

    internal bool IsDead(string token)
    {
        lock (_lock)
        {
            return _dead.Contains(token);
        }
    }

    /// <exception cref="VkRefusal">29: the quota is spent.</exception>
    internal void Count(string token, string method, DateTimeOffset now)
    {
        lock (_lock)
        {
            var key = (token, method, now.ToOffset(Moscow).Date);
            var calls = _calls[key] = _calls.GetValueOrDefault(key) + 1;
            if (Quota.TryGetValue(method, out var quota) && calls > quota)
            {
                OverQuota++;
                throw new VkRefusal(29, "Rate limit reached");
            }
        }
    }
}
