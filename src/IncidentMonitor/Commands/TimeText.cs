using System.Globalization;

namespace IncidentMonitor.Commands;

/// <summary>Times on the command line. Without an offset they are the region's, never the machine's: a server may stand anywhere.</summary>
internal static class TimeText
{
    private static readonly string[] WithOffset = ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mmK", "yyyy-MM-dd HH:mm:ssK"];
    private static readonly string[] Local = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss"];

    /// <param name="option">For the error, such as <c>--since</c>.</param>
    /// <param name="zone">Asked only when the text names no offset.</param>
    /// <exception cref="UserError">Exit code 2.</exception>
    public static DateTimeOffset Parse(string option, string text, Func<TimeZoneInfo> zone)
    {
        if (DateTime.TryParseExact(text, Local, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            var region = zone();
            // A time that the clocks leap over is taken as the one an hour later.
            local = region.IsInvalidTime(local) ? local.AddHours(1) : local;
            return new DateTimeOffset(local, region.GetUtcOffset(local)).ToUniversalTime();
        }

        return DateTimeOffset.TryParseExact(text, WithOffset, CultureInfo.InvariantCulture, DateTimeStyles.None, out var exact)
            ? exact.ToUniversalTime()
            : throw new UserError($"{option} \"{text}\" is no time. Write 2026-01-21, 2026-01-21T08:00 (the region's time) or 2026-01-21T08:00:00+05:00.", 2);
    }
}
