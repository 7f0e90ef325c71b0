using IncidentMonitor.Commands;
using IncidentMonitor.Model;

namespace IncidentMonitor.Classify;

/// <summary>Which columns of the data say what.</summary>
internal sealed record TrainingColumns
{
    public required string Text { get; init; }

    /// <summary>The deepest node that is known: a rubric's id or name, or a topic's name.</summary>
    public required string Label { get; init; }

    public string? Topic { get; init; }
    public string? Group { get; init; }
    public string? Severity { get; init; }
}

/// <summary>Labelled texts, as deep as each is known.</summary>
internal sealed class TrainingSet
{
    /// <summary>One text. No node: it is no incident.</summary>
    internal readonly record struct Row(string Text, TreeNode? Node, Severity? Severity);

    private readonly List<Row> rows = [];
    private readonly Dictionary<string, int> unknown = [];

    public IReadOnlyList<Row> Rows => rows;

    /// <summary>Rows without a text or without any label that the tree knows.</summary>
    public int Skipped { get; private set; }

    /// <summary>Labels that the tree does not know, the most frequent first.</summary>
    public IEnumerable<(string Label, int Rows)> UnknownLabels => unknown.OrderByDescending(p => p.Value).ThenBy(p => p.Key, StringComparer.Ordinal).Select(p => (p.Key, p.Value));

    public void Add(IEnumerable<Row> more) => rows.AddRange(more);

    /// <summary>Reads labelled rows of a CSV or XLSX file.</summary>
    public void Add(string path, RubricTree tree, TrainingColumns columns)
    {
        using var table = Table.Open(path);
        var text = table.Require(columns.Text);
        int? label = table.Find(columns.Label), topic = Find(table, columns.Topic), group = Find(table, columns.Group), severity = Find(table, columns.Severity);
        if (label is null && topic is null && group is null)
            throw new UserError($"{path} has none of the columns that name a label: {columns.Label}, {columns.Topic}, {columns.Group}", 2);
        foreach (var row in table.Rows())
        {
            var node = Node(tree, row.Cell(label), row.Cell(topic), row.Cell(group));
            if (node is null || string.IsNullOrWhiteSpace(row.Cell(text)))
                Skipped++;
            else
                rows.Add(new Row(row.Cell(text), node, SeverityNames.Parse(row.Cell(severity))));
        }
    }

    /// <summary>Reads texts that are no incidents.</summary>
    public void AddNotIncidents(string path, string textColumn)
    {
        using var table = Table.Open(path);
        var text = table.Require(textColumn);
        foreach (var row in table.Rows())
        {
            if (string.IsNullOrWhiteSpace(row.Cell(text)))
                Skipped++;
            else
                rows.Add(new Row(row.Cell(text), null, null));
        }
    }

    /// <summary>Takes one text in.</summary>
    /// <param name="label">Rubric or topic; null: no incident. A label that the tree no longer knows is counted and skipped.</param>
    public void Add(string text, string? label, Severity? severity, RubricTree tree)
    {
        var node = label is null ? null : Node(tree, label, "", "");
        if (node is null && label is not null)
            Skipped++;
        else
            rows.Add(new Row(text, node, severity));
    }

    /// <summary>Of all texts and labels, in order: names the corpus in the manifest.</summary>
    public string Hash() => StableId.Hash(string.Join('\n', rows.Select(r => $"{r.Node?.Group}|{r.Node?.Topic}|{r.Node?.Rubric}|{r.Severity}|{r.Text}")));

    private static int? Find(Table table, string? column) => column is null ? null : table.Find(column);

    private TreeNode? Node(RubricTree tree, string label, string topic, string group)
    {
        var node = Known(label) ?? Known(topic);
        if (node is not null)
            return node;
        if (!string.IsNullOrWhiteSpace(label))
            unknown[label] = unknown.GetValueOrDefault(label) + 1;
        return string.IsNullOrWhiteSpace(group) ? null : tree.FindGroup(group);

        TreeNode? Known(string name) => string.IsNullOrWhiteSpace(name) ? null : tree.Find(name);
    }
}
