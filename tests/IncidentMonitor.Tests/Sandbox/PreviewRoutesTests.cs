using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using IncidentMonitor.Sandbox;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Sandbox;

[TestFixture]
public sealed class PreviewRoutesTests
{
    [Test]
    public async Task Pages_lead_back_by_twenties_to_the_first_message()
    {
        await using var scene = await SandboxScene.AtAsync();
        var pages = await PagesAsync(scene, "vo_online");
        var ids = pages.SelectMany(Ids).ToList();
        var expected = SandboxTown.Content.Items.Count(i => i.Venue.Key == "tg-online" && i.IsVisible(SandboxTown.End));
        Assert.Multiple(() =>
        {
            Assert.That(ids, Has.Count.EqualTo(expected).And.Unique);
            Assert.That(Ids(pages[0]).Count, Is.EqualTo(20));
            Assert.That(Ids(pages[0]), Is.Ordered.Ascending);
            Assert.That(pages[^1].QuerySelector("a.tme_messages_more"), Is.Null);
            Assert.That(pages[0].QuerySelector("link[rel=prev]")!.GetAttribute("href"), Does.Contain("?before="));
        });
    }

    [Test]
    public async Task The_traps_of_the_real_markup_are_there()
    {
        await using var scene = await SandboxScene.AtAsync();
        var pages = await PagesAsync(scene, "vo_online");
        foreach (var selector in new[]
        {
            ".tgme_widget_message_text .tgme_widget_message_text", ".tgme_widget_message_reply .tgme_widget_message_text", "i.emoji > b",
            ".service_message", ".tgme_widget_message_forwarded_from_name", ".tgme_widget_message_photo_wrap", ".tgme_widget_message_video_player",
            ".tgme_widget_message_poll_question", ".tgme_widget_message_text a[href^='https://']", ".tgme_widget_message_text br",
        })
        {
            Assert.That(pages.Any(p => p.QuerySelector(selector) is not null), Is.True, selector);
        }
    }

    [Test]
    public async Task A_message_reads_back_as_it_was_written()
    {
        await using var scene = await SandboxScene.AtAsync();
        var pages = await PagesAsync(scene, "adm_vo_official");
        var written = SandboxTown.Content.Items.Where(i => i.Venue.Key == "tg-adm").ToDictionary(i => $"{i.Venue.ScreenName}/{i.Number}");
        foreach (var message in pages.SelectMany(p => p.QuerySelectorAll(".tgme_widget_message")))
        {
            var item = written[message.GetAttribute("data-post")!];
            var time = message.QuerySelector(".tgme_widget_message_date time")!.GetAttribute("datetime")!;
            Assert.Multiple(() =>
            {
                Assert.That(DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture), Is.EqualTo(item.At));
                Assert.That(time, Does.EndWith("+00:00"));
                Assert.That(message.QuerySelector(".tgme_widget_message_text")!.TextContent, Is.EqualTo(item.TextAt(SandboxTown.End).Replace("\n", "")));
                Assert.That(message.QuerySelector(".tgme_widget_message_views")!.TextContent, Does.Match(@"^\d+(\.\d)?K?$"));
            });
        }
    }

    [Test]
    public async Task The_future_is_hidden_an_edit_shows_and_a_deleted_message_is_gone()
    {
        await using var scene = await SandboxScene.AtAsync(SandboxScene.At(20, 20));
        var fountain = (await PageAsync(scene, "s/vo_online")).QuerySelectorAll(".tgme_widget_message").Last(m => m.TextContent.Contains("Заводская, 7", StringComparison.Ordinal));
        var latest = (await PageAsync(scene, "s/vo_online")).QuerySelectorAll("time[datetime]").Select(t => t.GetAttribute("datetime")!).Max(StringComparer.Ordinal);
        scene.Clock.AdvanceTo(SandboxScene.At(22, 12));
        var icicles = (await PagesAsync(scene, "vo_online")).SelectMany(Ids).Max();
        var later = (await PagesAsync(scene, "vo_online")).SelectMany(p => p.QuerySelectorAll(".tgme_widget_message"))
            .Single(m => m.GetAttribute("data-post") == fountain.GetAttribute("data-post"));
        scene.Clock.AdvanceTo(SandboxScene.At(23, 0));
        var left = (await PagesAsync(scene, "vo_online")).SelectMany(Ids).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(string.CompareOrdinal(latest, "2026-01-20T15:00:00+00:00"), Is.LessThanOrEqualTo(0));
            Assert.That(fountain.TextContent, Does.Not.Contain("UPD"));
            Assert.That(later.TextContent, Does.Contain("UPD").And.Contain("edited"));
            Assert.That(left, Does.Not.Contain(icicles), "the message of 11:00 was deleted at 18:00");
        });
    }

    [TestCase("s/vo_bez_kupyur", "/vo_bez_kupyur")]
    [TestCase("s/tos_polyany", "/tos_polyany")]
    public async Task A_channel_with_its_preview_off_leads_to_its_contact_page(string address, string target)
    {
        await using var scene = await SandboxScene.AtAsync();
        using var answer = await scene.Client.GetAsync(address);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
        Assert.That(answer.Headers.Location!.ToString(), Is.EqualTo(target));
        Assert.That(Ids(await PageAsync(scene, target[1..])), Is.Empty);
    }

    [Test]
    public async Task An_unknown_name_and_a_page_before_the_first_message_are_200_without_posts()
    {
        await using var scene = await SandboxScene.AtAsync();
        Assert.That(Ids(await PageAsync(scene, "s/nobody_has_this")), Is.Empty);
        var empty = await PageAsync(scene, "s/vo_online?before=1");
        Assert.That(Ids(empty), Is.Empty);
        Assert.That(empty.QuerySelector(".tme_no_messages_found"), Is.Not.Null);
    }

    [TestCase(950, "950")]
    [TestCase(3719, "3.7K")]
    [TestCase(12000, "12K")]
    [TestCase(1_240_000, "1.2M")]
    public void Views_are_rounded_as_tme_does(int count, string shown) =>
        Assert.That(IncidentMonitor.Sandbox.Telegram.PreviewMessage.Rounded(count), Is.EqualTo(shown));

    private static List<int> Ids(IDocument page) =>
        [.. page.QuerySelectorAll(".tgme_widget_message[data-post]").Select(m => int.Parse(m.GetAttribute("data-post")!.Split('/')[1], System.Globalization.CultureInfo.InvariantCulture))];

    private static async Task<IDocument> PageAsync(SandboxScene scene, string address)
    {
        using var answer = await scene.Client.GetAsync(address);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        return await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync());
    }

    private static async Task<List<IDocument>> PagesAsync(SandboxScene scene, string channel)
    {
        var pages = new List<IDocument>();
        var address = $"s/{channel}";
        while (address is not null)
        {
            pages.Add(await PageAsync(scene, address));
            address = pages[^1].QuerySelector("a.tme_messages_more")?.GetAttribute("data-before") is { } before ? $"s/{channel}?before={before}" : null;
        }

        return pages;
    }
}
