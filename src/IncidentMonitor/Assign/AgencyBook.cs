using System.Net.Mail;
using IncidentMonitor.Classify;
using IncidentMonitor.Configuration;
using IncidentMonitor.Model;

namespace IncidentMonitor.Assign;

/// <summary>An office that answers.</summary>
public sealed record Department(string Id, string Name, string Email, string? Municipality);

/// <summary>
/// Who answers for which rubric where: <c>config/agencies.yaml</c>. The entry that says most wins:
/// its own rubric before its topic before its kind of office, and its own municipality before the whole region.
/// </summary>
public sealed class AgencyBook
{
    public const string Name = "agencies.yaml";

    private readonly Dictionary<(Level Level, string Key, string? Municipality), Department> _entries = [];
    private readonly Dictionary<string, Department> _departments = new(StringComparer.Ordinal);
    private readonly RubricTree _tree;

    private AgencyBook(RubricTree tree) => _tree = tree;

    private enum Level
    {
        Rubric,
        Topic,
        Kind,
    }

    public IReadOnlyCollection<Department> Departments => _departments.Values;

    /// <summary>Null for an id that the book no longer knows.</summary>
    public Department? Find(string id) => _departments.GetValueOrDefault(id);

    /// <summary>Reads the book and names every mistake in it.</summary>
    public static AgencyBook Read(string path, RubricTree tree, Problems problems)
    {
        var book = new AgencyBook(tree);
        var document = problems.Try(() => YamlFile.Read<Document>(path));
        foreach (var (entry, index) in (document?.Departments ?? []).Select((entry, index) => (entry, index)))
        {
            var where = $"{Name}: departments[{index}] {entry.Id}".TrimEnd();
            var municipality = string.IsNullOrWhiteSpace(entry.Municipality) ? null : entry.Municipality.Trim();
            var department = new Department(entry.Id ?? "", entry.Name ?? "", entry.Email ?? "", municipality);
            if (department.Id.Length == 0 || department.Id.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not '-' and not '_') || !book._departments.TryAdd(department.Id, department))
            {
                problems.Add(where, "id is empty, used twice or holds other characters than latin letters, digits, - and _.");
            }

            if (department.Name.Length == 0)
            {
                problems.Add(where, "name is empty.");
            }

            if (!MailAddress.TryCreate(department.Email, out _))
            {
                problems.Add(where, $"email \"{department.Email}\" is no mail address.");
            }

            book.AddEntries(department, entry, where, problems);
        }

        return book;
    }

    /// <summary>The office for a rubric in a municipality, or none with the reason.</summary>
    public Assignment Assign(string rubricId, string topic, string? municipality)
    {
        var kind = _tree.ById(rubricId)?.Department;
        foreach (var (level, key) in new[] { (Level.Rubric, rubricId), (Level.Topic, Names.Key(topic)), (Level.Kind, kind ?? "") })
        {
            if (municipality is not null && _entries.TryGetValue((level, key, Names.Key(municipality)), out var own))
            {
                return new Assignment(own.Id, own.Name, $"Исполнитель — {own.Name}: {Why(level)}, территория «{municipality}»");
            }

            if (_entries.TryGetValue((level, key, null), out var regional))
            {
                return new Assignment(regional.Id, regional.Name, $"Исполнитель — {regional.Name}: {Why(level)}, вся область");
            }
        }

        var ownedSomewhere = kind is not null && _entries.Keys.Any(entry => entry.Level == Level.Kind && entry.Key == kind);
        return new Assignment(null, null, (ownedSomewhere, municipality) switch
        {
            (true, null) => "Без исполнителя: место не определено, а рубрику ведут муниципалитеты",
            (true, _) => $"Без исполнителя: «{municipality}» не подключён по этой рубрике",
            _ => "Без исполнителя: за рубрику никто не отвечает (agencies.yaml)",
        });
    }

    private static string Why(Level level) => level switch
    {
        Level.Rubric => "по рубрике",
        Level.Topic => "по теме",
        _ => "по виду ведомства рубрики",
    };

    private void AddEntries(Department department, Entry entry, string where, Problems problems)
    {
        var count = 0;
        foreach (var (level, keys) in new[] { (Level.Rubric, entry.Rubrics), (Level.Topic, entry.Topics), (Level.Kind, entry.Kinds) })
        {
            foreach (var written in keys ?? [])
            {
                count++;
                var key = level == Level.Topic ? Names.Key(written) : written;
                var isKnown = level switch
                {
                    Level.Rubric => _tree.ById(written) is not null,
                    Level.Topic => _tree.Topics.Any(topic => Names.Key(topic) == key),
                    _ => true,
                };
                if (!isKnown)
                {
                    problems.Add(where, $"\"{written}\" is neither a rubric id nor a topic of the tree.");
                }

                if (!_entries.TryAdd((level, key, department.Municipality is null ? null : Names.Key(department.Municipality)), department))
                {
                    problems.Add(where, $"\"{written}\" already has a department for the same territory. One office answers.");
                }
            }
        }

        if (count == 0)
        {
            problems.Add(where, "answers for nothing: give it kinds, topics or rubrics.");
        }
    }

    private sealed class Document
    {
        public List<Entry>? Departments { get; set; }
    }

    private sealed class Entry
    {
        public string? Id { get; set; }
        public string? Name { get; set; }
        public string? Email { get; set; }
        public string? Municipality { get; set; }
        public List<string>? Kinds { get; set; }
        public List<string>? Topics { get; set; }
        public List<string>? Rubrics { get; set; }
    }
}
