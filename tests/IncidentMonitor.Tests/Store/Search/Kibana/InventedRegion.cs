using System.Globalization;
using IncidentMonitor.Model;
using IncidentMonitor.Normalise;
using IncidentMonitor.Store.Sql;

namespace IncidentMonitor.Tests.Store.Search.Kibana;

/// <summary>
/// 600 incidents around the present, the same each time but for their dates: the engines answer for their own now. Nothing lies within three
/// minutes of a border (now, in four hours, a day ago …), so a test that takes a minute sees the same sets as the SQL that ran before it.
/// </summary>
internal static class InventedRegion
{
    private const int Count = 600;

    /// <summary>Minutes before now at which a time range of some panel begins.</summary>
    private static readonly int[] Borders = [0, 1_440, 3 * 1_440, 7 * 1_440, 30 * 1_440, 90 * 1_440];

    private static readonly string[] Municipalities = ["Озёрск", "Лесное", "Каменка", "Светлый Яр", "Берёзовка", "Заречье", "Новый Мост", "Ключи"];
    private static readonly string[] Agencies = ["Город", "Дороги", "Тепло", "Вода", "Школы"];

    public static void Fill(StoreUnit unit, DateTimeOffset now)
    {
        var random = new Random(7);
        for (var index = 0; index < Count; index++)
        {
            Add(unit, random, index, now);
        }

        // Closed ones count as inflow and wait for nobody.
        unit.Execute("UPDATE incident SET status = 'closed' WHERE number % 6 = 0", new { });
    }

    private static void Add(StoreUnit unit, Random random, int index, DateTimeOffset now)
    {
        var reach = index switch { < 220 => 1_440, < 440 => 7 * 1_440, < 520 => 30 * 1_440, < 580 => 90 * 1_440, _ => 200 * 1_440 };
        int age;
        do
        {
            age = random.Next(4, reach);
        }
        while (Array.Exists(Borders, border => Math.Abs(age - border) < 4));
        int left;
        do
        {
            left = random.Next(10) < 3 ? random.Next(-300, 300) : random.Next(-20 * 1_440, 10 * 1_440);
        }
        while (Math.Abs(left) < 4 || Math.Abs(left - 240) < 4);

        // Seconds of its own keep the order of rows free of ties.
        var startedAt = now.AddMinutes(-age).AddMilliseconds(index);
        var severity = (Severity)(random.Next(10) switch { 0 => 3, 1 or 2 => 2, < 8 => 1, _ => 0 });
        var topic = random.Next(24);
        var municipality = random.Next(10) is var at && at < Municipalities.Length ? Municipalities[at] : null;
        var agency = random.Next(7) is var who && who < Agencies.Length ? Agencies[who] : null;
        var confidence = Math.Round(0.2 + (random.NextDouble() * 0.8), 2);
        var isInWave = topic < 4 && municipality is "Озёрск" or "Лесное";
        var place = new Place
        {
            Municipality = municipality,
            Lat = random.Next(4) > 0 ? 56 + random.NextDouble() : null,
            Lon = 60 + random.NextDouble(),
            Reason = "выдумано",
        };
        var source = (SourceKind)random.Next(3);
        var id = string.Create(CultureInfo.InvariantCulture, $"p{index}");
        var raw = new RawPost { Source = source, OwnerId = "-1", Id = id, RecordId = id, Text = "во дворе яма", AuthorId = id, PublishedAt = startedAt };
        var label = new Label
        {
            IsIncident = true,
            IncidentProbability = 0.9,
            Severity = severity,
            Topic = string.Create(CultureInfo.InvariantCulture, $"Тема {topic:00}"),
            Group = string.Create(CultureInfo.InvariantCulture, $"Категория {topic % 7}"),
            Confidence = confidence,
            NeedsHuman = confidence < 0.4,
            Rubric = new RubricScore("r1", "Рубрика", confidence),
        };
        var placed = new PlacedPost(new Post(raw, "лента", null, Normaliser.Normalise(raw.Text), startedAt, startedAt), label, place);
        unit.AddPost(new LabelledPost(placed.Post, label));
        unit.AddIncident(
            new Incident
            {
                Id = StableId.ForIncident(id),
                Severity = severity,
                Rubric = label.Rubric,
                Topic = label.Topic,
                Group = label.Group,
                Confidence = confidence,
                NeedsHuman = label.NeedsHuman,
                Place = place,
                Agency = new Assignment(agency, agency, "выдумано"),
                Reasons = ["выдумано"],
                Wave = isInWave ? $"wave-{topic}-{municipality}" : null,
                StartedAt = startedAt,
                CreatedAt = startedAt,
                Deadlines = new Deadlines(startedAt.AddHours(1), now.AddMinutes(left).AddMilliseconds(index)),
                IsQuiet = random.Next(12) == 0,
            },
            placed, "новый");
    }
}
