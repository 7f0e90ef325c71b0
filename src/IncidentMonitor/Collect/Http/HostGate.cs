using System.Collections.Concurrent;

namespace IncidentMonitor.Collect.Http;

/// <summary>One request at a time to a host, and a rest after each.</summary>
internal sealed class HostGate(TimeSpan gap, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Turn> hosts = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Waits for the host's turn; dispose the result when the answer is read.</summary>
    /// <param name="rest">The host's own wish (Crawl-delay), if longer than the usual gap.</param>
    public async ValueTask<IDisposable> EnterAsync(string host, TimeSpan? rest, CancellationToken cancellationToken)
    {
        var turn = hosts.GetOrAdd(host, _ => new Turn(clock));
        await turn.Semaphore.WaitAsync(cancellationToken);
        try
        {
            // By timestamps, not by the time of day: a sandbox's clock may stand still while the second goes on.
            var wait = turn.LeftAt is { } left ? turn.Rest - clock.GetElapsedTime(left) : TimeSpan.Zero;
            if (wait > TimeSpan.Zero)
                // Timers count whole milliseconds and would round down.
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), clock, cancellationToken);
        }
        catch
        {
            turn.Semaphore.Release();
            throw;
        }
        turn.Rest = rest > gap ? rest.Value : gap;
        return turn;
    }

    private sealed class Turn(TimeProvider clock) : IDisposable
    {
        public SemaphoreSlim Semaphore { get; } = new(1, 1);
        public long? LeftAt { get; private set; }
        public TimeSpan Rest { get; set; }

        public void Dispose()
        {
            LeftAt = clock.GetTimestamp();
            Semaphore.Release();
        }
    }
}
