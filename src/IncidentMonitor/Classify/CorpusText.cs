using IncidentMonitor.Commands;
using IncidentMonitor.Normalise;

namespace IncidentMonitor.Classify;

/// <summary>A text of the corpus, made comparable.</summary>
internal sealed class CorpusText
{
    private CorpusText(string text, TreeNode? node, string label, string at)
    {
        (Text, Node, Label, At) = (text, node, label, at);
        var normalised = Normaliser.Normalise(text);
        Clean = normalised.Clean;
        Stems = normalised.Stems;
        Shape = StemSet.Of(Stems);
    }

    public string Text { get; }

    /// <summary>Null: no incident.</summary>
    public TreeNode? Node { get; }

    /// <summary>The rubric's id, the topic's name where no more is known, or "-" for what is no incident.</summary>
    public string Label { get; }

    /// <summary>File and row.</summary>
    public string At { get; }

    public string Clean { get; }

    public IReadOnlyList<string> Stems { get; }

    public StemSet Shape { get; }

    /// <summary>Can both labels be right? A topic agrees with its own rubrics.</summary>
    public bool Agrees(CorpusText other) => (Node, other.Node) switch
    {
        (null, null) => true,
        ({ } a, { } b) => a.Topic == b.Topic && (a.Rubric is null || b.Rubric is null || a.Rubric == b.Rubric),
        _ => false,
    };

    /// <summary>Reads a file: with a column rubric or topic its rows are incidents, without either they are none.</summary>
    /// <exception cref="UserError">The file cannot be read, or a label is not in the tree.</exception>
    public static IEnumerable<CorpusText> Read(string path, RubricTree tree)
    {
        using var table = Table.Open(path);
        int text = table.Require("text"), number = 1;
        int? rubric = table.Find("rubric"), topic = table.Find("topic");
        foreach (var row in table.Rows())
        {
            number++;
            var at = $"{Path.GetFileName(path)}:{number}";
            if (string.IsNullOrWhiteSpace(row.Cell(text)))
                throw new UserError($"{at}: the text is empty; write one or take the row out");
            if (rubric is null && topic is null)
            {
                yield return new CorpusText(row.Cell(text), null, "-", at);
                continue;
            }

            var label = row.Cell(rubric).Length > 0 ? row.Cell(rubric) : row.Cell(topic);
            var node = tree.Find(label) ?? throw new UserError($"{at}: the tree knows no rubric or topic «{label}»; correct the row or name the right tree with --tree");
            yield return new CorpusText(row.Cell(text), node, node.Rubric is { } leaf ? tree.Rubrics[leaf].Id : tree.Topics[node.Topic!.Value], at);
        }
    }
}
