namespace IncidentMonitor.Classify;

/// <summary>What became of a rubric from one version of a tree to the next.</summary>
public enum TreeChangeKind
{
    /// <summary>A new id.</summary>
    Came,

    /// <summary>The id is no longer there; it must never come back with another meaning.</summary>
    Went,

    /// <summary>The id stands for something else: name and topic both changed. An error, since history counts by id.</summary>
    Reused,
    Renamed,

    /// <summary>Another topic, group or block.</summary>
    Moved,
    Enabled,
    Disabled,
    Severity,
    Answer,
    Department,
}

/// <summary>One change of one rubric; a rubric may have several.</summary>
/// <param name="Id">Of the rubric.</param>
/// <param name="Name">As the newer tree that has it writes it.</param>
/// <param name="From">What the old tree said; null where it had nothing.</param>
/// <param name="To">What the new tree says; null where it has nothing.</param>
/// <param name="ReportsTo">For one that is switched off: the rubric or topic that its messages count for now.</param>
public sealed record TreeChange(TreeChangeKind Change, string Id, string Name, string? From, string? To, string? ReportsTo = null);

/// <summary>Compares two versions of a tree by the ids of their rubrics.</summary>
public static class TreeDiff
{
    /// <summary>All changes in the order of the new tree, what went at the end.</summary>
    public static IReadOnlyList<TreeChange> Between(RubricTree old, RubricTree now)
    {
        var changes = new List<TreeChange>();
        for (var i = 0; i < now.Rubrics.Count; i++)
        {
            var rubric = now.Rubrics[i];
            if (old.ById(rubric.Id) is not { } before)
                changes.Add(new TreeChange(TreeChangeKind.Came, rubric.Id, rubric.Name, null, Path(rubric), rubric.Enabled ? null : ReportsTo(now, i)));
            else if (Names.Key(before.Name) != Names.Key(rubric.Name) && Names.Key(before.Topic) != Names.Key(rubric.Topic))
                changes.Add(new TreeChange(TreeChangeKind.Reused, rubric.Id, rubric.Name, $"{before.Name} ({Path(before)})", $"{rubric.Name} ({Path(rubric)})"));
            else
                Compare(before, i);
        }

        changes.AddRange(old.Rubrics.Where(r => now.ById(r.Id) is null).Select(r => new TreeChange(TreeChangeKind.Went, r.Id, r.Name, Path(r), null)));
        return changes;

        void Compare(Rubric before, int index)
        {
            var rubric = now.Rubrics[index];
            Note(TreeChangeKind.Renamed, before.Name, rubric.Name);
            Note(TreeChangeKind.Moved, Path(before), Path(rubric));
            if (before.Enabled != rubric.Enabled)
                changes.Add(new TreeChange(rubric.Enabled ? TreeChangeKind.Enabled : TreeChangeKind.Disabled, rubric.Id, rubric.Name, null, null, rubric.Enabled ? null : ReportsTo(now, index)));
            Note(TreeChangeKind.Severity, Written(before.Severity), Written(rubric.Severity));
            Note(TreeChangeKind.Answer, before.Answer, rubric.Answer);
            Note(TreeChangeKind.Department, before.Department, rubric.Department);

            void Note(TreeChangeKind kind, string? from, string? to)
            {
                if (from != to)
                    changes.Add(new TreeChange(kind, rubric.Id, rubric.Name, from, to));
            }
        }
    }

    private static string? Written(Model.Severity? severity) => severity?.ToString().ToLowerInvariant();

    private static string Path(Rubric rubric) => string.Join(" / ", new[] { rubric.Block, rubric.Group, rubric.Topic }.OfType<string>());

    private static string ReportsTo(RubricTree tree, int rubric) =>
        tree.Reporting(rubric) is { Rubric: { } leaf } ? tree.Rubrics[leaf].Id : tree.Topics[tree.TopicOfRubric(rubric)];
}
