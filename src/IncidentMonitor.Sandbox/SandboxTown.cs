using IncidentMonitor.Sandbox.Content;

namespace IncidentMonitor.Sandbox;

/// <summary>
/// The authored town of Верхнеозёрск: about 20,000 people, one week of posts, comments and news.
/// Everything in it is invented; the dates are fixed, so two runs see the same town.
/// </summary>
public static class SandboxTown
{
    private static readonly Lazy<TownContent> LazyContent = new(TownReader.Read);

    /// <summary>The town's time zone: UTC+5 all year.</summary>
    public static TimeSpan Offset { get; } = TimeSpan.FromHours(5);

    /// <summary>Monday 19 January 2026, 00:00 of the town: nothing is older.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 1, 19, 0, 0, 0, Offset);

    /// <summary>The end of Sunday 25 January 2026: everything has happened, edits and deletions too.</summary>
    public static DateTimeOffset End { get; } = new(2026, 1, 25, 23, 59, 59, Offset);

    public const string Name = "Верхнеозёрск";
    public const string Region = "Приозёрная область";
    public const string Municipality = "Верхнеозёрский городской округ";

    /// <summary>Villages of the municipality that have a community or a chat of their own.</summary>
    public static IReadOnlyList<string> Villages { get; } = ["Старая Слобода", "Заречье", "Лесные Поляны"];

    /// <summary>Streets of the town as its people name them.</summary>
    public static IReadOnlyList<string> Streets => Content.Streets;

    /// <summary>Posts, comments, messages and articles of the whole week.</summary>
    public static int ItemCount => Content.Items.Count;

    /// <summary>Those of them that an operator should see.</summary>
    public static int IncidentCount => Content.Items.Count(i => i.Topic is not null);

    /// <summary>Different official topics among the incidents.</summary>
    public static int TopicCount => Content.Items.Select(i => i.Topic).OfType<string>().Distinct(StringComparer.Ordinal).Count();

    internal static TownContent Content => LazyContent.Value;
}
