using IncidentMonitor.Classify;
using IncidentMonitor.Configuration;

namespace IncidentMonitor.Assign;

/// <summary>How near to a rubric an entry of the configuration stands: the first that is found wins.</summary>
public enum TreeLevel
{
    Rubric,
    Topic,
    Group,

    /// <summary>Kind of office that the tree's column <c>department</c> names.</summary>
    Kind,
    Block,
}

/// <summary>Checks what a configuration names of the rubric tree, and makes keys of it.</summary>
/// <param name="tree">Null when it could not be read: then nothing is checked against it.</param>
internal sealed class TreeKeys(RubricTree? tree, Problems problems)
{
    private readonly HashSet<string> _topics = [.. (tree?.Topics ?? []).Select(Names.Key)];
    private readonly HashSet<string> _groups = [.. (tree?.Groups ?? []).Select(Names.Key)];
    private readonly HashSet<string?> _kinds = [.. (tree?.Rubrics ?? []).Select(rubric => rubric.Department)];
    private readonly HashSet<string?> _blocks = [.. (tree?.Rubrics ?? []).Select(rubric => rubric.Block)];

    /// <summary>The keys of a list; an item that is empty or that the tree lacks is a problem.</summary>
    public IEnumerable<(TreeLevel Level, string Key)> Of(TreeLevel level, IEnumerable<string?>? items, string where)
    {
        foreach (var item in items ?? [])
        {
            if (string.IsNullOrWhiteSpace(item))
            {
                problems.Add(where, $"an empty item in {List(level)}. Fill it in or take it out.");
                continue;
            }

            var key = level is TreeLevel.Topic or TreeLevel.Group ? Names.Key(item) : item.Trim();
            var isKnown = tree is null || level switch
            {
                TreeLevel.Rubric => tree.ById(key) is not null,
                TreeLevel.Topic => _topics.Contains(key),
                TreeLevel.Group => _groups.Contains(key),
                TreeLevel.Kind => _kinds.Contains(key),
                _ => _blocks.Contains(key),
            };
            if (!isKnown)
            {
                problems.Add(where, $"{List(level)}: \"{item}\" is not in rubrics/tree.csv (column {Column(level)}). Correct it, or correct the tree.");
                continue;
            }

            yield return (level, key);
        }
    }

    /// <summary>From the nearest level to the furthest: the keys under which an entry may name a rubric.</summary>
    public static IEnumerable<(TreeLevel Level, string Key)> Path(Rubric rubric)
    {
        yield return (TreeLevel.Rubric, rubric.Id);
        yield return (TreeLevel.Topic, Names.Key(rubric.Topic));
        yield return (TreeLevel.Group, Names.Key(rubric.Group));
        if (rubric.Department is { } kind)
        {
            yield return (TreeLevel.Kind, kind);
        }

        if (rubric.Block is { } block)
        {
            yield return (TreeLevel.Block, block);
        }
    }

    /// <summary>The node of a rubric's path as people spell it.</summary>
    public static string Spelled(Rubric rubric, TreeLevel level) => level switch
    {
        TreeLevel.Rubric => $"{rubric.Id} «{rubric.Name}»",
        TreeLevel.Topic => $"«{rubric.Topic}»",
        TreeLevel.Group => $"«{rubric.Group}»",
        TreeLevel.Kind => rubric.Department ?? "",
        _ => rubric.Block ?? "",
    };

    private static string List(TreeLevel level) => $"{level}s".ToLowerInvariant();

    private static string Column(TreeLevel level) => level switch
    {
        TreeLevel.Rubric => "id",
        TreeLevel.Kind => "department",
        _ => level.ToString().ToLowerInvariant(),
    };
}
