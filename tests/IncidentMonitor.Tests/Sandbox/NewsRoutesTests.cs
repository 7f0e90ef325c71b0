using System.Net;
using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using AngleSharp.Html.Parser;
using IncidentMonitor.Sandbox;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Sandbox;

[TestFixture]
public sealed class NewsRoutesTests
{
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";

    [Test]
    public async Task The_city_paper_has_an_rss_in_utf8_whose_links_lead_to_the_articles()
    {
        await using var scene = await SandboxScene.AtAsync(SandboxScene.At(25, 20));
        var rss = XDocument.Parse(await scene.Client.GetStringAsync("news/vestnik/rss.xml"));
        var items = rss.Descendants("item").ToList();
        Assert.That(items, Has.Count.EqualTo(SandboxTown.Content.Items.Count(i => i.Venue.Key == "news-vestnik")));
        foreach (var item in items)
        {
            var page = await scene.Client.GetStringAsync(item.Element("link")!.Value);
            Assert.That(page, Does.Contain($"<h1>{item.Element("title")!.Value}</h1>").Or.Contain(WebUtility.HtmlEncode(item.Element("title")!.Value)));
        }
    }

    [Test]
    public async Task The_second_papers_bytes_really_are_windows_1251()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        await using var scene = await SandboxScene.AtAsync();
        using var answer = await scene.Client.GetAsync("news/pravda/rss.xml");
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        var text = Encoding.GetEncoding(1251).GetString(bytes);
        Assert.Multiple(() =>
        {
            Assert.That(text, Does.StartWith("<?xml version=\"1.0\" encoding=\"windows-1251\"?>").And.Contain("Приозёрная правда"));
            Assert.That(() => new UTF8Encoding(false, true).GetString(bytes), Throws.InstanceOf<DecoderFallbackException>());
            Assert.That(answer.Content.Headers.ContentType!.CharSet, Is.EqualTo("windows-1251"));
            Assert.That(text, Does.Not.Contain("?</"), "nothing was lost in the code page");
        });
    }

    [Test]
    public async Task The_administration_has_an_atom_whose_updated_moves_with_an_edit()
    {
        await using var scene = await SandboxScene.AtAsync(SandboxScene.At(21, 12));
        async Task<XElement> EntryAsync() => XDocument.Parse(await scene.Client.GetStringAsync("news/adm/atom.xml"))
            .Descendants(Atom + "entry").Single(e => e.Element(Atom + "title")!.Value == "Авария на котельной №3");
        var before = await EntryAsync();
        scene.Clock.AdvanceTo(SandboxScene.At(21, 16));
        var after = await EntryAsync();
        Assert.Multiple(() =>
        {
            Assert.That(before.Element(Atom + "updated")!.Value, Is.EqualTo(before.Element(Atom + "published")!.Value));
            Assert.That(string.CompareOrdinal(after.Element(Atom + "updated")!.Value, before.Element(Atom + "updated")!.Value), Is.Positive);
            Assert.That(after.Element(Atom + "id")!.Value, Is.EqualTo(before.Element(Atom + "id")!.Value));
        });
    }

    [Test]
    public async Task The_broken_feed_is_no_xml_and_yet_most_items_are_whole()
    {
        await using var scene = await SandboxScene.AtAsync();
        var text = await scene.Client.GetStringAsync("news/rayon/rss.xml");
        var whole = System.Text.RegularExpressions.Regex.Count(text, "<item><title>[^<]+</title>|<item>\\s*<title>[^<]+</title>");
        Assert.That(() => XDocument.Parse(text), Throws.InstanceOf<XmlException>());
        Assert.That(whole, Is.EqualTo(SandboxTown.Content.Items.Count(i => i.Venue.Key == "news-rayon") - 1));
    }

    [Test]
    public async Task A_reader_that_has_the_feed_gets_304_until_it_changes()
    {
        await using var scene = await SandboxScene.AtAsync(SandboxScene.At(21, 9));
        using var first = await scene.Client.GetAsync("news/vestnik/rss.xml");
        async Task<HttpStatusCode> AskAsync(Action<HttpRequestMessage> condition)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "news/vestnik/rss.xml");
            condition(request);
            using var answer = await scene.Client.SendAsync(request);
            return answer.StatusCode;
        }

        var byTag = await AskAsync(r => r.Headers.IfNoneMatch.Add(first.Headers.ETag!));
        var byDate = await AskAsync(r => r.Headers.IfModifiedSince = first.Content.Headers.LastModified);
        scene.Clock.AdvanceTo(SandboxScene.At(21, 16));
        var afterEdit = await AskAsync(r => r.Headers.IfNoneMatch.Add(first.Headers.ETag!));
        var afterEditByDate = await AskAsync(r => r.Headers.IfModifiedSince = first.Content.Headers.LastModified);
        Assert.That((byTag, byDate, afterEdit, afterEditByDate), Is.EqualTo((HttpStatusCode.NotModified, HttpStatusCode.NotModified, HttpStatusCode.OK, HttpStatusCode.OK)));
    }

    [Test]
    public async Task An_article_has_its_text_among_the_noise_and_some_carry_it_in_json_ld()
    {
        await using var scene = await SandboxScene.AtAsync(SandboxScene.At(25, 20));
        var bodies = 0;
        foreach (var item in SandboxTown.Content.Items.Where(i => i.Venue.Key == "news-vestnik"))
        {
            var page = new HtmlParser().ParseDocument(await scene.Client.GetStringAsync($"news/vestnik/2026/01/{item.At.Day:00}/{item.Number}"));
            var paragraphs = page.QuerySelectorAll(".article-body > p").Select(p => p.TextContent);
            Assert.That(string.Join('\n', paragraphs), Is.EqualTo(item.TextAt(SandboxTown.End)));
            Assert.That(page.QuerySelector("nav a"), Is.Not.Null);
            Assert.That(page.QuerySelectorAll(".sidebar li a"), Has.Length.EqualTo(5));
            using var json = JsonDocument.Parse(page.QuerySelector("script[type='application/ld+json']")!.TextContent);
            if (json.RootElement.TryGetProperty("articleBody", out var body))
            {
                bodies++;
                Assert.That(body.GetString(), Is.EqualTo(item.TextAt(SandboxTown.End)));
            }
        }

        Assert.That(bodies, Is.InRange(4, 14));
    }

    [Test]
    public async Task A_withdrawn_article_is_gone_from_feed_and_site()
    {
        await using var scene = await SandboxScene.AtAsync(SandboxScene.At(25, 20));
        const string Title = "Нашёлся пропавший пенсионер";
        var before = XDocument.Parse(await scene.Client.GetStringAsync("news/vestnik/rss.xml")).Descendants("item").Single(i => i.Element("title")!.Value == Title);
        scene.Clock.AdvanceTo(SandboxTown.End);
        using var article = await scene.Client.GetAsync(before.Element("link")!.Value);
        Assert.That(article.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await scene.Client.GetStringAsync("news/vestnik/rss.xml"), Does.Not.Contain(Title));
    }

    [TestCase("robots.txt", HttpStatusCode.OK)]
    [TestCase("news/nobody/rss.xml", HttpStatusCode.NotFound)]
    [TestCase("news/vestnik/atom.xml", HttpStatusCode.NotFound)]
    [TestCase("news/vestnik/2026/01/19/1", HttpStatusCode.NotFound)]
    public async Task Other_addresses(string address, HttpStatusCode status)
    {
        await using var scene = await SandboxScene.AtAsync();
        using var answer = await scene.Client.GetAsync(address);
        Assert.That(answer.StatusCode, Is.EqualTo(status));
    }
}
