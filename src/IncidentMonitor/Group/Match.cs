using System.Collections.Frozen;
using IncidentMonitor.Model;

namespace IncidentMonitor.Group;

/// <summary>One post held against one of an incident: joins, is similar, or neither, and why. The thresholds were tuned on authored pairs
/// (<c>Fixtures/grouping-develop.tsv</c>) and hold on the half kept apart and on real ones.</summary>
/// <param name="Score">Orders the matches of one post.</param>
/// <param name="Reason">For an operator, in Russian.</param>
internal readonly record struct Match(IndexedPost Other, bool Joins, bool IsSimilar, double Score, string Reason)
{
    /// <summary>Shares of common weight (<see cref="Likeness.Shared"/>) from which texts are copies and near-copies.</summary>
    private const double Copy = 0.7;
    private const double NearCopy = 0.48;

    private static readonly TimeSpan StorySpan = TimeSpan.FromHours(36);
    private static readonly TimeSpan CopySpan = TimeSpan.FromDays(14);
    private static readonly TimeSpan NameSpan = TimeSpan.FromDays(10);
    private static readonly TimeSpan Hours = TimeSpan.FromHours(12);

    /// <summary>Where each asks for himself: two people who ask alike have two problems.</summary>
    private static readonly FrozenSet<string> PersonalGroups = new[]
    {
        "Социальное обслуживание и защита", "Органы власти и подведомственные учреждения", "Трудовые отношения", "Военная служба", "Мобилизация",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly string[] PersonalTopics = ["вакцин", "запись на при", "больничный лист", "лекарств", "тесты на", "справк", "госуслуг", "пособи", "выплат", "регистратур"];

    public static Match Of(PlacedPost placed, PlaceStems at, ReadOnlySpan<double> weights, IndexedPost other, IncidentIndex index)
    {
        var apart = (placed.Post.PublishedAt - other.PublishedAt).Duration();
        var alike = Likeness.Of(placed.Shape, at, weights, other.Shape, other.PlaceStems, index);
        var isOutage = apart <= Hours && other.Topic == placed.Label.Topic && LookBack.IsOutage(other.Topic);
        var agreement = Places.Compare(placed.Place, placed.Shape, other.Place, other.Shape, houseMatters: !isOutage);
        if (agreement == PlaceAgreement.Conflict)
        {
            // News name many places, and each teller another one first.
            if (apart <= StorySpan && alike.Common >= 8 && alike.Contained >= 0.4 && alike.Shared < Copy)
            {
                return Join($"Тот же случай другими словами (общего {alike.Shared:P0})", alike.Shared);
            }

            return new Match(other, false, alike.Shared >= NearCopy, alike.Shared, "тот же текст о другом месте");
        }

        var label = placed.Label;
        var topic = other.Topic == label.Topic ? 1 : label.Alternatives.Any(alternative => alternative.Topic == other.Topic) ? 0.6 : other.Group == label.Group ? 0.4 : 0;
        var isPersonal = IsPersonal(label.Topic, label.Group) && IsPersonal(other.Topic, other.Group);
        var lookBack = LookBack.Of(label.Topic);
        if (!alike.NumbersDiffer && apart <= (lookBack > CopySpan ? lookBack : CopySpan))
        {
            if (alike.Shared >= Copy && alike.Shorter >= (isPersonal ? 3 : 1.5))
            {
                return Join($"Почти тот же текст (общего {alike.Shared:P0})", 2 + alike.Shared);
            }

            if ((isPersonal ? alike.Common >= 4.5 : alike.Shorter >= 2.5) && (alike.Shared >= NearCopy || (alike.Contained >= 0.85 && alike.Shorter >= 3.5)))
            {
                return Join($"Близкий текст (общего {alike.Shared:P0})", 1 + alike.Shared);
            }
        }

        if (apart <= StorySpan && alike.Common >= (isPersonal ? 4.5 : 3.5) && (alike.Shared >= 0.2 || alike.Contained >= 0.45) && alike.Shared >= 0.12)
        {
            return Join($"Тот же случай другими словами (общего {alike.Shared:P0})", alike.Shared);
        }

        if (apart > lookBack || isPersonal)
        {
            return new Match(other, false, alike.Shared >= NearCopy || (agreement >= PlaceAgreement.SamePlace && topic >= 1), alike.Shared, isPersonal ? "такое же обращение другого человека" : "то же самое, но давно");
        }

        // What speaks for one problem: the label, and words that tell what happened.
        var evidence = (0.6 * topic) + Math.Min(1.2, alike.Subject);
        if (agreement >= PlaceAgreement.SamePlace && IsSameProblem(placed, other, agreement, apart, topic, evidence, alike))
        {
            return Join($"Та же проблема в том же месте: {Places.Describe(other.Place)}", 1 + evidence);
        }

        // A name that the place finder knew nothing of («на Одуе»): within hours the topic is enough, after days the words must say much.
        if (agreement < PlaceAgreement.SamePlace && alike.Names >= 0.6 && !alike.NumbersDiffer && apart <= NameSpan
            && (apart <= StorySpan
                ? alike.Shared >= 0.1 && (evidence >= 1.1 || (apart <= Hours && topic >= 1 && alike.Names >= 0.9 && evidence >= 0.75))
                : evidence >= 1.3 && alike.Shared >= 0.15))
        {
            return Join("Та же проблема, названо одно и то же место", evidence);
        }

        if (apart <= StorySpan && !alike.NumbersDiffer && topic >= 1 && alike.Shared >= 0.36 && alike.Common >= 1.8)
        {
            return Join($"Та же тема, похожий текст (общего {alike.Shared:P0})", evidence);
        }

        var isSimilar = alike.Shared >= 0.2 || (agreement >= PlaceAgreement.SamePlace && topic > 0);
        return new Match(other, false, isSimilar, alike.Shared + (topic / 4), agreement >= PlaceAgreement.SamePlace ? $"то же место: {Places.Describe(other.Place)}" : $"общего {alike.Shared:P0}");

        Match Join(string reason, double score) => new(other, true, true, score, reason);
    }

    private static bool IsSameProblem(PlacedPost placed, IndexedPost other, PlaceAgreement agreement, TimeSpan apart, double topic, double evidence, Likeness alike)
    {
        if (topic < 1)
        {
            return (alike.Subject >= 0.8 && evidence >= 1.1 && alike.Shared >= 0.12)
                || (apart <= Hours && alike.Subject >= 0.35 && alike.Shared >= 0.12 && !alike.NumbersDiffer);
        }

        // In a clinic each has his own case.
        if (other.Group.StartsWith("Здравоохранение", StringComparison.OrdinalIgnoreCase))
        {
            return alike.Subject >= 0.6;
        }

        if (agreement == PlaceAgreement.SameHouse || apart <= Hours)
        {
            return true;
        }

        // Every town has its улица Ленина: where neither text nor feed says which town, the street must be a rare one or the words agree too.
        var isTownKnown = (placed.Place.Municipality ?? placed.Place.Settlement) is not null && (other.Place.Municipality ?? other.Place.Settlement) is not null;
        return apart <= TimeSpan.FromDays(3) ? isTownKnown || alike.Names >= 0.8 || alike.Subject >= 0.25 : evidence >= (isTownKnown ? 0.9 : 1.2);
    }

    private static bool IsPersonal(string topic, string group) =>
        PersonalGroups.Contains(group) || PersonalTopics.Any(word => topic.Contains(word, StringComparison.OrdinalIgnoreCase));
}
