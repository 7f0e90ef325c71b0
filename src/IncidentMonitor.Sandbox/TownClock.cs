namespace IncidentMonitor.Sandbox;

/// <summary>
/// The town's time. Only <see cref="GetUtcNow"/> is town time; timers and timestamps stay those of the base clock,
/// so a pause of a second is a second however fast the town lives.
/// </summary>
public sealed class TownClock : TimeProvider
{
    private readonly TimeProvider _base;
    private readonly double _speed;
    private readonly Lock _lock = new();
    private DateTimeOffset _townOrigin;
    private long _baseOrigin;

    private TownClock(DateTimeOffset start, double speed, TimeProvider @base)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(speed);
        _base = @base;
        _speed = speed;
        _townOrigin = start.ToUniversalTime();
        _baseOrigin = @base.GetTimestamp();
    }

    /// <summary>A clock that stands at <paramref name="start"/> until <see cref="AdvanceTo"/> moves it.</summary>
    public static TownClock Stepped(DateTimeOffset start) => new(start, 0, System);

    /// <summary>A clock that runs <paramref name="speed"/> town seconds per second of <paramref name="base"/> (0 or more).</summary>
    /// <param name="base">The clock that is sped up; null: the system's.</param>
    public static TownClock Running(DateTimeOffset start, double speed, TimeProvider? @base = null) => new(start, speed, @base ?? System);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _townOrigin + (_base.GetElapsedTime(_baseOrigin) * _speed);
        }
    }

    /// <summary>Moves the clock forward; a running clock goes on from there.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The moment lies in the town's past: what happened cannot unhappen.</exception>
    public void AdvanceTo(DateTimeOffset moment)
    {
        lock (_lock)
        {
            var now = _townOrigin + (_base.GetElapsedTime(_baseOrigin) * _speed);
            ArgumentOutOfRangeException.ThrowIfLessThan(moment, now);
            _townOrigin = moment.ToUniversalTime();
            _baseOrigin = _base.GetTimestamp();
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => _base.GetTimestamp();

    /// <inheritdoc/>
    public override long TimestampFrequency => _base.TimestampFrequency;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _base.CreateTimer(callback, state, dueTime, period);
}
