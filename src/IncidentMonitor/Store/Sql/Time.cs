namespace IncidentMonitor.Store.Sql;

/// <summary>Times in the record are Unix milliseconds, UTC.</summary>
internal static class Time
{
    public static long ToRow(this DateTimeOffset time) => time.ToUnixTimeMilliseconds();
    public static long? ToRow(this DateTimeOffset? time) => time?.ToUnixTimeMilliseconds();
    public static DateTimeOffset FromRow(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
    public static DateTimeOffset? FromRow(long? milliseconds) => milliseconds is { } value ? FromRow(value) : null;
}
