using System.Text;
using IncidentMonitor.Collect;
using IncidentMonitor.Collect.News;
using IncidentMonitor.Model;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Collect.News;

internal sealed class FeedParserTests
{
    [TestCase("<rss version='2.0'><channel><link>http://site/</link><item><title>Авария</title><link>/a</link><guid isPermaLink='false'>g1</guid><description>&lt;p&gt;Нет воды&lt;/p&gt;</description><pubDate>10.06.2003</pubDate></item></channel></rss>")]
    [TestCase("<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><link>http://site/</link></channel><item rdf:about='g1'><title>Авария</title><link>http://site/a</link><description>Нет воды</description><dc:date>2003-06-10</dc:date></item></rdf:RDF>")]
    [TestCase("<feed xmlns='http://www.w3.org/2005/Atom' xml:base='http://site/'><entry><title type='html'>&lt;b&gt;Авария&lt;/b&gt;</title><link href='a'/><link rel='edit' href='b'/><id>g1</id><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>Нет <b>воды</b></div></content><updated>2003-06-10T00:00:00Z</updated></entry></feed>")]
    [TestCase("{\"version\":\"https://jsonfeed.org/version/1.1\",\"home_page_url\":\"http://site/\",\"items\":[{\"id\":\"g1\",\"title\":\"Авария\",\"url\":\"a\",\"content_html\":\"<p>Нет воды</p>\",\"date_modified\":\"2003-06-10T00:00:00Z\"}]}")]
    public void OneEntryInEveryDialect(string feed)
    {
        var post = Parse(feed).Posts.Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(post.Title, Is.EqualTo("Авария"));
            Assert.That(post.Url, Is.EqualTo("http://site/a"));
            Assert.That(post.Text, Is.EqualTo("Нет воды"));
            Assert.That(post.PublishedAt, Is.EqualTo(new DateTimeOffset(2003, 6, 10, 0, 0, 0, TimeSpan.Zero)));
            Assert.That(post.Guid, Is.EqualTo("g1").Or.EqualTo("http://site/g1"));
        }
    }

    [Test]
    public void FullerOfContentAndSummaryIsTheText()
    {
        var post = Item("<description>Коротко</description><content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'><![CDATA[<p>Длинный рассказ</p><p>второй абзац</p>]]></content:encoded>");
        Assert.That(post.Text, Is.EqualTo("Длинный рассказ\nвторой абзац"));
    }

    [TestCase("<description>&lt;script&gt;alert(1)&lt;/script&gt;да</description>")]
    [TestCase("<description>&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;да</description>")]
    [TestCase("<description><![CDATA[<a href='javascript:alert(1)' onclick='x()'>да</a><iframe src='//e'></iframe>]]></description>")]
    [TestCase("<description><p>да</p><script>alert(1)</script></description>")]
    public void NothingActiveIsLeft(string element) => Assert.That(Item(element).Text, Is.EqualTo("да"));

    [TestCase("javascript:alert(1)")]
    [TestCase("data:text/html,x")]
    [TestCase("file:///etc/passwd")]
    public void OnlyWebLinksAreLinks(string link) => Assert.That(Item($"<link>{link}</link>").Url, Is.Null);

    [TestCase("mail@x.ru (Имя Ф)", "Имя Ф")]
    [TestCase("Имя Ф (mail@x.ru)", "Имя Ф")]
    [TestCase("Имя Ф &lt;mail@x.ru&gt;", "Имя Ф")]
    [TestCase("Имя Ф", "Имя Ф")]
    public void AuthorIsAName(string written, string name) => Assert.That(Item($"<author>{written}</author>").Author, Is.EqualTo(name));

    [TestCase("<rss><channel><item><title>Раз</title><item><title>Два</title></channel>", 2, Description = "end tags forgotten")]
    [TestCase("<rss><channel><item><title>A & B < C</title></item></channel></rss>", 1, Description = "bare characters")]
    [TestCase("<rss><channel><item><title>Раз</b></title></item></channel></rss>", 1, Description = "crossed tags")]
    [TestCase("<rss><channel><item><title>Раз</title></item><item><title>Дв", 2, Description = "cut off")]
    [TestCase("noise <rss><channel><item><title>&nbsp;Раз&copy;</title></item></channel></rss>", 1, Description = "HTML entities, noise before")]
    [TestCase("<RSS><CHANNEL><ITEM><TITLE>Раз</TITLE></ITEM></CHANNEL></RSS>", 1, Description = "capitals")]
    public void BrokenFeedsAreReadAsFarAsTheyGo(string feed, int count) => Assert.That(Parse(feed).Posts, Has.Count.EqualTo(count));

    [TestCase("<html><body>502</body></html>")]
    [TestCase("\0\u0001\u0002\u0003")]
    [TestCase("")]
    [TestCase("{\"a\":1}")]
    public void WhatIsNoFeedIsUnreadable(string text) => Assert.That(Parse(text).IsReadable, Is.False);

    [Test]
    public void EmptyFeedIsReadable() => Assert.That(Parse("<rss><channel/></rss>").IsReadable);

    [Test]
    public void EntityBombStaysSmall()
    {
        var bomb = "<!DOCTYPE r [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]><rss><channel><item><title>&a;&c;</title></item></channel></rss>";
        Assert.That(Parse(bomb).Posts.Single().Title, Is.EqualTo("aaaaaaaaaa&c;"));
    }

    [Test]
    public void DeepNestingCostsNoStack()
    {
        var deep = "<rss><channel><item><description>" + string.Concat(Enumerable.Repeat("<div>", 200_000)) + "дно</description></item></channel></rss>";
        Assert.That(Parse(deep).IsReadable);
    }

    [TestCase("<!x>")]
    [TestCase("<!-- >")]
    [TestCase("<? >")]
    [TestCase("<a b='")]
    [TestCase("&lt;a &lt;a")]
    public void RepetitionIsReadInLinearTime(string piece) =>
        Assert.That(Parse("<rss><channel><item><description>" + string.Concat(Enumerable.Repeat(piece, 500_000))).IsReadable);

    [Test]
    public void SitemapsOfAllKinds()
    {
        var map = Sitemap.Parse("<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'><url><loc>http://a/1</loc><lastmod>2003-06-10</lastmod><news:news><news:title>Т</news:title><news:publication_date>2003-06-09</news:publication_date></news:news></url></urlset>"u8.ToArray())!;
        var index = Sitemap.Parse("<sitemapindex><sitemap><loc>http://a/s.xml</loc></sitemap></sitemapindex>"u8.ToArray())!;
        var plain = Sitemap.Parse("http://a/1\nhttp://a/2\n"u8.ToArray())!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(map.Single(), Is.EqualTo(new SitemapEntry("http://a/1", new(2003, 6, 9, 0, 0, 0, TimeSpan.Zero), "Т", false)));
            Assert.That(index.Single().IsSitemap);
            Assert.That(plain, Has.Count.EqualTo(2));
            Assert.That(Sitemap.Parse("<html/>"u8.ToArray()), Is.Null);
        }
    }

    private static RawPost Item(string inner) => Parse($"<rss><channel><item>{inner}</item></channel></rss>").Posts.Single();

    private static ParsedPage Parse(string feed) => FeedParser.Parse(Encoding.UTF8.GetBytes(feed));
}
