namespace IncidentMonitor.Group;

/// <summary>
/// How long a problem is held to be the same one. An outage that comes back after days is another one; a pit in the road stays a pit for weeks.
/// The words are those of the official topics; the first that fits counts.
/// </summary>
internal static class LookBack
{
    public static readonly TimeSpan Usual = TimeSpan.FromDays(14);

    /// <summary>The longest of all: what the index must remember.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    private static readonly (string Word, int Days)[] Kinds =
    [
        ("дтп", 1), ("пожар", 2), ("пал травы", 2), ("расписани", 2), ("общественный транспорт", 3),
        ("отключени", 4), ("отсутстви", 4), ("перебо", 4), ("авари", 4), ("прорыв", 4), ("отоплени", 5), ("водоснабжени", 5), ("электричеств", 5),
        ("газоснабжени", 5), ("снег", 4), ("налед", 4), ("сосул", 4), ("подтоплени", 7), ("связ", 5), ("мусор", 10), ("тко", 10),
        ("дорог", 30), ("тротуар", 30), ("асфальт", 30), ("благоустройств", 30), ("строительств", 30), ("ремонт", 30), ("освещени", 21), ("детск", 30), ("люк", 14),
    ];

    private static readonly string[] Outages = ["отоплени", "отсутствие холодной", "отсутствие горячей", "отключение электр", "отключение газ", "аварии (в т.ч. прорывы) в системе водо"];

    /// <summary>Does the topic mean that a network fails, street by street and not house by house?</summary>
    public static bool IsOutage(string topic) => Outages.Any(word => topic.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, TimeSpan> Known = new(StringComparer.Ordinal);

    /// <param name="topic">Name of the topic, as the tree spells it.</param>
    public static TimeSpan Of(string topic) => Known.GetOrAdd(topic, static name =>
    {
        foreach (var (word, days) in Kinds)
        {
            if (name.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return TimeSpan.FromDays(days);
            }
        }

        return Usual;
    });
}
