using System.Text;
using IncidentMonitor.Collect.News;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Collect.News;

internal sealed class RobotsTxtTests
{
    [TestCase("", "/x", true)]
    [TestCase("user-agent: *\ndisallow: /", "/x", false)]
    [TestCase("user-agent: *\ndisallow: /\n\nuser-agent: FooBot\nallow: /", "/x", true, Description = "own group instead of the general one")]
    [TestCase("user-agent: FooBot\n\nuser-agent: *\ndisallow: /", "/x", false, Description = "agents in a row share the rules")]
    [TestCase("user-agent: FooBot\ndisallow: /a\nuser-agent: Bar\ndisallow: /\nuser-agent: foobot\ndisallow: /b", "/b", false, Description = "groups of one agent are joined")]
    [TestCase("user-agent: FooBot/2.1\ndisallow: /", "/x", false, Description = "version ignored")]
    [TestCase("user-agent: FooBotNews\ndisallow: /", "/x", true)]
    [TestCase("user-agent: *\ndisallow: /p\nallow: /page", "/page", true, Description = "longest match")]
    [TestCase("user-agent: *\ndisallow: /page\nallow: /page", "/page", true, Description = "allow wins a tie")]
    [TestCase("user-agent: *\ndisallow: /*.php$", "/a/b.php", false)]
    [TestCase("user-agent: *\ndisallow: /*.php$", "/a/b.php?x", true)]
    [TestCase("user-agent: *\ndisallow: /a*b*c", "/axxbyyczz", false)]
    [TestCase("user-agent: *\ndisallow: /foo/bar/ツ", "/foo/bar/%E3%83%84", false)]
    [TestCase("user-agent: *\ndisallow: /%e3", "/%E3", false)]
    [TestCase("user-agent: *\ndisallow: / # all", "/x", false)]
    [TestCase("disallow: /\nuser-agent: *\nallow: /y", "/x", true, Description = "a rule before any agent")]
    [TestCase("user-agent: *\rdisallow: /x\r", "/x", false)]
    [TestCase("\uFEFFuser-agent: *\ndisallow: /", "/x", false)]
    [TestCase("User Agent: *\nDissallow: /x", "/x", false, Description = "usual misspellings")]
    [TestCase("user-agent *\ndisallow /x", "/x", false, Description = "forgotten colons")]
    [TestCase("user-agent: *\nfoo: bar\ndisallow: /\nsitemap: http://s/", "/x", false)]
    [TestCase("user-agent: *\nallow: /d/index.html\ndisallow: /", "/d/", true)]
    [TestCase("user-agent: *\ndisallow: /", "/robots.txt", true)]
    [TestCase("user-agent: *\ndisallow:", "/x", true)]
    public void Verdicts(string robots, string path, bool allowed) =>
        Assert.That(RobotsTxt.Parse(Encoding.UTF8.GetBytes(robots), "FooBot").IsAllowed("http://site.ru" + path), Is.EqualTo(allowed));

    [TestCase("http://a", "/")]
    [TestCase("http://a?x", "/?x")]
    [TestCase("http://a/b?c#d", "/b?c")]
    [TestCase("//a/b", "/b")]
    [TestCase("a/b?http://e", "/b?http://e")]
    public void PathOfAnAddress(string url, string path) => Assert.That(RobotsTxt.PathOf(url), Is.EqualTo(path));

    [Test]
    public void FullHalfMegabyteIsRead()
    {
        var robots = "user-agent: *\n" + string.Concat(Enumerable.Repeat("disallow: /xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n", 12_000)) + "disallow: /end\n";
        Assert.That(RobotsTxt.Parse(Encoding.UTF8.GetBytes(robots), "FooBot").IsAllowed("http://a/end"), Is.False);
    }

    [Test]
    public void DelayIsCapped()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(RobotsTxt.Parse("user-agent: *\ncrawl-delay: 2.5"u8, "FooBot").CrawlDelay, Is.EqualTo(TimeSpan.FromSeconds(2.5)));
            Assert.That(RobotsTxt.Parse("user-agent: *\ncrawl-delay: 86400"u8, "FooBot").CrawlDelay, Is.EqualTo(TimeSpan.FromSeconds(30)));
        }
    }

    [Test]
    public void ClosedSiteForbidsAll() => Assert.That(RobotsTxt.DisallowAll.IsAllowed("http://a/"), Is.False);
}
