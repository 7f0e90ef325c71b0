namespace IncidentMonitor.Collect.Vk;

/// <summary>
/// Spaces the calls of one token evenly. The time is stamped after the wait: stamped before it, two waiting calls
/// would leave together and earn error 6.
/// </summary>
internal sealed class VkLimiter(double requestsPerSecond, TimeProvider clock) : IDisposable
{
    // A few milliseconds more than the exact share, for VK counts at its own end.
    private readonly TimeSpan gap = TimeSpan.FromSeconds(1 / requestsPerSecond) + TimeSpan.FromMilliseconds(10);
    private readonly SemaphoreSlim turn = new(1, 1);
    private long? last;

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            // By timestamps, not by the time of day: a sandbox's clock may stand still while the second goes on.
            if (last is { } stamp && gap - clock.GetElapsedTime(stamp) is var wait && wait > TimeSpan.Zero)
                // Timers count whole milliseconds and would round down.
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), clock, cancellationToken);
            last = clock.GetTimestamp();
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();
}
