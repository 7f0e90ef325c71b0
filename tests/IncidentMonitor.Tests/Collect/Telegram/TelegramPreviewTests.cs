using System.Text;
using IncidentMonitor.Collect;
using IncidentMonitor.Collect.Telegram;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Collect.Telegram;

internal sealed class TelegramPreviewTests
{
    [Test]
    public void SavedPageOfAChannel()
    {
        var page = Parse(File.ReadAllBytes(Repository.Shared("fixtures", "telegram-preview/full.html")));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(page.Posts, Has.Count.EqualTo(12));
            Assert.That(page.Odd, Is.Empty);
            Assert.That(page.Next, Is.EqualTo("70989"));
            Assert.That(page.Posts[0].Id, Is.EqualTo("70989"));
            Assert.That(page.Posts[0].Url, Is.EqualTo("https://t.me/topwar_official/70989"));
            Assert.That(page.Posts[0].PublishedAt, Is.EqualTo(new DateTimeOffset(2023, 2, 28, 7, 47, 53, TimeSpan.Zero)));
            Assert.That(page.Posts[0].Views, Is.EqualTo(37200));
            Assert.That(page.Posts[0].Text, Does.Contain("\n"));
            Assert.That(page.Posts[0].Attachments[0].Kind, Is.EqualTo("photo"));
            Assert.That(page.Posts, Has.All.Property("PublishedAt").Not.Null);
        }
    }

    [Test]
    public void EverySavedSnippetIsRead()
    {
        foreach (var file in Directory.GetFiles(Repository.Shared("fixtures", "telegram-preview"), "message_*.html"))
        {
            var page = Parse(File.ReadAllBytes(file));
            var name = Path.GetFileName(file);
            Assert.That(page.Posts, Has.Count.EqualTo(1), name);
            Assert.That(page.Posts[0].PublishedAt, Is.Not.Null, name);
            Assert.That(page.Posts[0].Url, Does.StartWith("https://t.me/"), name);
            Assert.That(page.Posts[0].Text.Length + page.Posts[0].Attachments.Count, Is.GreaterThan(0), name);
        }
    }

    [Test]
    public void TextNestedInItselfIsTakenOnce()
    {
        var post = Single("""<div class="tgme_widget_message_text js-message_text"><div class="tgme_widget_message_text">Прорвало трубу<br/>на Лесной <i class="emoji"><b>🔥</b></i></div></div>""");
        Assert.That(post.Text, Is.EqualTo("Прорвало трубу\nна Лесной 🔥"));
    }

    [Test]
    public void QuoteOfAReplyIsContextAndNotText()
    {
        var post = Single("""<a class="tgme_widget_message_reply" href="https://t.me/town/5"><div class="tgme_widget_message_metatext js-message_reply_text">Где вода?</div></a><div class="tgme_widget_message_text">Дали</div>""");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(post.Text, Is.EqualTo("Дали"));
            Assert.That(post.Context, Is.EqualTo("Где вода?"));
            Assert.That(post.ParentId, Is.EqualTo("5"));
        }
    }

    [Test]
    public void ForwardPointsToItsOrigin()
    {
        var post = Single("""<div class="tgme_widget_message_forwarded_from">Forwarded from&nbsp;<a class="tgme_widget_message_forwarded_from_name" href="https://t.me/other/9"><span>Другой</span></a></div><div class="tgme_widget_message_text">x</div>""");
        Assert.That(post.RepostOf, Is.EqualTo("https://t.me/other/9"));
    }

    [Test]
    public void PollIsAnAttachmentWithAnEmptyText()
    {
        var post = Single("""<div class="tgme_widget_message_poll"><div class="tgme_widget_message_poll_question">Как лучше?</div><a class="tgme_widget_message_poll_options" href="https://t.me/town/7"></a></div>""");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(post.Text, Is.Empty);
            Assert.That(post.Title, Is.EqualTo("Как лучше?"));
            Assert.That(post.Attachments.Single().Kind, Is.EqualTo("poll"));
        }
    }

    [Test]
    public void ServiceNoticesAreNoPosts()
    {
        var page = Parse("""<div class="tgme_widget_message service_message" data-post="town/1"><div class="tgme_widget_message_text">Channel created</div></div>""");
        Assert.That(page.Posts, Is.Empty);
        Assert.That(page.IsReadable);
    }

    [Test]
    public void OddMessageDoesNotEndThePage()
    {
        var page = Parse("""<div class="tgme_widget_message" data-post="nonsense">a</div>""" + Message("<div class='tgme_widget_message_text'>b</div>"));
        Assert.That(page.Posts.Single().Text, Is.EqualTo("b"));
        Assert.That(page.Odd, Has.Count.EqualTo(1));
    }

    [TestCase("<html><body><div class='tme_no_messages_found'>nothing</div></body></html>", true)]
    [TestCase("<html><body><h1>502 Bad Gateway</h1></body></html>", false)]
    [TestCase("\0\u0001\u0002", false)]
    public void EmptyPageIsReadableAndGarbageIsNot(string html, bool readable) =>
        Assert.That(Parse(html).IsReadable, Is.EqualTo(readable));

    [TestCase("746", 746)]
    [TestCase("37.2K", 37200)]
    [TestCase("1.1M", 1_100_000)]
    [TestCase("soon", null)]
    public void RoundedCounts(string shown, long? count) => Assert.That(TelegramPreview.Count(shown), Is.EqualTo(count));

    private static Model.RawPost Single(string inner) => Parse(Message(inner)).Posts.Single();

    private static string Message(string inner) =>
        $"""<div class="tgme_widget_message" data-post="town/7">{inner}<a class="tgme_widget_message_date" href="https://t.me/town/7"><time datetime="2026-03-01T08:00:00+03:00">8:00</time></a></div>""";

    private static ParsedPage Parse(string html) => Parse(Encoding.UTF8.GetBytes(html));

    private static ParsedPage Parse(byte[] html) => TelegramPreview.Parse(html);
}
