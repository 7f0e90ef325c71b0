using IncidentMonitor.Sandbox;
using IncidentMonitor.Sandbox.Content;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Sandbox;

[TestFixture]
public sealed class TownContentTests
{
    private static IReadOnlyList<TownItem> Items => SandboxTown.Content.Items;

    [Test]
    public void The_week_is_full()
    {
        Assert.Multiple(() =>
        {
            Assert.That(SandboxTown.ItemCount, Is.GreaterThanOrEqualTo(560));
            Assert.That(SandboxTown.TopicCount, Is.GreaterThanOrEqualTo(60));
            Assert.That(SandboxTown.IncidentCount / (double)SandboxTown.ItemCount, Is.InRange(0.40, 0.50));
            Assert.That(SandboxTown.Streets, Has.Count.GreaterThanOrEqualTo(25).And.Unique);
            Assert.That(Items.Min(i => i.At), Is.GreaterThanOrEqualTo(SandboxTown.Start));
            Assert.That(Items.Max(i => i.At), Is.LessThanOrEqualTo(SandboxTown.End));
        });
    }

    [Test]
    public void Every_kind_of_item_and_of_event_occurs()
    {
        string[] kinds = ["complaint", "ad", "greeting", "chatter", "news", "notice", "official", "repost", "thanks", "question", "lost", "event", "quarrel", "advice"];
        Assert.Multiple(() =>
        {
            Assert.That(Items.Select(i => i.Kind).Distinct(), Is.SupersetOf(kinds));
            Assert.That(Items.Select(i => i.Venue.Key).Distinct().Count(), Is.EqualTo(SandboxTown.Content.Venues.Count - 1), "all speak but the channel without preview");
            foreach (var kind in Enum.GetValues<VenueKind>())
            {
                Assert.That(Items.Where(i => i.Venue.Kind == kind && i.Topic is not null), Is.Not.Empty, $"{kind}: incidents");
                Assert.That(Items.Where(i => i.Venue.Kind == kind && i.EditedAt is not null), Is.Not.Empty, $"{kind}: edits");
            }

            Assert.That(Items.Where(i => i.GoneAt is not null && !i.IsComment), Is.Not.Empty);
            Assert.That(Items.Where(i => i.GoneAt is not null && i.IsComment), Is.Not.Empty);
            Assert.That(Items.Count(i => i.Parent is not null), Is.GreaterThan(15), "threads");
            Assert.That(Items.Where(i => i.Topic is not null && i.With.Contains("photo") && i.Text.Length is > 0 and < 30), Is.Not.Empty, "a photo with three words");
        });
    }

    [Test]
    public void The_same_words_are_pasted_by_several_people_across_services()
    {
        var pasted = Items.Where(i => i.Text.Length > 60).GroupBy(i => i.Text).Where(g => g.Select(i => i.Author).Distinct().Count() > 2).ToList();
        Assert.That(pasted, Has.Count.GreaterThanOrEqualTo(3));
        Assert.That(pasted.Select(g => g.Select(i => i.Venue.Kind).Distinct().Count()), Has.Some.GreaterThan(1));
    }

    [Test]
    public void The_cold_morning_makes_a_wave_that_has_an_end()
    {
        var wave = Items.Where(i => i.Topic is "Ненадлежащее качество или отключение отопления" or "Проблемы с отоплением в социальных учреждениях").ToList();
        var first = SandboxScene.At(21, 5, 45);
        var night = Items.Where(i => i.At >= first && i.At < first.AddHours(6)).Count(wave.Contains);
        var notices = Items.Where(i => i.Venue.Key == "vk-adm" && i.Kind == "notice" && i.At.Day == 21).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(night, Is.InRange(35, 50));
            Assert.That(wave.Count(i => i.At < first), Is.LessThan(5), "nothing like it before");
            Assert.That(notices[0].Text, Does.Contain("24 дома").And.Contain("Озёрная"));
            Assert.That(notices[^1].Text, Does.Contain("восстановлено"));
        });
    }

    [Test]
    public void Topics_are_the_official_ones()
    {
        var official = File.ReadLines(Repository.Shared("taxonomy/topics_359.csv")).ToList();
        var unknown = Items.Select(i => i.Topic).OfType<string>().Distinct().Where(t => !official.Any(l => l.Contains(t, StringComparison.Ordinal)));
        Assert.That(unknown, Is.Empty);
    }

    [Test]
    public void Links_lead_nowhere_real()
    {
        var hosts = Items.SelectMany(i => System.Text.RegularExpressions.Regex.Matches($"{i.Text} {i.EditedText} {string.Join(' ', i.With)}", @"https?://([^/\s]+)"))
            .Select(m => m.Groups[1].Value);
        Assert.That(hosts, Is.Not.Empty.And.All.Matches(@"(^|\.)example\.(com|net|org)$"));
    }

    [Test]
    public void Accounts_of_different_people_differ()
    {
        var names = Items.Select(i => i.Author).OfType<string>().Distinct().ToList();
        Assert.That(names.Select(TownPeople.IdOf), Is.Unique);
        Assert.That(names, Has.Count.GreaterThan(80));
    }

    [Test]
    public void Numbers_grow_with_time_in_each_venue()
    {
        foreach (var venue in SandboxTown.Content.Venues)
        {
            Assert.That(SandboxTown.Content.In(venue).OrderBy(i => i.At).Select(i => i.Number), Is.Ordered.Ascending.And.Unique, venue.Key);
        }
    }

    [Test]
    public void Read_twice_the_town_is_the_same()
    {
        static List<string> Lines() => [.. TownReader.Read().Items.Select(i => $"{i.Venue.Key}/{i.Number}/{i.At:O}/{i.Views(SandboxTown.End)}/{i.Text}")];
        var first = Lines();
        Assert.That(Lines(), Is.EqualTo(first));
    }
}
