using System.Globalization;
using IncidentMonitor.Model;
using IncidentMonitor.Normalise;

namespace IncidentMonitor.Classify;

/// <summary>A post that an operator should label, since the answer would teach much.</summary>
/// <param name="Why">For the operator, in Russian.</param>
public sealed record Suggestion(string Id, string Text, string Topic, double Confidence, IReadOnlyList<Alternative> Alternatives, string Why);

/// <summary>
/// Chooses texts whose label would teach most: those on which the model is torn between its first two topics, or between incident and none (margin
/// sampling: T. Scheffer, C. Decomain, S. Wrobel, Active hidden Markov models for information extraction, 2001).
/// </summary>
internal static class Suggestions
{
    /// <summary>Each further post of one topic counts half of the one before: ten doubts about snow teach little more than three.</summary>
    private const double Repeated = .5;

    /// <summary>The most instructive posts, best first. Copies of one text are named once.</summary>
    public static IReadOnlyList<Suggestion> From(IEnumerable<(string Id, string Text, Label Label)> posts, int top)
    {
        var seen = new HashSet<ulong>();
        var best = new Dictionary<string, PriorityQueue<(string Id, string Text, Label Label), double>>();
        foreach (var post in posts)
        {
            if (!seen.Add(NearTexts.HashOf(Normaliser.Normalise(post.Text).Clean)))
                continue;
            if (!best.TryGetValue(post.Label.Topic, out var queue))
                best[post.Label.Topic] = queue = new PriorityQueue<(string Id, string Text, Label Label), double>();
            queue.Enqueue(post, Doubt(post.Label));
            if (queue.Count > top)
                queue.Dequeue();
        }

        return [.. best.Values.SelectMany(Ranked).OrderByDescending(p => p.Worth).ThenBy(p => p.Post.Id, StringComparer.Ordinal).Take(top).Select(p => Suggest(p.Post))];
    }

    /// <summary>0 (sure) to 1 (torn): doubt of the topic counts as far as the post is an incident at all.</summary>
    public static double Doubt(Label label) => Math.Max(label.IncidentProbability * TopicDoubt(label), IncidentDoubt(label));

    private static double TopicDoubt(Label label) => label.Alternatives is [var second, ..] ? 1 - (label.Confidence - second.Confidence) : 0;

    private static double IncidentDoubt(Label label) => 1 - Math.Abs((2 * label.IncidentProbability) - 1);

    private static IEnumerable<((string Id, string Text, Label Label) Post, double Worth)> Ranked(PriorityQueue<(string Id, string Text, Label Label), double> queue) => queue
        .UnorderedItems.OrderByDescending(item => item.Priority).ThenBy(item => item.Element.Id, StringComparer.Ordinal)
        .Select((item, rank) => (item.Element, item.Priority * Math.Pow(Repeated, rank)));

    private static Suggestion Suggest((string Id, string Text, Label Label) post)
    {
        var label = post.Label;
        var why = IncidentDoubt(label) >= label.IncidentProbability * TopicDoubt(label)
            ? $"Неясно, инцидент ли это: вероятность {Percent(label.IncidentProbability)}"
            : $"Неясна тема: «{label.Topic}» {Percent(label.Confidence)} или «{label.Alternatives[0].Topic}» {Percent(label.Alternatives[0].Confidence)}";
        return new Suggestion(post.Id, post.Text, label.Topic, label.Confidence, label.Alternatives, why);
    }

    private static string Percent(double share) => $"{Math.Round(share * 100).ToString(CultureInfo.InvariantCulture)} %";
}
