namespace IncidentMonitor.Sandbox.Faults;

/// <summary>What goes wrong with a call.</summary>
public enum FaultKind
{
    /// <summary>HTTP 200 with a VK error object of the given code (6, 9, 14, 29 …).</summary>
    VkError,

    /// <summary>HTTP 429: Retry-After, and for the bot parameters.retry_after.</summary>
    TooManyRequests,

    /// <summary>The bot's HTTP 409: a second poller.</summary>
    Conflict,

    /// <summary>HTTP 302 to <see cref="Fault.Location"/>.</summary>
    Redirect,

    /// <summary>HTTP 502 with an HTML body where JSON is expected.</summary>
    BadGateway,

    /// <summary>The connection is cut without an answer.</summary>
    Reset,

    /// <summary>The right answer, its second half <see cref="Fault.Delay"/> late.</summary>
    SlowBody,
}

/// <summary>One kind of mishap with its details.</summary>
/// <param name="Code">VK's error code; 1 and more.</param>
/// <param name="Delay">Time that Retry-After names (whole seconds are sent), or that the body is late.</param>
/// <param name="Location">Where a redirect points; null: the site's root.</param>
public sealed record Fault(FaultKind Kind, int Code = 0, TimeSpan Delay = default, string? Location = null)
{
    public static Fault VkError(int code) => new(FaultKind.VkError, code);

    public static Fault TooManyRequests(TimeSpan retryAfter) => new(FaultKind.TooManyRequests, Delay: retryAfter);

    public static Fault Conflict { get; } = new(FaultKind.Conflict);

    public static Fault Redirect(string? location = null) => new(FaultKind.Redirect, Location: location);

    public static Fault BadGateway { get; } = new(FaultKind.BadGateway);

    public static Fault Reset { get; } = new(FaultKind.Reset);

    public static Fault SlowBody(TimeSpan delay) => new(FaultKind.SlowBody, Delay: delay);
}

/// <summary>
/// Which of the next calls fail, and how. A target is a method name (<c>wall.get</c>, <c>execute</c>, <c>getUpdates</c>; inside
/// <c>execute</c> the inner calls count too) or, if it begins with a slash, the beginning of a path (<c>/s/</c>, <c>/news/vestnik</c>).
/// Faults of one target are spent in the order they were planned. Safe for many threads.
/// </summary>
public sealed class FaultPlan
{
    private readonly Lock _lock = new();
    private readonly List<Planned> _planned = [];

    /// <summary>The next <paramref name="times"/> (1 or more) calls of <paramref name="target"/> get <paramref name="fault"/>.</summary>
    public FaultPlan Next(string target, Fault fault, int times = 1)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(target);
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        lock (_lock)
        {
            _planned.Add(new Planned(target, fault) { Left = times });
        }

        return this;
    }

    /// <summary>Calls that are still to fail.</summary>
    public int Pending
    {
        get
        {
            lock (_lock)
            {
                return _planned.Sum(p => p.Left);
            }
        }
    }

    /// <summary>Takes the fault of this call, if one is due. Inside <c>execute</c> only VK errors can happen, so the rest waits.</summary>
    internal Fault? Take(string method, string? path)
    {
        lock (_lock)
        {
            var due = _planned.Find(p => p.Fits(method, path));
            if (due is null)
            {
                return null;
            }

            if (--due.Left == 0)
            {
                _planned.Remove(due);
            }

            return due.Fault;
        }
    }

    private sealed record Planned(string Target, Fault Fault)
    {
        public int Left { get; set; }

        public bool Fits(string method, string? path) =>
            Target[0] == '/'
                ? path?.StartsWith(Target, StringComparison.Ordinal) == true
                : Target == method && (path is not null || Fault.Kind == FaultKind.VkError);
    }
}
