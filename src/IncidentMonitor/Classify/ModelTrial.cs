using IncidentMonitor.Commands;

namespace IncidentMonitor.Classify;

/// <summary>The model in use and one that may replace it, measured on the same kept rows, by topic.</summary>
/// <param name="Current">Null: there is none yet.</param>
internal sealed record ModelTrial(EvaluationResult? Current, EvaluationResult Candidate)
{
    /// <summary>Is the candidate's topic right as often, or more often?</summary>
    public bool IsNotWorse => Current is null || Candidate.Accuracy >= Current.Accuracy;

    /// <exception cref="UserError">No row has a text and a label that both trees know.</exception>
    public static ModelTrial Run(Classifier? current, Classifier candidate, string fold, string text, string label)
    {
        var wanted = TopicsByLabel(candidate.Tree);
        if (current is null)
            return new ModelTrial(null, Measure(candidate, wanted));
        // A label that only one of the trees knows would favour one of the models.
        var wantedNow = TopicsByLabel(current.Tree);
        foreach (var key in wanted.Keys.Where(key => !wantedNow.ContainsKey(key)).ToArray())
            wanted.Remove(key);
        foreach (var key in wantedNow.Keys.Where(key => !wanted.ContainsKey(key)).ToArray())
            wantedNow.Remove(key);
        return new ModelTrial(Measure(current, wantedNow), Measure(candidate, wanted));

        EvaluationResult Measure(Classifier classifier, Dictionary<string, List<TreeNode>> topics)
        {
            var evaluation = new Evaluation(classifier, topics);
            evaluation.Run(fold, text, label, null);
            return evaluation.Count > 0 ? evaluation.Result()
                : throw new UserError($"{fold}: no row has a text and a label that both trees know; check --text and --label", 2);
        }
    }

    /// <summary>The topic that each label (a rubric's id or name, a topic's name) means, so that rubrics are measured by their topic.</summary>
    private static Dictionary<string, List<TreeNode>> TopicsByLabel(RubricTree tree)
    {
        var topics = new Dictionary<string, List<TreeNode>>();
        foreach (var label in tree.Rubrics.SelectMany(r => new[] { r.Id, r.Name, r.Topic }))
        {
            var node = tree.Find(label)!.Value;
            topics[Names.Key(label)] = [node with { Rubric = null }];
        }

        return topics;
    }
}
