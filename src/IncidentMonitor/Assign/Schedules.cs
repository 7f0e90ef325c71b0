using System.Globalization;
using IncidentMonitor.Configuration;

namespace IncidentMonitor.Assign;

/// <summary>The named schedules of <c>agencies.yaml</c>.</summary>
internal sealed class Schedules
{
    private readonly Dictionary<string, OfficeHours> _named = new(StringComparer.Ordinal);

    private Schedules(OfficeHours usual) => Usual = usual;

    /// <summary>That of an office which names none: the schedule <c>office</c>, else Monday to Friday, 9 to 18.</summary>
    public OfficeHours Usual { get; private set; }

    public IEnumerable<string> Names => _named.Keys;

    public OfficeHours? Find(string name) => _named.GetValueOrDefault(name);

    /// <param name="folder">Where calendars of their own lie.</param>
    public static Schedules Read(Dictionary<string, Entry?>? entries, string folder, WorkingCalendar calendar, TimeZoneInfo zone, Problems problems)
    {
        var schedules = new Schedules(OfficeHours.Usual(calendar, zone));
        var calendars = new Dictionary<string, WorkingCalendar>(StringComparer.Ordinal) { [WorkingCalendar.Name] = calendar };
        foreach (var (name, entry) in entries ?? [])
        {
            var where = $"{AgencyBook.Name}: schedules: {name}";
            if (entry is null)
            {
                problems.Add(where, "is empty. Give it hours, for example 09:00-18:00.");
                continue;
            }

            var own = zone;
            if (entry.TimeZone is { } id && !TimeZoneInfo.TryFindSystemTimeZoneById(id, out own!))
            {
                problems.Add(where, $"timeZone \"{id}\" is unknown. Use an IANA name, for example Asia/Yekaterinburg.");
                own = zone;
            }

            if (ReadWeek(entry.Week) is not { } week)
            {
                problems.Add(where, $"week \"{entry.Week}\" is none of: mon-fri, mon-sat, daily.");
                continue;
            }

            if (ReadHours(entry.Hours) is not { Count: > 0 } hours)
            {
                problems.Add(where, $"hours \"{entry.Hours}\" are no spans of a day in order, like 09:00-18:00 or 09:00-13:00, 14:00-18:00.");
                continue;
            }

            var days = calendar;
            if (entry.Calendar is { } file && !calendars.TryGetValue(file, out days!))
            {
                calendars[file] = days = WorkingCalendar.Read(Path.Combine(folder, Path.GetFileName(file)), problems);
            }

            schedules._named[name] = new OfficeHours(entry.Holidays == false ? null : days, own, hours, week);
        }

        schedules.Usual = schedules.Find("office") ?? schedules.Usual;
        return schedules;
    }

    private static HashSet<DayOfWeek>? ReadWeek(string? text) => text switch
    {
        null or "mon-fri" => [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday],
        "mon-sat" => [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday],
        "daily" => [.. Enum.GetValues<DayOfWeek>()],
        _ => null,
    };

    private static List<(TimeSpan, TimeSpan)>? ReadHours(string? text)
    {
        var spans = new List<(TimeSpan Opening, TimeSpan Closing)>();
        foreach (var span in (text ?? "09:00-18:00").Split(','))
        {
            var ends = span.Split('-', StringSplitOptions.TrimEntries);
            if (ends.Length != 2 || ReadTime(ends[0]) is not { } opening || ReadTime(ends[1]) is not { } closing || opening >= closing || (spans.Count > 0 && opening < spans[^1].Closing))
            {
                return null;
            }

            spans.Add((opening, closing));
        }

        return spans;
    }

    private static TimeSpan? ReadTime(string text) => text == "24:00" ? TimeSpan.FromHours(24)
        : TimeOnly.TryParseExact(text, ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time.ToTimeSpan() : null;

#pragma warning disable CA1812 // made by the YAML reader
    internal sealed class Entry
    {
        /// <summary>Local times: <c>09:00-18:00</c>, with a lunch break <c>09:00-13:00, 14:00-18:00</c>, round the clock <c>00:00-24:00</c>.</summary>
        public string? Hours { get; set; }

        /// <summary><c>mon-fri</c> (default), <c>mon-sat</c> or <c>daily</c>.</summary>
        public string? Week { get; set; }

        /// <summary>IANA name; default: the region's.</summary>
        public string? TimeZone { get; set; }

        /// <summary>False: works on public holidays too.</summary>
        public bool? Holidays { get; set; }

        /// <summary>A calendar file of its own in the same folder.</summary>
        public string? Calendar { get; set; }
    }
#pragma warning restore CA1812
}
