using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IncidentMonitor.Sandbox.Content;

/// <summary>All that happens in the week.</summary>
/// <param name="Items">By time.</param>
internal sealed record TownContent(
    IReadOnlyList<TownVenue> Venues, IReadOnlyList<TownItem> Items, IReadOnlyList<string> Streets)
{
    public TownVenue Venue(string key) => Venues.First(v => v.Key == key);

    public IEnumerable<TownItem> In(TownVenue venue) => Items.Where(i => i.Venue == venue);
}

/// <summary>
/// Reads the authored files. A content file holds one JSON object a line and is named after its venue, unless each of
/// its posts says <c>in</c>; comments (<c>re</c> 1, answers to them 2) stand under their post. See <c>Town/README.md</c>.
/// </summary>
internal static class TownReader
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <exception cref="InvalidDataException">A line is wrong; the message names file and line.</exception>
    public static TownContent Read()
    {
        var venues = Lines("venues.jsonl").Select(l => Parse<TownVenue>(l.Text, "venues.jsonl", l.Number)).ToList();
        var topics = Lines("topics.csv").Skip(1).Select(l => l.Text.Split(';')).ToDictionary(c => c[0], c => c[1], StringComparer.Ordinal);
        var streets = Lines("streets.txt").Select(l => l.Text).ToList();
        var drafts = ContentFiles().SelectMany(f => ReadFile(f, venues, topics)).ToList();
        return new TownContent(venues, Finish(drafts), streets);
    }

    private static IEnumerable<string> ContentFiles() =>
        Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal) && n.EndsWith(".jsonl", StringComparison.Ordinal))
            .Select(n => n[Prefix.Length..]).Where(n => n != "venues.jsonl").Order(StringComparer.Ordinal);

    private static IEnumerable<Draft> ReadFile(string file, List<TownVenue> venues, Dictionary<string, string> topics)
    {
        var home = venues.Find(v => file.StartsWith(v.Key + ".", StringComparison.Ordinal));
        Draft? post = null;
        Draft? comment = null;
        foreach (var (number, text) in Lines(file))
        {
            var line = Parse<Line>(text, file, number);
            var venue = line.In is null ? line.Re > 0 ? post?.Venue : home : venues.Find(v => v.Key == line.In);
            var draft = new Draft
            {
                Line = line,
                Where = $"{file}:{number}",
                Venue = venue ?? throw new InvalidDataException($"{file}:{number}: no venue «{line.In}»; name one of venues.jsonl in \"in\"."),
                Post = line.Re > 0 ? post : null,
                Parent = line.Re > 1 ? comment : null,
                Topic = line.Topic is null ? null : topics.TryGetValue(line.Topic, out var official)
                    ? official
                    : throw new InvalidDataException($"{file}:{number}: topic «{line.Topic}» is not in topics.csv."),
            };
            if (draft.Topic is null == line.Kind is null)
            {
                throw new InvalidDataException($"{file}:{number}: an item has either a topic or a kind.");
            }

            if (line.Re == 0 && line.On is null)
            {
                post = draft;
            }

            comment = line.Re == 1 ? draft : comment;
            yield return draft;
        }
    }

    /// <summary>Resolves keys and gives the numbers, which grow with time as the services' do.</summary>
    private static List<TownItem> Finish(List<Draft> drafts)
    {
        var byKey = drafts.Where(d => d.Line.Key is not null).ToDictionary(d => d.Line.Key!, StringComparer.Ordinal);
        foreach (var draft in drafts)
        {
            draft.Post ??= draft.Line.On is { } on ? Find(byKey, on, draft) : null;
            draft.Repost = draft.Line.Repost is { } repost ? Find(byKey, repost, draft) : null;
            draft.Text = draft.Line.Copy is { } copy ? Find(byKey, copy, draft).Line.Text : draft.Line.Text;
        }

        var last = new Dictionary<TownVenue, int>();
        var done = new Dictionary<Draft, TownItem>();
        foreach (var draft in drafts.OrderBy(d => d.At).ThenBy(d => d.Where, StringComparer.Ordinal))
        {
            // Every seventh number is missing: drafts and spam that the moderators threw away.
            var number = last.GetValueOrDefault(draft.Venue, draft.Venue.FirstNumber) + 1;
            last[draft.Venue] = number % 7 == 0 ? ++number : number;
            done[draft] = draft.ToItem(number, done);
        }

        return [.. done.Values];
    }

    private static Draft Find(Dictionary<string, Draft> byKey, string key, Draft draft) =>
        byKey.TryGetValue(key, out var found) ? found : throw new InvalidDataException($"{draft.Where}: no item has the key «{key}».");

    private const string Prefix = "IncidentMonitor.Sandbox.Town.";

    private static IEnumerable<(int Number, string Text)> Lines(string file)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + file)
            ?? throw new InvalidDataException($"Town/{file} is not embedded.");
        using var reader = new StreamReader(stream);
        for (var number = 1; reader.ReadLine() is { } text; number++)
        {
            if (text.Length > 0)
            {
                yield return (number, text);
            }
        }
    }

    private static T Parse<T>(string text, string file, int number)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text, Json) ?? throw new InvalidDataException($"{file}:{number}: null.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file}:{number}: {e.Message}", e);
        }
    }

    /// <summary>A line of a content file, as it is written by hand.</summary>
    private sealed record Line
    {
        public string? In { get; init; }
        public required string At { get; init; }
        public string? By { get; init; }
        public int Re { get; init; }
        public string? On { get; init; }
        public string? Key { get; init; }
        public string? Topic { get; init; }
        public string? Kind { get; init; }
        public string? Title { get; init; }
        public string Text { get; init; } = "";
        public string? Copy { get; init; }
        public string? Repost { get; init; }
        public EditLine? Edit { get; init; }
        public string? Gone { get; init; }
        public IReadOnlyList<string> With { get; init; } = [];
        public bool Pinned { get; init; }
        public bool Ad { get; init; }
        public bool Signed { get; init; }
    }

    private sealed record EditLine(string At, string Text);

    /// <summary>A line on its way to an item: its references may point further down or into other files.</summary>
    private sealed class Draft
    {
        public required Line Line { get; init; }
        public required string Where { get; init; }
        public required TownVenue Venue { get; init; }
        public required string? Topic { get; init; }
        public Draft? Post { get; set; }
        public Draft? Parent { get; init; }
        public Draft? Repost { get; set; }
        public string Text { get; set; } = "";

        public DateTimeOffset At => Moment(Line.At);

        public TownItem ToItem(int number, Dictionary<Draft, TownItem> done) => new()
        {
            Venue = Venue,
            Number = number,
            At = At,
            Author = Line.By,
            Text = Text,
            Title = Line.Title,
            Post = Earlier(Post, done),
            Parent = Earlier(Parent, done),
            RepostOf = Earlier(Repost, done),
            EditedAt = Line.Edit is null ? null : After(Line.Edit.At),
            EditedText = Line.Edit?.Text,
            GoneAt = Line.Gone is null ? null : After(Line.Gone),
            With = Line.With,
            Pinned = Line.Pinned,
            Ad = Line.Ad,
            Signed = Line.Signed,
            Topic = Topic,
            Kind = Line.Kind ?? "complaint",
        };

        private TownItem? Earlier(Draft? other, Dictionary<Draft, TownItem> done) =>
            other is null ? null : done.TryGetValue(other, out var item) ? item
                : throw new InvalidDataException($"{Where}: it answers {other.Where}, which is later.");

        private DateTimeOffset After(string text) =>
            Moment(text) is var moment && moment > At ? moment : throw new InvalidDataException($"{Where}: «{text}» is before the item itself.");

        /// <summary>«21 06:05» is 21 January 2026 06:05 in the town; the seconds come from the text so that they don't all end in 00.</summary>
        private DateTimeOffset Moment(string text)
        {
            if (!DateTime.TryParseExact($"2026-01-{text}", "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            {
                throw new InvalidDataException($"{Where}: «{text}» is no moment like «21 06:05».");
            }

            return new DateTimeOffset(local, SandboxTown.Offset).AddSeconds(TownPeople.Fnv(text + Line.By) % 60);
        }
    }
}
