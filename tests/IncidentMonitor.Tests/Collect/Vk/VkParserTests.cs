using System.Text;
using IncidentMonitor.Collect.Vk;
using IncidentMonitor.Model;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Collect.Vk;

internal sealed class VkParserTests
{
    private const string Post = """{"id":2,"owner_id":-1,"from_id":-1,"date":1772355600,"text":"Нет &quot;воды&quot;<br>[id1|Имя], где?"}""";

    [TestCase("""{"response":{"count":1,"items":[POST]}}""")]
    [TestCase("""{"response":[POST]}""")]
    [TestCase("""{"response":[1,POST]}""")]
    [TestCase("""{"response":{"items":[POST],"profiles":[],"groups":[]}}""")]
    [TestCase("""{"response":{"wall":[1,POST],"profiles":[],"groups":[]}}""")]
    public void EveryShapeOfAWall(string shape)
    {
        var post = Posts(shape.Replace("POST", Post)).Page.Posts.Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(post.Id, Is.EqualTo("2"));
            Assert.That(post.Url, Is.EqualTo("https://vk.com/wall-1_2"));
            Assert.That(post.Text, Is.EqualTo("Нет \"воды\"\nИмя, где?"));
            Assert.That(post.PublishedAt, Is.EqualTo(DateTimeOffset.FromUnixTimeSeconds(1772355600)));
            Assert.That(post.RecordId, Is.EqualTo("vk:-1_2"));
        }
    }

    [Test]
    public void FieldsThatMatter()
    {
        var post = One("""
            {"id":9007199254740993,"owner_id":-9007199254740995,"from_id":5,"date":1772355600,"edited":1772355700,"text":"x","is_pinned":1,"marked_as_ads":1,
             "likes":{"count":3},"views":{"count":4},"comments":{"count":5},"reposts":{"count":6},
             "copy_history":[{"id":8,"owner_id":-7,"text":"Чужое"}]}
            """);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(post.Id, Is.EqualTo("9007199254740993"));
            Assert.That(post.OwnerId, Is.EqualTo("-9007199254740995"));
            Assert.That(post.EditedAt, Is.Not.Null);
            Assert.That(post.IsPinned);
            Assert.That(post.IsAd);
            Assert.That((post.Likes, post.Views, post.Comments, post.Reposts), Is.EqualTo((3L, 4L, 5L, 6L)));
            Assert.That(post.RepostOf, Is.EqualTo("https://vk.com/wall-7_8"));
            Assert.That(post.RepostText, Is.EqualTo("Чужое"));
        }
    }

    [Test]
    public void NamesComeFromAnExtendedAnswer()
    {
        var page = Posts("""{"response":{"items":[{"id":1,"owner_id":-4,"from_id":5,"text":""},{"id":2,"owner_id":-4,"from_id":-4,"text":""}],"profiles":[{"id":5,"first_name":"Имя","last_name":"Ф"}],"groups":[{"id":4,"name":"Город &amp; люди"}]}}""").Page;
        Assert.That(page.Posts.Select(p => p.Author), Is.EqualTo(new[] { "Имя Ф", "Город & люди" }));
    }

    [Test]
    public void AttachmentsOfAnyKindAreKept()
    {
        var post = One("""
            {"id":1,"owner_id":-1,"attachments":[
              {"type":"photo","photo":{"sizes":[{"width":100,"url":"https://a/s.jpg"},{"width":900,"url":"https://a/l.jpg"}]}},
              {"type":"video","video":{"id":3,"owner_id":-2}},
              {"type":"hologram","hologram":{"url":"javascript:alert(1)"}},
              {"type":"doc","doc":"not an object"},
              17,
              {"type":"link","link":{"url":"https://a/b"}}]}
            """);
        Assert.That(post.Attachments, Is.EqualTo(new Attachment[]
        {
            new("photo", "https://a/l.jpg"), new("video", "https://vk.com/video-2_3"), new("hologram", null), new("doc", null), new("link", "https://a/b"),
        }));
    }

    [Test]
    public void WrongTypesAndOddItemsDoNotEndThePage()
    {
        var page = Posts("""{"response":{"items":[null,7,"x",{"id":"12","owner_id":"-1","date":"1772355600","text":5,"likes":3,"views":[],"attachments":{}},{"text":"без номера"},{"id":3,"owner_id":-1,"text":"\ud83d!"}]}}""").Page;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(page.Posts.Select(p => p.Id), Is.EqualTo(new[] { "12", "3" }));
            Assert.That(page.Posts[1].Text, Is.EqualTo("\ufffd!"));
            Assert.That(page.Odd, Has.Count.EqualTo(2));
        }
    }

    [Test]
    public void CommentsCarryThreadsAndTheirDeletedOnes()
    {
        var page = VkParser.Comments(Bytes("""
            {"response":{"count":3,"items":[
              {"id":10,"from_id":5,"date":1772355600,"text":"Почему нет воды?","post_id":2,"owner_id":-1,"thread":{"count":1,"items":[{"id":11,"from_id":6,"date":1772355700,"text":"[id5|Имя], дали","parents_stack":[10],"reply_to_comment":10}]}},
              {"id":12,"deleted":true}]}}
            """), (-1, 2), "Пост").Page;
        var (question, reply, deleted) = (page.Posts[0], page.Posts[1], page.Posts[2]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(question.Url, Is.EqualTo("https://vk.com/wall-1_2?reply=10"));
            Assert.That(question.ThreadId, Is.EqualTo("2"));
            Assert.That(question.ParentId, Is.Null);
            Assert.That(question.Context, Is.EqualTo("Пост"));
            Assert.That(reply.ParentId, Is.EqualTo("10"));
            Assert.That(reply.Text, Is.EqualTo("Имя, дали"));
            Assert.That(reply.Url, Is.EqualTo("https://vk.com/wall-1_2?reply=11"));
            Assert.That(deleted.IsDeleted);
            Assert.That(deleted.Text, Is.Empty);
            Assert.That(deleted.RecordId, Is.EqualTo("vk:-1_r12"));
        }
    }

    [Test]
    public void SearchTellsWhereToGoOn()
    {
        var page = Posts("""{"response":{"items":[{"id":1,"owner_id":-1,"post_type":"post","text":"a"},{"id":5,"owner_id":-1,"post_id":1,"post_type":"reply","text":"b"}],"next_from":"2/-1_5","count":900,"total_count":1200}}""").Page;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(page.Next, Is.EqualTo("2/-1_5"));
            Assert.That(page.Posts[1].Url, Is.EqualTo("https://vk.com/wall-1_1?reply=5"));
        }
    }

    [Test]
    public void ExecuteKeepsWhatSucceeded()
    {
        var answer = VkParser.Execute(Bytes($$$"""{"response":[{"count":1,"items":[{{{Post}}}]},false,{"count":1,"items":[{"id":3,"owner_id":-2,"text":"b"}]}],"execute_errors":[{"method":"wall.get","error_code":15,"error_msg":"Access denied"}]}"""));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Page.Posts.Select(p => p.RecordId), Is.EqualTo(new[] { "vk:-1_2", "vk:-2_3" }));
            Assert.That(answer.Errors.Single().Reaction, Is.EqualTo(VkReaction.SourceClosed));
            Assert.That(answer.Errors.Single().Method, Is.EqualTo("wall.get"));
        }
    }

    [TestCase(6, (int)VkReaction.SlowDown)]
    [TestCase(9, (int)VkReaction.LongPause)]
    [TestCase(10, (int)VkReaction.Retry)]
    [TestCase(13, (int)VkReaction.SmallerBatch)]
    [TestCase(5, (int)VkReaction.DisableToken)]
    [TestCase(14, (int)VkReaction.ParkToken)]
    [TestCase(30, (int)VkReaction.SourceClosed)]
    [TestCase(18, (int)VkReaction.SourceGone)]
    [TestCase(29, (int)VkReaction.QuotaSpent)]
    [TestCase(100, (int)VkReaction.OurMistake)]
    [TestCase(43, (int)VkReaction.MethodOff)]
    public void ErrorsHaveTheirReaction(int code, int reaction)
    {
        var answer = Posts($$$"""{"error":{"error_code":{{{code}}},"error_msg":"no","request_params":[{"key":"access_token","value":"SECRET"}]}}""");
        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)answer.Errors.Single().Reaction, Is.EqualTo(reaction));
            Assert.That(answer.Errors.Single().ToString(), Does.Not.Contain("SECRET"));
            Assert.That(answer.Page.IsReadable, Is.False);
        }
    }

    [Test]
    public void CutOffAnswerKeepsWholePosts()
    {
        var whole = """{"response":{"count":3,"items":[{"id":1,"owner_id":-1,"text":"a"},{"id":2,"owner_id":-1,"text":"b","attachments":[{"type":"link","link":{}}]},{"id":3,"owner_id":-1,"attachments":[{"type":"link","link":{}},{"ty""";
        Assert.That(Posts(whole).Page.Posts.Select(p => p.Id), Is.EqualTo(new[] { "1", "2" }));
    }

    [TestCase("<html>502</html>")]
    [TestCase("")]
    [TestCase("{\"a\":1}")]
    [TestCase("\0\u0001")]
    public void WhatIsNoAnswerIsUnreadable(string text) => Assert.That(Posts(text).Page.IsReadable, Is.False);

    [TestCase("""{"response":{"count":0,"items":[]}}""")]
    [TestCase("""{"response":[]}""")]
    public void EmptyAnswerIsReadable(string text) => Assert.That(Posts(text).Page.IsReadable);

    [Test]
    public void NestingCostsNoStack() =>
        Assert.That(Posts(new string('[', 1_000_000)).Page.Posts, Is.Empty);

    [TestCase("[club5|Город] пишет", "Город пишет")]
    [TestCase("[https://vk.com/a|тут]", "тут")]
    [TestCase("[id5:bp-1_2|Имя], да", "Имя, да")]
    [TestCase("массив [1|2] и [слово|другое]", "массив [1|2] и [слово|другое]")]
    [TestCase("a &lt;b&gt; &amp;amp;", "a <b> &amp;")]
    public void MentionsBecomeNames(string raw, string plain) => Assert.That(VkText.Plain(raw), Is.EqualTo(plain));

    private static RawPost One(string post) => Posts($$$"""{"response":{"items":[{{{post}}}]}}""").Page.Posts.Single();

    private static VkPage Posts(string text) => VkParser.Posts(Bytes(text));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
