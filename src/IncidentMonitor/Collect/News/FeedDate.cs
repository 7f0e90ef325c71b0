using System.Globalization;
using System.Text.RegularExpressions;

namespace IncidentMonitor.Collect.News;

/// <summary>
/// Dates as feeds and pages write them: RFC 822 with zone names and wrong weekdays, ISO 8601 and its shortenings,
/// asctime, Russian months, dd.mm.yyyy. A time without a zone counts as UTC.
/// </summary>
internal static partial class FeedDate
{
    private const int MaxLength = 100;

    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] RussianMonths = ["янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"];

    private static readonly Dictionary<string, double> Zones = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Z"] = 0, ["UT"] = 0, ["UTC"] = 0, ["GMT"] = 0, ["WET"] = 0, ["BST"] = 1, ["CET"] = 1, ["MET"] = 1, ["CEST"] = 2, ["MEST"] = 2, ["EET"] = 2, ["EEST"] = 3,
        ["MSK"] = 3, ["МСК"] = 3, ["MSD"] = 4, ["SAMT"] = 4, ["YEKT"] = 5, ["OMST"] = 6, ["NOVT"] = 7, ["KRAT"] = 7, ["IRKT"] = 8, ["YAKT"] = 9,
        ["VLAT"] = 10, ["MAGT"] = 11, ["PETT"] = 12, ["IST"] = 5.5, ["JST"] = 9, ["KST"] = 9, ["AEST"] = 10, ["AEDT"] = 11,
        ["AST"] = -4, ["ADT"] = -3, ["EST"] = -5, ["ET"] = -5, ["EDT"] = -4, ["CST"] = -6, ["CT"] = -6, ["CDT"] = -5, ["MST"] = -7, ["MT"] = -7, ["MDT"] = -6,
        ["PST"] = -8, ["PT"] = -8, ["PDT"] = -7, ["AKST"] = -9, ["AKDT"] = -8, ["HST"] = -10,
    };

    /// <summary>Null when the text holds no date that can be told apart.</summary>
    public static DateTimeOffset? Parse(string? text)
    {
        text = text?.Trim();
        if (string.IsNullOrEmpty(text) || text.Length > MaxLength)
            return null;
        if (Iso().Match(text) is { Success: true } iso)
            return Of(Int(iso, "y"), Int(iso, "m") ?? 1, Int(iso, "d") ?? 1, iso);
        if (Ordinal().Match(text) is { Success: true } ordinal)
            return Of(Int(ordinal, "y"), 1, 1, ordinal)?.AddDays((Int(ordinal, "n") ?? 1) - 1);
        if (Dotted().Match(text) is { Success: true } dotted)
        {
            // Day first, as Russia and most of the world write; an impossible month tells the American order.
            var (day, month) = (Int(dotted, "d"), Int(dotted, "m"));
            return month > 12 && day <= 12 ? Of(Int(dotted, "y"), day, month, dotted) : Of(Int(dotted, "y"), month, day, dotted);
        }
        return Named(text);
    }

    /// <summary>Any order of a month's name, a day, a year and a time.</summary>
    private static DateTimeOffset? Named(string text)
    {
        int? month = null, day = null, year = null;
        foreach (Match word in Word().Matches(text))
        {
            if (month is null && MonthOf(word.Value) is { } named)
                month = named;
        }
        if (month is null)
            return null;
        var clock = Clock().Match(text);
        var dates = clock.Success ? text.Remove(clock.Index, clock.Length) : text;
        foreach (Match number in Number().Matches(dates))
        {
            var value = int.Parse(number.Value, CultureInfo.InvariantCulture);
            if (year is null && (number.Length == 4 || value > 31))
                year = value;
            else if (day is null && value is >= 1 and <= 31)
                day = value;
            else if (year is null && number.Length == 2)
                year = value;
        }
        // A month and a year are a date; a month and one number that may be either are none.
        return year is null or < 100 && day is null ? null : Of(year, month, day ?? 1, clock);
    }

    private static DateTimeOffset? Of(int? year, int? month, int? day, Match clock)
    {
        if (year is < 100)
            year += year < 70 ? 2000 : 1900;
        var (hour, minute) = (Int(clock, "h") ?? 0, Int(clock, "min") ?? 0);
        var half = clock.Groups["half"].Value.ToUpperInvariant();
        if (half.StartsWith('P') && hour < 12)
            hour += 12;
        else if (half.StartsWith('A') && hour == 12)
            hour = 0;
        var second = double.TryParse(clock.Groups["s"].Value.Replace(',', '.'), CultureInfo.InvariantCulture, out var s) ? s : 0;
        if (year is not (>= 1 and <= 9998) || month is not (>= 1 and <= 12) || day is not (>= 1 and <= 31) || hour > 24 || minute > 59 || second >= 62)
            return null;
        if (day > DateTime.DaysInMonth(year.Value, month.Value))
            return null;
        var time = new DateTime(year.Value, month.Value, day.Value, 0, 0, 0, DateTimeKind.Unspecified) + TimeSpan.FromHours(hour) + TimeSpan.FromMinutes(minute) + TimeSpan.FromSeconds(second);
        var offset = OffsetOf(clock.Groups["zone"].Value);
        return time.Ticks - offset.Ticks > 0 ? new DateTimeOffset(time - offset, TimeSpan.Zero) : null;
    }

    private static TimeSpan OffsetOf(string zone)
    {
        var offset = Offset().Match(zone);
        if (offset.Success)
        {
            var hours = int.Parse(offset.Groups[2].Value, CultureInfo.InvariantCulture);
            var minutes = offset.Groups[3].Length > 0 ? int.Parse(offset.Groups[3].Value, CultureInfo.InvariantCulture) : 0;
            var span = hours <= 14 && minutes < 60 ? new TimeSpan(hours, minutes, 0) : TimeSpan.Zero;
            return offset.Groups[1].Value is "-" or "−" ? -span : span;
        }
        return Zones.TryGetValue(zone.Trim(), out var known) ? TimeSpan.FromHours(known) : TimeSpan.Zero;
    }

    private static int? MonthOf(string word)
    {
        var lower = word.ToLowerInvariant();
        for (var i = 0; i < 12; i++)
        {
            if (lower.StartsWith(Months[i], StringComparison.Ordinal))
                return i + 1;
        }
        // «мар» before «ма»: май and мая share two letters with март.
        for (var i = 0; i < 12; i++)
        {
            if (i != 4 && lower.StartsWith(RussianMonths[i], StringComparison.Ordinal))
                return i + 1;
        }
        return lower is "май" or "мая" ? 5 : null;
    }

    private static int? Int(Match match, string group) =>
        match.Groups[group] is { Success: true, Length: > 0 } found ? int.Parse(found.Value, CultureInfo.InvariantCulture) : null;

    private const string ClockPattern = @"(?<h>\d{1,2})(?::(?<min>\d{2})(?::(?<s>\d{1,2}(?:[.,]\d{1,9})?))?)\s*(?<half>[AaPp]\.?[Mm]\.?)?\s*(?<zone>(?:[A-Za-zМСК]{1,5}\s*)?[+\-−]\s?\d{1,2}:?\d{0,2}|[A-Za-z]{1,5}|МСК|мск)?";

    [GeneratedRegex(@"^(?<y>\d{4})(?:-(?<m>\d{1,2})(?:-(?<d>\d{1,2}))?|(?<m>\d{2})(?<d>\d{2}))?(?:(?:\s*[Tt]\s*|\s+,?\s*)(?:" + ClockPattern + @"|(?<h>\d{2})(?<min>\d{2})(?<s>\d{2})?(?<zone>Z|[+-]\d{2}:?\d{2})?|(?<h>\d{2})(?<zone>Z|[+-]\d{2}:?\d{2}))?)?\s*(?:\[[\w/]+\])?$")]
    private static partial Regex Iso();

    [GeneratedRegex(@"^(?<y>\d{4})-?(?<n>\d{3})(?:[Tt]" + ClockPattern + ")?$")]
    private static partial Regex Ordinal();

    [GeneratedRegex(@"^(?:\p{L}+\.?,?\s+)?(?<d>\d{1,2})[./-](?<m>\d{1,2})[./-](?<y>\d{4}|\d{2})(?:\s*г\.?)?(?:[\s,TвТ-]*" + ClockPattern + ")?$")]
    private static partial Regex Dotted();

    [GeneratedRegex(ClockPattern)]
    private static partial Regex Clock();

    [GeneratedRegex(@"\p{L}{3,12}")]
    private static partial Regex Word();

    [GeneratedRegex(@"(?<![\d:+\-−])\d{1,4}(?![\d:])|(?<=\p{L}-|\d-)\d{1,4}(?![\d:])")]
    private static partial Regex Number();

    [GeneratedRegex(@"([+\-−])\s?(\d{1,2}):?(\d{2})?\s*$")]
    private static partial Regex Offset();
}
