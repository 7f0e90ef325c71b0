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
            var wait = turn.FreeAt - clock.GetUtcNow();
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, clock, cancellationToken);
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
        public DateTimeOffset FreeAt { get; private set; }
        public TimeSpan Rest { get; set; }

        public void Dispose()
        {
            FreeAt = clock.GetUtcNow() + Rest;
            Semaphore.Release();
        }
    }
}
