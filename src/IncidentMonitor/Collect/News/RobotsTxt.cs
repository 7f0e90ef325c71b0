using System.Globalization;
using System.Text;

namespace IncidentMonitor.Collect.News;

/// <summary>
/// robots.txt by RFC 9309. Where the RFC leaves room (misspelt keys, a missing colon, index.html for a folder, no
/// decoding of escaped ASCII) it does as Google's published reference parser does, since site owners test against that.
/// </summary>
internal sealed class RobotsTxt
{
    /// <summary>The RFC demands at least 500 KiB.</summary>
    internal const int MaxBytes = 1024 * 1024;

    private const int MaxLine = 16_664;
    private static readonly TimeSpan MaxCrawlDelay = TimeSpan.FromSeconds(30);
    private static readonly string[] DisallowKeys = ["disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw"];
    private static readonly string[] AgentKeys = ["user-agent", "useragent", "user agent"];

    private readonly List<Rule> specific = [];
    private readonly List<Rule> general = [];
    private readonly List<string> sitemaps = [];
    private bool namesUs;

    /// <summary>Everything is allowed: the answer of a site without the file (4xx).</summary>
    public static RobotsTxt AllowAll { get; } = new();

    /// <summary>Nothing is allowed: the file could not be had (5xx, no connection).</summary>
    public static RobotsTxt DisallowAll { get; } = Closed();

    public IReadOnlyList<string> Sitemaps => sitemaps;

    /// <summary>Seconds the site asks to leave between two requests, capped at half a minute; null if it says nothing.</summary>
    public TimeSpan? CrawlDelay { get; private set; }

    /// <param name="agent">Product name of the crawler, such as IncidentMonitor; a version behind a slash is ignored.</param>
    public static RobotsTxt Parse(ReadOnlySpan<byte> bytes, string agent)
    {
        var robots = new RobotsTxt();
        if (bytes.Length > MaxBytes)
            bytes = bytes[..MaxBytes];
        var reading = new Reading(robots, agent.Split('/')[0].Trim());
        foreach (var marker in (ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])
        {
            // A byte order mark may be cut short.
            if (bytes.IsEmpty || bytes[0] != marker)
                break;
            bytes = bytes[1..];
        }
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOfAny((byte)'\n', (byte)'\r');
            var line = end < 0 ? bytes : bytes[..end];
            bytes = end < 0 ? [] : bytes[(end + 1)..];
            reading.Line(line.Length > MaxLine ? line[..MaxLine] : line);
        }
        return robots;
    }

    /// <summary>The longest matching rule decides; allow wins a tie; no rule allows.</summary>
    public bool IsAllowed(string url)
    {
        var path = PathOf(url);
        if (path == "/robots.txt" && this != DisallowAll)
            return true;
        int allow = 0, disallow = 0;
        foreach (var rule in namesUs ? specific : general)
        {
            if (rule.Allows)
                allow = Math.Max(allow, AllowLength(path, rule.Pattern));
            else if (Matches(path, rule.Pattern))
                disallow = Math.Max(disallow, rule.Pattern.Length);
        }
        return disallow <= allow;
    }

    private static int AllowLength(string path, string pattern)
    {
        if (Matches(path, pattern))
            return pattern.Length;
        // Allow: /folder/index.html means the folder itself too.
        var slash = pattern.LastIndexOf('/');
        if (slash < 0 || !pattern.AsSpan(slash).StartsWith("/index.htm", StringComparison.Ordinal))
            return 0;
        var folder = pattern[..(slash + 1)] + "$";
        return Matches(path, folder) ? folder.Length : 0;
    }

    /// <summary>* is any run of characters, a $ at the end anchors. Linear in path times stars, by tracking reachable positions.</summary>
    internal static bool Matches(string path, string pattern)
    {
        if (pattern.Length == 0)
            return false;
        int at = 0, inPath = 0, starAt = -1, starIn = -1;
        // Without an anchor the pattern need only be a prefix, which is a star at its end.
        var anchored = pattern[^1] == '$';
        var body = anchored ? pattern[..^1] : pattern + "*";
        while (inPath < path.Length)
        {
            if (at < body.Length && body[at] == '*')
            {
                starAt = at++;
                starIn = inPath;
            }
            else if (at < body.Length && body[at] == path[inPath])
            {
                at++;
                inPath++;
            }
            else if (starAt >= 0)
            {
                at = starAt + 1;
                inPath = ++starIn;
            }
            else
            {
                return false;
            }
        }
        while (at < body.Length && body[at] == '*')
            at++;
        return at == body.Length;
    }

    /// <summary>Path and query as they stand in the address; "/" if it has none.</summary>
    internal static string PathOf(string url)
    {
        var start = url.StartsWith("//", StringComparison.Ordinal) ? 2 : 0;
        var early = url.IndexOfAny(['/', '?', ';'], start);
        var scheme = url.IndexOf("://", start, StringComparison.Ordinal);
        if (early >= 0 && early < scheme)
            scheme = -1;
        start = scheme < 0 ? start : scheme + 3;
        var path = url.IndexOfAny(['/', '?', ';'], start);
        if (path < 0)
            return "/";
        var hash = url.IndexOf('#', start);
        if (hash >= 0 && hash < path)
            return "/";
        var text = hash < 0 ? url[path..] : url[path..hash];
        return text[0] == '/' ? text : "/" + text;
    }

    private static RobotsTxt Closed()
    {
        var closed = new RobotsTxt();
        closed.general.Add(new(false, "/"));
        return closed;
    }

    private sealed record Rule(bool Allows, string Pattern);

    private sealed class Reading(RobotsTxt robots, string agent)
    {
        private bool inGeneral;
        private bool inSpecific;
        private bool anyAgent;
        private bool ruleSeen;

        public void Line(ReadOnlySpan<byte> line)
        {
            var comment = line.IndexOf((byte)'#');
            var text = Encoding.UTF8.GetString(comment < 0 ? line : line[..comment]).Trim();
            if (!Split(text, out var key, out var value))
                return;
            if (StartsWithAny(key, AgentKeys))
                Agent(value);
            else if (key.StartsWith("allow", StringComparison.OrdinalIgnoreCase))
                Rule(true, value);
            else if (StartsWithAny(key, DisallowKeys))
                Rule(false, value);
            else if (key.StartsWith("sitemap", StringComparison.OrdinalIgnoreCase) || key.StartsWith("site-map", StringComparison.OrdinalIgnoreCase))
                robots.sitemaps.Add(value);
            else if (key.Equals("crawl-delay", StringComparison.OrdinalIgnoreCase))
                Delay(value);
        }

        private static bool Split(string text, out string key, out string value)
        {
            var at = text.IndexOf(':');
            if (at < 0)
            {
                // The colon is forgotten often enough; two words alone are unmistakable.
                at = text.IndexOfAny([' ', '\t']);
                if (at > 0 && text[at..].Trim().IndexOfAny([' ', '\t']) >= 0)
                    at = -1;
            }
            key = at > 0 ? text[..at].Trim() : "";
            value = at > 0 ? text[(at + 1)..].Trim() : "";
            return key.Length > 0;
        }

        private static bool StartsWithAny(string key, string[] words) =>
            Array.Exists(words, word => key.StartsWith(word, StringComparison.OrdinalIgnoreCase));

        private void Agent(string value)
        {
            if (ruleSeen)
                inGeneral = inSpecific = ruleSeen = false;
            anyAgent = true;
            if (value.Length >= 1 && value[0] == '*' && (value.Length == 1 || char.IsWhiteSpace(value[1])))
            {
                inGeneral = true;
                return;
            }
            var length = 0;
            while (length < value.Length && (char.IsAsciiLetter(value[length]) || value[length] is '-' or '_'))
                length++;
            if (value[..length].Equals(agent, StringComparison.OrdinalIgnoreCase))
                inSpecific = robots.namesUs = true;
        }

        private void Rule(bool allows, string value)
        {
            if (!anyAgent)
                return;
            ruleSeen = true;
            if (value.Length == 0)
                return;
            var rule = new Rule(allows, Escaped(value));
            if (inSpecific)
                robots.specific.Add(rule);
            if (inGeneral)
                robots.general.Add(rule);
        }

        private void Delay(string value)
        {
            if ((inSpecific || inGeneral && !robots.namesUs) && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds > 0)
                robots.CrawlDelay = seconds < MaxCrawlDelay.TotalSeconds ? TimeSpan.FromSeconds(seconds) : MaxCrawlDelay;
        }

        /// <summary>Bytes beyond ASCII as %XX, and the digits of escapes in capitals, as an address has them.</summary>
        private static string Escaped(string value)
        {
            var escaped = new StringBuilder(value.Length);
            Span<byte> utf8 = stackalloc byte[4];
            for (var i = 0; i < value.Length; i++)
            {
                if (value[i] == '%' && i + 2 < value.Length && char.IsAsciiHexDigit(value[i + 1]) && char.IsAsciiHexDigit(value[i + 2]))
                {
                    escaped.Append('%').Append(char.ToUpperInvariant(value[i + 1])).Append(char.ToUpperInvariant(value[i + 2]));
                    i += 2;
                }
                else if (value[i] < 0x80)
                {
                    escaped.Append(value[i]);
                }
                else
                {
                    Rune.DecodeFromUtf16(value.AsSpan(i), out var rune, out var used);
                    foreach (var b in utf8[..rune.EncodeToUtf8(utf8)])
                        escaped.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
                    i += used - 1;
                }
            }
            return escaped.ToString();
        }
    }
}
