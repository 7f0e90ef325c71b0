using System.Globalization;
using System.Text.RegularExpressions;
using IncidentMonitor.Model;

namespace IncidentMonitor.Configuration;

/// <summary>Reads <c>sources.yaml</c>: which feeds are crawled.</summary>
public static partial class SourcesFile
{
    public const string Name = "sources.yaml";

    /// <summary>The words for kinds of feed.</summary>
    public static readonly IReadOnlyDictionary<string, FeedKind> Kinds = new Dictionary<string, FeedKind>(StringComparer.Ordinal)
    {
        ["vk-wall"] = FeedKind.VkWall,
        ["vk-search"] = FeedKind.VkSearch,
        ["telegram-bot"] = FeedKind.TelegramBot,
        ["telegram-channel"] = FeedKind.TelegramChannel,
        ["news"] = FeedKind.News,
    };

    public static IReadOnlyList<Feed> Read(string path, Problems problems)
    {
        var document = problems.Try(() => YamlFile.Read<Document>(path));
        var feeds = new List<Feed>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (entry, index) in (document?.Feeds ?? []).Select((entry, index) => (entry ?? new Entry(), index)))
        {
            var where = $"{Name}: feeds[{index}] {entry.Name}".TrimEnd();
            if (string.IsNullOrWhiteSpace(entry.Name) || !names.Add(entry.Name))
            {
                problems.Add(where, "name is empty or used twice. Names are unique: the cursor is kept under them.");
            }

            if (!Kinds.TryGetValue(entry.Kind ?? "", out var kind))
            {
                problems.Add(where, $"kind \"{entry.Kind}\" is unknown. Known: {string.Join(", ", Kinds.Keys)}.");
            }

            if (string.IsNullOrWhiteSpace(entry.Address))
            {
                problems.Add(where, "address is empty.");
            }
            else if (kind == FeedKind.News && Kinds.ContainsKey(entry.Kind ?? "") && !(Uri.TryCreate(entry.Address, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
            {
                problems.Add(where, $"address \"{entry.Address}\" is no http(s) URL.");
            }

            if (!TryReadInterval(entry.Every, out var every))
            {
                problems.Add(where, $"every \"{entry.Every}\" is no interval from 10s to 7d. Write 30s, 5m, 2h or 1d.");
            }

            feeds.Add(new Feed
            {
                Name = entry.Name ?? "",
                Kind = kind,
                Address = entry.Address ?? "",
                Municipality = string.IsNullOrWhiteSpace(entry.Municipality) ? null : entry.Municipality.Trim(),
                Every = every,
                Comments = entry.Comments ?? true,
            });
        }

        return feeds;
    }

    private static bool TryReadInterval(string? text, out TimeSpan interval)
    {
        interval = TimeSpan.FromMinutes(5);
        if (text is null)
        {
            return true;
        }

        var match = Interval().Match(text);
        if (!match.Success)
        {
            return false;
        }

        var count = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        interval = match.Groups[2].Value switch
        {
            "s" => TimeSpan.FromSeconds(count),
            "m" => TimeSpan.FromMinutes(count),
            "h" => TimeSpan.FromHours(count),
            _ => TimeSpan.FromDays(count),
        };
        return interval >= TimeSpan.FromSeconds(10) && interval <= TimeSpan.FromDays(7);
    }

    [GeneratedRegex("^([0-9]{1,6})([smhd])$")]
    private static partial Regex Interval();

    private sealed class Document
    {
        public List<Entry?>? Feeds { get; set; }
    }

    private sealed class Entry
    {
        public string? Name { get; set; }
        public string? Kind { get; set; }
        public string? Address { get; set; }
        public string? Municipality { get; set; }
        public string? Every { get; set; }
        public bool? Comments { get; set; }
    }
}
