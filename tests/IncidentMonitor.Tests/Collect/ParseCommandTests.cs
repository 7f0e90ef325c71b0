using System.Text.Json;
using IncidentMonitor.Commands;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Collect;

internal sealed class ParseCommandTests
{
    private string file = "";

    [SetUp]
    public void NewFile() => file = Path.GetTempFileName();

    [TearDown]
    public void DeleteFile() => File.Delete(file);

    [TestCase("vk-wall", """{"response":{"count":1,"items":[{"id":2,"owner_id":-1,"date":1772355600,"text":"Нет воды"}]}}""", "https://vk.com/wall-1_2")]
    [TestCase("vk-search", """{"response":{"items":[{"id":2,"owner_id":-1,"date":1772355600,"text":"Нет воды"}]}}""", "https://vk.com/wall-1_2")]
    [TestCase("vk-execute", """{"response":[{"items":[{"id":2,"owner_id":-1,"date":1772355600,"text":"Нет воды"}]},false],"execute_errors":[{"method":"wall.get","error_code":15,"error_msg":"no"}]}""", "https://vk.com/wall-1_2")]
    [TestCase("telegram-updates", """{"ok":true,"result":[{"update_id":1,"channel_post":{"message_id":3,"date":1772355600,"chat":{"id":-1001,"username":"town","type":"channel"},"text":"Нет воды"}}]}""", "https://t.me/town/3")]
    [TestCase("telegram-preview", """<div class="tgme_widget_message" data-post="town/3"><div class="tgme_widget_message_text">Нет воды</div><a class="tgme_widget_message_date"><time datetime="2026-03-01T09:00:00+00:00"></time></a></div>""", "https://t.me/town/3")]
    [TestCase("feed", "<rss><channel><item><link>http://a/b</link><description>Нет воды</description><pubDate>Sun, 01 Mar 2026 09:00:00 GMT</pubDate></item></channel></rss>", "http://a/b")]
    public void PostsAreLinesOfJson(string kind, string answer, string url)
    {
        var (code, lines, _) = Run(kind, answer);
        using var line = JsonDocument.Parse(lines.Single());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.Zero);
            Assert.That(line.RootElement.GetProperty("url").GetString(), Is.EqualTo(url));
            Assert.That(line.RootElement.GetProperty("text").GetString(), Is.EqualTo("Нет воды"));
            Assert.That(line.RootElement.GetProperty("publishedAt").GetString(), Is.EqualTo("2026-03-01T09:00:00Z"));
        }
    }

    [Test]
    public void CommentsTakeTheirPostFromTheBaseUrl()
    {
        var (_, lines, _) = Run("vk-comments", """{"response":{"items":[{"id":3,"from_id":5,"date":1,"text":"x"}]}}""", "https://vk.com/wall-1_2");
        Assert.That(lines.Single(), Does.Contain("https://vk.com/wall-1_2?reply=3"));
    }

    [Test]
    public void RelativeLinksTakeTheBaseUrl() =>
        Assert.That(Run("feed", "<rss><channel><item><link>/b</link></item></channel></rss>", "http://a/feed.xml").Lines.Single(), Does.Contain("\"url\":\"http://a/b\""));

    [Test]
    public void SitemapAndArticle()
    {
        Assert.That(Run("sitemap", "<urlset><url><loc>http://a/1</loc></url></urlset>").Lines.Single(), Does.Contain("http://a/1"));
        Assert.That(Run("article", "<title>Т</title><article><p>Слова</p></article>").Lines.Single(), Does.Contain("\"title\":\"Т\"").And.Contain("\"text\":\"Слова\""));
    }

    [TestCase("http://a/x", "disallowed")]
    [TestCase("http://a/y", "allowed")]
    public void RobotsPrintsAVerdict(string url, string verdict) =>
        Assert.That(Run("robots", "user-agent: FooBot\ndisallow: /x", agent: "FooBot", url: url).Lines.Single(), Is.EqualTo(verdict));

    [Test]
    public void RobotsWithoutAnAgentIsWrongUsage() =>
        Assert.That(() => Run("robots", ""), Throws.TypeOf<UserError>().With.Property("ExitCode").EqualTo(2));

    [Test]
    public void BaseUrlMustBeAbsolute() =>
        Assert.That(() => Run("feed", "", "a/b"), Throws.TypeOf<UserError>().With.Message.Contains("--base-url"));

    [Test]
    public void MissingFileIsNamed() =>
        Assert.That(() => ParseCommand.Run("feed", file + ".no", null, null, null, new StringWriter(), new StringWriter()), Throws.TypeOf<UserError>().With.Message.Contains(file));

    [TestCase("vk-wall", """{"response":{"count":0,"items":[]}}""")]
    [TestCase("telegram-updates", """{"ok":true,"result":[]}""")]
    [TestCase("feed", "<rss><channel/></rss>")]
    [TestCase("telegram-preview", "<div class='tme_no_messages_found'></div>")]
    public void EmptyAnswerPrintsNothingAndIsWell(string kind, string answer)
    {
        var (code, lines, errors) = Run(kind, answer);
        Assert.That((code, lines.Count, errors), Is.EqualTo((0, 0, "")));
    }

    [Test]
    public void NothingReadableIsAnErrorLine([Values("vk-wall", "vk-comments", "vk-search", "vk-execute", "telegram-updates", "telegram-preview", "feed", "sitemap")] string kind, [Values("", "\0\u0001\u0002", "<x><y><z>")] string answer)
    {
        var (code, lines, errors) = Run(kind, answer);
        Assert.That(code, Is.EqualTo(1));
        Assert.That(lines, Is.Empty);
        Assert.That(errors, Does.Contain(file));
    }

    [Test]
    public void ErrorOfVkIsNamed()
    {
        var (code, _, errors) = Run("vk-wall", """{"error":{"error_code":5,"error_msg":"User authorization failed"}}""");
        Assert.That(code, Is.EqualTo(1));
        Assert.That(errors, Does.Contain("VK error 5").And.Contain("DisableToken"));
    }

    private (int Code, List<string> Lines, string Errors) Run(string kind, string answer, string? baseUrl = null, string? agent = null, string? url = null)
    {
        File.WriteAllText(file, answer);
        using var output = new StringWriter { NewLine = "\n" };
        using var errors = new StringWriter();
        var code = ParseCommand.Run(kind, file, baseUrl, agent, url, output, errors);
        return (code, [.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)], errors.ToString());
    }
}
