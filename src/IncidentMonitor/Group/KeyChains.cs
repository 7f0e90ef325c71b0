namespace IncidentMonitor.Group;

/// <summary>
/// Finds the newest items under a 64-bit key, in bounded memory. Items are numbered as they come and live in a ring; each key knows its newest item,
/// each item the one before it under the same key. Forgetting the oldest needs no search: a link to a number that the ring no longer holds is simply
/// the end of the chain.
/// </summary>
/// <typeparam name="T">What is kept.</typeparam>
internal sealed class KeyChains<T>(int most, int keysPerItem)
    where T : class
{
    private readonly Dictionary<ulong, int> _heads = [];
    private T?[] _items = new T?[Math.Min(1024, most)];
    private int[] _before = new int[Math.Min(1024, most) * keysPerItem];
    private ulong[] _keys = new ulong[Math.Min(1024, most) * keysPerItem];
    private int _oldest;
    private int _next;

    public int Count => _next - _oldest;

    public void Clear()
    {
        _heads.Clear();
        Array.Clear(_items);
        (_oldest, _next) = (0, 0);
    }

    /// <summary>The item that came first of those held; null when there is none.</summary>
    public T? Oldest => Count == 0 ? null : _items[_oldest % _items.Length];

    /// <summary>Adds an item under its keys (no more than the chains were made for); a full ring forgets its oldest.</summary>
    public void Add(T item, ReadOnlySpan<ulong> keys, Action<T> forgotten)
    {
        if (Count == _items.Length)
        {
            if (_items.Length < most)
            {
                Grow();
            }
            else
            {
                forgotten(ForgetOldest()!);
            }
        }

        var number = _next++;
        var slot = number % _items.Length;
        _items[slot] = item;
        for (var i = 0; i < keysPerItem; i++)
        {
            var at = (slot * keysPerItem) + i;
            var key = i < keys.Length ? keys[i] : 0;
            _keys[at] = key;
            _before[at] = -1;
            if (key == 0)
            {
                continue;
            }

            // Chains hold numbers of items; which of its keys continues the chain is found by the key.
            _before[at] = _heads.TryGetValue(key, out var head) && head != number ? head : -1;
            _heads[key] = number;
        }
    }

    public T? ForgetOldest()
    {
        if (Count == 0)
        {
            return null;
        }

        var slot = _oldest % _items.Length;
        for (var i = 0; i < keysPerItem; i++)
        {
            var key = _keys[(slot * keysPerItem) + i];
            if (key != 0 && _heads.TryGetValue(key, out var head) && head == _oldest)
            {
                _heads.Remove(key);
            }
        }

        var item = _items[slot];
        _items[slot] = null;
        _oldest++;
        return item;
    }

    /// <summary>Numbers of the items under a key, newest first, written to <paramref name="found"/> as far as it holds them.</summary>
    public int Find(ulong key, Span<int> found)
    {
        var count = 0;
        for (var number = _heads.GetValueOrDefault(key, -1); number >= _oldest && count < found.Length; number = Before(number, key))
        {
            found[count++] = number;
        }

        return count;
    }

    public T At(int number) => _items[number % _items.Length]!;

    private int Before(int number, ulong key)
    {
        var start = number % _items.Length * keysPerItem;
        for (var i = start; i < start + keysPerItem; i++)
        {
            if (_keys[i] == key)
            {
                return _before[i];
            }
        }

        return -1;
    }

    private void Grow()
    {
        var length = Math.Min(most, _items.Length * 2);
        var (items, before, keys) = (new T?[length], new int[length * keysPerItem], new ulong[length * keysPerItem]);
        for (var number = _oldest; number < _next; number++)
        {
            var (from, to) = (number % _items.Length, number % length);
            items[to] = _items[from];
            Array.Copy(_before, from * keysPerItem, before, to * keysPerItem, keysPerItem);
            Array.Copy(_keys, from * keysPerItem, keys, to * keysPerItem, keysPerItem);
        }

        (_items, _before, _keys) = (items, before, keys);
    }
}
