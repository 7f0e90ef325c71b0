using IncidentMonitor.Commands;
using IncidentMonitor.Normalise;

namespace IncidentMonitor.Store.Search;

/// <summary>The domain's words, for searching only: groups that mean the same, and function words that a search passes over.</summary>
internal sealed class SearchWords
{
    /// <summary>Under the configuration's folder.</summary>
    public const string Folder = "search";

    private const string SynonymsFile = "synonyms.txt";
    private const string PassedOverFile = "stopwords.txt";

    /// <summary>More words than this in one entry is a sentence, not a name.</summary>
    private const int MaxWords = 6;

    private readonly Dictionary<string, List<string[]>> _byStems = new(StringComparer.Ordinal);
    private readonly HashSet<string> _passedOver;

    private SearchWords(IReadOnlyList<IReadOnlyList<string>> synonyms, IReadOnlyList<string> passedOver)
    {
        Synonyms = synonyms;
        PassedOver = passedOver;
        _passedOver = [.. passedOver.SelectMany(word => Normaliser.Normalise(word).Stems)];
        foreach (var group in synonyms)
        {
            var entries = group.Select(entry => Normaliser.Normalise(entry).Stems.ToArray()).DistinctBy(Key).ToList();
            foreach (var entry in entries)
            {
                if (!_byStems.TryGetValue(Key(entry), out var all))
                {
                    _byStems[Key(entry)] = all = [];
                }

                all.AddRange(entries.Where(other => !all.Exists(known => Key(known) == Key(other))));
            }
        }
    }

    /// <summary>No words: tests of what has nothing to do with them.</summary>
    public static SearchWords None { get; } = new([], []);

    /// <summary>Groups of words and phrases of one meaning, as written, in lower case.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Synonyms { get; }

    /// <summary>Function words, as written, in lower case.</summary>
    public IReadOnlyList<string> PassedOver { get; }

    /// <summary>Longest entry, in words.</summary>
    public static int LongestEntry => MaxWords;

    /// <exception cref="UserError">A file is missing or a line is no group; the message names the line.</exception>
    public static SearchWords Load(string configFolder) => new(
        [.. Lines(configFolder, SynonymsFile).Select(line => Group(configFolder, line))],
        [.. Lines(configFolder, PassedOverFile).Select(line => line.Text.ToLowerInvariant())]);

    /// <summary>All ways to say these stems, themselves first; only themselves if the domain knows no other.</summary>
    public IReadOnlyList<string[]> Ways(string[] stems) => _byStems.TryGetValue(Key(stems), out var all)
        ? [stems, .. all.Where(other => Key(other) != Key(stems))]
        : [stems];

    public bool Knows(string[] stems) => _byStems.ContainsKey(Key(stems));

    public bool PassesOver(string stem) => _passedOver.Contains(stem);

    private static string Key(string[] stems) => string.Join(' ', stems);

    private static string[] Group(string configFolder, (int Number, string Text) line)
    {
        var entries = line.Text.ToLowerInvariant().Split(',', StringSplitOptions.TrimEntries);
        if (entries.Length < 2 || entries.Any(entry => Normaliser.Normalise(entry).Stems.Count is 0 or > MaxWords) || line.Text.Contains("=>", StringComparison.Ordinal))
        {
            throw new UserError($"{Path.Combine(configFolder, Folder, SynonymsFile)}: line {line.Number}: a group is two or more words or phrases (at most {MaxWords} words each) between commas, for example «ук, управляющая компания».", 2);
        }

        return entries;
    }

    private static List<(int Number, string Text)> Lines(string configFolder, string file)
    {
        var path = Path.Combine(configFolder, Folder, file);
        try
        {
            return [.. File.ReadAllLines(path).Select((text, index) => (Number: index + 1, Text: text.Trim())).Where(line => line.Text.Length > 0 && line.Text[0] != '#')];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path}: cannot be read ({error.Message}). Copy the shipped one, or an empty file.", 2);
        }
    }
}
