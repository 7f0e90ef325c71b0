namespace IncidentMonitor.Classify;

/// <summary>What a complete tree must say of each rubric, beyond what makes a tree readable at all (that, <see cref="RubricTree"/> checks itself).</summary>
public static class TreeCheck
{
    private static readonly string[] Types = ["решаемый", "информационный"];

    /// <param name="kinds">Kinds of department that somebody answers for.</param>
    /// <returns>A line per mistake, each naming its row; empty for a complete tree.</returns>
    public static IReadOnlyList<string> Mistakes(RubricTree tree, IReadOnlySet<string> kinds, string origin = "tree")
    {
        var mistakes = new List<string>();
        for (var i = 0; i < tree.Rubrics.Count; i++)
        {
            var rubric = tree.Rubrics[i];
            var row = $"{origin}, row {i + 2} ({rubric.Id})";
            if (!Types.Contains(rubric.Type))
                mistakes.Add($"{row}: type «{rubric.Type}» is unknown; write {string.Join(" or ", Types)}");
            if (rubric.Block is null)
                mistakes.Add($"{row}: block is empty");
            if (rubric.Severity is null)
                mistakes.Add($"{row}: severity is empty; write low, medium, high or critical");
            if (rubric.Answer is null)
                mistakes.Add($"{row}: answer is empty; write a term such as 24h, 9wh, 3d or 7wd");
            if (rubric.Since is null)
                mistakes.Add($"{row}: since is empty; write the version of the tree in which the rubric came");
            if (rubric.Department is null || !kinds.Contains(rubric.Department))
                mistakes.Add($"{row}: no office answers for the kind «{rubric.Department}»; name it in agencies.yaml or correct the row");
        }

        return mistakes;
    }
}
