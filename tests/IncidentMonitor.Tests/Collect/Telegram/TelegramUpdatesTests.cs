using System.Text;
using IncidentMonitor.Collect.Telegram;
using IncidentMonitor.Model;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Collect.Telegram;

internal sealed class TelegramUpdatesTests
{
    private const string Channel = """ "chat":{"id":-1001234567890,"title":"Город","username":"town","type":"channel"} """;

    [TestCase("message")]
    [TestCase("edited_message")]
    [TestCase("channel_post")]
    [TestCase("edited_channel_post")]
    public void EveryCarrierOfAMessageIsRead(string carrier)
    {
        var page = Updates($$$"""{"update_id":5,"{{{carrier}}}":{"message_id":3,"date":1772355600,"edit_date":1772355700,{{{Channel}}},"text":"Нет воды"}}""");
        var post = page.Page.Posts.Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(page.LastUpdateId, Is.EqualTo(5));
            Assert.That(post.Id, Is.EqualTo("3"));
            Assert.That(post.OwnerId, Is.EqualTo("town"));
            Assert.That(post.Url, Is.EqualTo("https://t.me/town/3"));
            Assert.That(post.Text, Is.EqualTo("Нет воды"));
            Assert.That(post.PublishedAt, Is.EqualTo(DateTimeOffset.FromUnixTimeSeconds(1772355600)));
            Assert.That(post.EditedAt, Is.EqualTo(DateTimeOffset.FromUnixTimeSeconds(1772355700)));
        }
    }

    [Test]
    public void PrivateSupergroupIsAddressedByItsNumber()
    {
        var post = Message(""" "chat":{"id":-1009876543210,"title":"Двор","type":"supergroup"},"from":{"id":7,"first_name":"Имя","last_name":"Ф"},"text":"x" """);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(post.Url, Is.EqualTo("https://t.me/c/9876543210/3"));
            Assert.That(post.Author, Is.EqualTo("Имя Ф"));
            Assert.That(post.AuthorId, Is.EqualTo("7"));
        }
    }

    [Test]
    public void APostInItsLinkedGroupIsThePostItselfAndCommentsHangOnIt()
    {
        const string Group = """ "chat":{"id":-1005,"title":"Обсуждение","type":"supergroup"} """;
        const string Forward = """ "sender_chat":{"id":-1001,"username":"town_news","title":"Город","type":"channel"},"is_automatic_forward":true,"forward_origin":{"type":"channel","chat":{"id":-1001,"username":"town_news","title":"Город"},"message_id":41,"date":1772355000},"text":"Нет воды" """;
        var post = Message($"{Group},{Forward}");
        var comment = Message($$"""{{Group}},"from":{"id":7,"first_name":"Имя"},"text":"И у нас","message_thread_id":2,"reply_to_message":{"message_id":2,"date":1772355600,{{Group}},{{Forward}}}""");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(post.RecordId, Is.EqualTo("telegram:town_news_41"), "as the channel itself or its preview tells it");
            Assert.That(post.Url, Is.EqualTo("https://t.me/town_news/41"));
            Assert.That(post.PublishedAt, Is.EqualTo(DateTimeOffset.FromUnixTimeSeconds(1772355000)));
            Assert.That(post.RepostOf, Is.Null);
            Assert.That(comment.RecordId, Is.EqualTo("telegram:-1005_3"));
            Assert.That(comment.Url, Is.EqualTo("https://t.me/town_news/41?comment=3"));
            Assert.That((comment.Context, comment.ThreadId), Is.EqualTo(("Нет воды", "2")));
        }
    }

    [Test]
    public void CaptionIsTheTextOfAPhoto()
    {
        var post = Message(Channel + ""","photo":[{"file_id":"a"}],"caption":"Яма","media_group_id":"1" """);
        Assert.That(post.Text, Is.EqualTo("Яма"));
        Assert.That(post.Attachments.Single(), Is.EqualTo(new Attachment("photo", null)));
    }

    [Test]
    public void ForwardAndReplyAreKept()
    {
        var post = Message(Channel + ""","text":"x","forward_origin":{"type":"channel","chat":{"id":-1001,"username":"src","title":"S"},"message_id":8},"reply_to_message":{"message_id":2,"text":"Где свет?"},"message_thread_id":2 """);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(post.RepostOf, Is.EqualTo("https://t.me/src/8"));
            Assert.That(post.ParentId, Is.EqualTo("2"));
            Assert.That(post.ThreadId, Is.EqualTo("2"));
            Assert.That(post.Context, Is.EqualTo("Где свет?"));
        }
    }

    [Test]
    public void ServiceMessagesAreNeitherPostsNorOdd()
    {
        var page = Updates($$$"""{"update_id":9,"message":{"message_id":3,"date":1772355600,{{{Channel}}},"pinned_message":{"message_id":1} } }""");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(page.Page.Posts, Is.Empty);
            Assert.That(page.Page.Odd, Is.Empty);
            Assert.That(page.LastUpdateId, Is.EqualTo(9));
        }
    }

    [Test]
    public void OddUpdateDoesNotBlockTheQueue()
    {
        var page = Updates($$$"""{"update_id":10,"message":{"message_id":"x","text":"a"}},{"update_id":9,"message":{"message_id":3,{{{Channel}}},"text":"b"}},{"update_id":11,"message":7}""");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(page.Page.Posts.Single().Text, Is.EqualTo("b"));
            Assert.That(page.Page.Odd, Has.Count.EqualTo(2));
            Assert.That(page.LastUpdateId, Is.EqualTo(11));
        }
    }

    [Test]
    public void CutOffAnswerKeepsWholeUpdates()
    {
        var whole = $$$"""{"ok":true,"result":[{"update_id":1,"message":{"message_id":3,{{{Channel}}},"text":"a"}},{"update_id":2,"message":{"message_id":4,{{{Channel}}},"te""";
        var page = TelegramUpdates.Parse(Encoding.UTF8.GetBytes(whole));
        Assert.That(page.Page.Posts.Single().Text, Is.EqualTo("a"));
        Assert.That(page.LastUpdateId, Is.EqualTo(1));
    }

    [Test]
    public void ErrorCarriesRetryAfter()
    {
        var page = TelegramUpdates.Parse("""{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 7","parameters":{"retry_after":7}}"""u8.ToArray());
        Assert.That(page.Error, Is.EqualTo(new TelegramError(429, "Too Many Requests: retry after 7", 7)));
        Assert.That(page.Page.IsReadable, Is.False);
    }

    private static RawPost Message(string fields) =>
        Updates($$$"""{"update_id":1,"message":{"message_id":3,"date":1772355600,{{{fields}}}}}""").Page.Posts.Single();

    private static TelegramPage Updates(string updates) => TelegramUpdates.Parse(Encoding.UTF8.GetBytes($$$"""{"ok":true,"result":[{{{updates}}}]}"""));
}
