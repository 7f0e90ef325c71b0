using System.Collections.Frozen;
using System.Text.RegularExpressions;
using IncidentMonitor.Commands;
using IncidentMonitor.Model;

namespace IncidentMonitor.Classify;

/// <summary>Rubrics under topics under groups under blocks. Read-only; indexes of nodes are their order in the file.</summary>
public sealed partial class RubricTree
{
    private readonly FrozenDictionary<string, int> rubricIds;
    private readonly FrozenDictionary<string, int> rubricNames;
    private readonly FrozenDictionary<string, int> topicNames;
    private readonly FrozenDictionary<string, int> groupNames;
    private readonly int[] topicOfRubric;
    private readonly int[] groupOfTopic;

    /// <param name="origin">Named in errors.</param>
    /// <exception cref="UserError">Exit code 2, one line per mistake, each naming its row.</exception>
    public RubricTree(IReadOnlyList<Rubric> rubrics, string origin = "tree")
    {
        Rubrics = rubrics;
        var mistakes = new List<string>();
        var groups = new List<string>();
        var topics = new List<(string Name, int Group)>();
        Dictionary<string, int> ids = [], names = [], topicKeys = [], groupKeys = [];
        topicOfRubric = new int[rubrics.Count];
        for (var i = 0; i < rubrics.Count; i++)
        {
            var rubric = rubrics[i];
            var row = $"{origin}, row {i + 2} ({rubric.Id})";
            if (Names.Key(rubric.Id).Length == 0 || Names.Key(rubric.Name).Length == 0 || Names.Key(rubric.Group).Length == 0)
                mistakes.Add($"{origin}, row {i + 2}: id, name and group must not be empty");
            if (!ids.TryAdd(rubric.Id.Trim(), i))
                mistakes.Add($"{row}: the id is already that of row {ids[rubric.Id.Trim()] + 2}; ids are never given twice");
            if (!names.TryAdd(Names.Key(rubric.Name), i))
                mistakes.Add($"{row}: the name «{rubric.Name}» is already that of row {names[Names.Key(rubric.Name)] + 2}");
            if (rubric.Answer is { Length: > 0 } answer && !Term().IsMatch(answer))
                mistakes.Add($"{row}: answer «{answer}» is no term; write hours (24h), working hours (9wh), days (3d) or working days (7wd)");

            var groupKey = Names.Key(rubric.Group);
            if (!groupKeys.TryGetValue(groupKey, out var group))
            {
                groupKeys[groupKey] = group = groups.Count;
                groups.Add(rubric.Group);
            }

            var topicKey = Names.Key(rubric.Topic);
            if (!topicKeys.TryGetValue(topicKey, out var topic))
            {
                topicKeys[topicKey] = topic = topics.Count;
                topics.Add((rubric.Topic, group));
            }
            else if (topics[topic].Group != group)
            {
                mistakes.Add($"{row}: the topic «{rubric.Topic}» already stands in the group «{groups[topics[topic].Group]}»; a topic has one group");
            }

            topicOfRubric[i] = topic;
        }

        foreach (var group in rubrics.GroupBy(r => Names.Key(r.Group)).Where(g => g.Select(r => Names.Key(r.Block ?? "")).Distinct().Count() > 1))
            mistakes.Add($"{origin}: the group «{group.First().Group}» stands in several blocks ({string.Join(", ", group.Select(r => r.Block).Distinct())}); a group has one block");
        if (rubrics.Count == 0)
            mistakes.Add($"{origin}: the tree has no rubric");
        if (mistakes.Count > 0)
            throw new UserError(string.Join('\n', mistakes), 2);

        Groups = groups;
        Topics = [.. topics.Select(t => t.Name)];
        groupOfTopic = [.. topics.Select(t => t.Group)];
        rubricIds = ids.ToFrozenDictionary();
        rubricNames = names.ToFrozenDictionary();
        topicNames = topicKeys.ToFrozenDictionary();
        groupNames = groupKeys.ToFrozenDictionary();
        RubricsOfTopic = [.. Enumerable.Range(0, topics.Count).Select(t => Enumerable.Range(0, rubrics.Count).Where(r => topicOfRubric[r] == t).ToArray())];
        Hash = StableId.Hash(string.Join('\n', rubrics.Select(r => $"{r.Id}|{r.Name}|{r.Topic}|{r.Group}|{r.Block}")));
    }

    public IReadOnlyList<Rubric> Rubrics { get; }

    /// <summary>Names of the topics, as first written in the file.</summary>
    public IReadOnlyList<string> Topics { get; }

    public IReadOnlyList<string> Groups { get; }

    /// <summary>Indexes of the rubrics under each topic.</summary>
    public IReadOnlyList<int[]> RubricsOfTopic { get; }

    /// <summary>Of ids, names and places in the tree: what a trained model depends on. Terms and severities may change freely.</summary>
    public string Hash { get; }

    /// <summary>The latest <see cref="Rubric.Since"/>, "" where the file gives none.</summary>
    public string Version => Rubrics.Select(r => r.Since ?? "").Max(StringComparer.Ordinal) ?? "";

    public int TopicOfRubric(int rubric) => topicOfRubric[rubric];

    public int GroupOfTopic(int topic) => groupOfTopic[topic];

    public string? BlockOfTopic(int topic) => Rubrics[RubricsOfTopic[topic][0]].Block;

    /// <summary>
    /// The node that a label names: a rubric by id, a topic by name, a rubric by name. A topic goes before a rubric of the same
    /// name, since who writes it may know no more. A topic with one rubric is that rubric.
    /// </summary>
    public TreeNode? Find(string label)
    {
        if (rubricIds.TryGetValue(label.Trim(), out var rubric))
            return Leaf(rubric);
        var key = Names.Key(label);
        if (topicNames.TryGetValue(key, out var topic))
            return RubricsOfTopic[topic] is [var only] ? Leaf(only) : new TreeNode(groupOfTopic[topic], topic, null);
        return rubricNames.TryGetValue(key, out rubric) ? Leaf(rubric) : null;
    }

    private TreeNode Leaf(int rubric) => new(groupOfTopic[topicOfRubric[rubric]], topicOfRubric[rubric], rubric);

    /// <summary>The group of that name; null when there is none.</summary>
    public TreeNode? FindGroup(string label) =>
        groupNames.TryGetValue(Names.Key(label), out var group) ? new TreeNode(group, null, null) : null;

    /// <summary>Reads a tree file: a CSV with at least id, name and group.</summary>
    /// <exception cref="UserError">The file cannot be read, or each of its mistakes.</exception>
    public static RubricTree Load(string path)
    {
        using var table = Table.Open(path);
        int id = table.Require("id"), name = table.Require("name"), group = table.Require("group");
        int? topic = table.Find("topic"), block = table.Find("block"), type = table.Find("type"), severity = table.Find("severity"),
            answer = table.Find("answer"), department = table.Find("department"), since = table.Find("since"), enabled = table.Find("enabled");
        var rubrics = new List<Rubric>();
        foreach (var row in table.Rows())
        {
            var topicName = row.Cell(topic);
            rubrics.Add(new Rubric
            {
                Id = row.Cell(id).Trim(),
                Name = row.Cell(name).Trim(),
                Topic = topicName.Length == 0 ? row.Cell(name).Trim() : topicName.Trim(),
                Group = row.Cell(group).Trim(),
                Block = OrNull(row.Cell(block)),
                Type = OrNull(row.Cell(type)),
                Severity = ReadSeverity(row.Cell(severity), path, row.Number),
                Answer = OrNull(row.Cell(answer)),
                Department = OrNull(row.Cell(department)),
                Since = OrNull(row.Cell(since)),
                Enabled = ReadEnabled(row.Cell(enabled), path, row.Number),
            });
        }

        return new RubricTree(rubrics, path);
    }

    private static string? OrNull(string cell) => cell.Length == 0 ? null : cell;

    private static Severity? ReadSeverity(string cell, string path, int row)
    {
        if (cell.Length == 0)
            return null;
        return SeverityNames.Parse(cell) ?? throw new UserError($"{path}, row {row}: severity «{cell}» is unknown; write low, medium, high or critical", 2);
    }

    private static bool ReadEnabled(string cell, string path, int row) => cell.ToLowerInvariant() switch
    {
        "" or "true" or "1" or "yes" or "да" => true,
        "false" or "0" or "no" or "нет" => false,
        _ => throw new UserError($"{path}, row {row}: enabled «{cell}» is neither true nor false", 2),
    };

    [GeneratedRegex(@"^\d{1,3}(?:h|wh|d|wd)$", RegexOptions.CultureInvariant)]
    private static partial Regex Term();
}

/// <summary>A place in the tree, as deep as it is known.</summary>
public readonly record struct TreeNode(int Group, int? Topic, int? Rubric);
