namespace IncidentMonitor.Classify;

/// <summary>
/// Roll-out by stages: a region begins with a few rubrics and enables more later. Until then a rubric's messages are counted one step higher, so
/// that figures from before and after can be compared.
/// </summary>
public static class RollOut
{
    /// <summary>
    /// Where messages of a rubric are counted: the rubric itself when it is enabled, else its topic's parent rubric (the first enabled leaf of
    /// the topic, in the order of the file), else the topic alone.
    /// </summary>
    /// <param name="rubric">Index in <see cref="RubricTree.Rubrics"/>.</param>
    public static TreeNode Reporting(this RubricTree tree, int rubric)
    {
        var topic = tree.TopicOfRubric(rubric);
        int? leaf = rubric;
        if (!tree.Rubrics[rubric].Enabled)
        {
            var first = Array.FindIndex(tree.RubricsOfTopic[topic], sibling => tree.Rubrics[sibling].Enabled);
            leaf = first < 0 ? null : tree.RubricsOfTopic[topic][first];
        }

        return new TreeNode(tree.GroupOfTopic(topic), topic, leaf);
    }
}
