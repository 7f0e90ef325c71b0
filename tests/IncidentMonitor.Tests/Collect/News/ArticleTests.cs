using System.Text;
using IncidentMonitor.Collect.News;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Collect.News;

internal sealed class ArticleTests
{
    private static readonly string Story = string.Concat(Enumerable.Range(1, 6).Select(i => $"<p>В доме номер {i}, что на Лесной улице, третий день нет горячей воды, и жители, как они говорят, устали ждать ответа.</p>"));

    [Test]
    public void StoryIsFoundAmongTheRest()
    {
        var article = Read($"<html><head><title>Нет воды третий день | Новости города</title><meta property='article:published_time' content='2026-03-01T10:00:00+03:00'><meta name='author' content='Имя Ф'></head><body><nav><a href='/a'>Главная</a></nav><div class='article'><h1>Нет воды третий день</h1>{Story}</div><div class='sidebar'><ul><li><a href='/b'>Читайте также</a></li></ul></div><footer>Контакты редакции</footer><script>alert(1)</script></body></html>");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(article.Title, Is.EqualTo("Нет воды третий день"));
            Assert.That(article.Author, Is.EqualTo("Имя Ф"));
            Assert.That(article.PublishedAt, Is.EqualTo(new DateTimeOffset(2026, 3, 1, 7, 0, 0, TimeSpan.Zero)));
            Assert.That(article.Text, Does.StartWith("В доме номер 1").And.EndsWith("ответа."));
            Assert.That(article.Text, Does.Not.Contain("Читайте").And.Not.Contain("alert").And.Not.Contain("Контакты"));
        }
    }

    [Test]
    public void DeclaredBodyComesFirst()
    {
        var body = string.Join(' ', Enumerable.Repeat("Заявленный текст статьи про горячую воду.", 20));
        var article = Read($$"""<html><body><script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"NewsArticle","headline":"Заголовок","articleBody":"{{body}}","datePublished":"2026-03-01","author":[{"name":"Имя Ф"}]}]}</script><p>{{body}} и ещё</p></body></html>""");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(article.Text, Is.EqualTo(body));
            Assert.That(article.Title, Is.EqualTo("Заголовок"));
            Assert.That(article.Author, Is.EqualTo("Имя Ф"));
        }
    }

    [Test]
    public void DeclaredTeaserDoesNotReplaceTheStory()
    {
        var article = Read($$"""<html><body><script type="application/ld+json">{"@type":"NewsArticle","articleBody":"Коротко."}</script><div>{{Story}}</div></body></html>""");
        Assert.That(article.Text, Does.Contain("номер 6"));
    }

    [Test]
    public void WordsBetweenLineBreaksAreParagraphs()
    {
        var words = "Третий день на Лесной улице нет воды, жители устали ждать, диспетчер молчит.";
        var article = Read($"<html><body><div id='text'>{words}<br><br>{words}<br/> <br/>{words}</div><div class='menu'><a href='/'>x</a></div></body></html>");
        Assert.That(article.Text, Is.EqualTo($"{words}\n{words}\n{words}"));
    }

    [TestCase(300_000, "<div>")]
    [TestCase(300_000, "<b>")]
    [TestCase(100_000, "<table><tr><td>")]
    public void DeepPagesCostNoStackAndLittleTime(int times, string tag) =>
        Assert.That(() => Article.Parse(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(tag, times)) + "дно")), Throws.Nothing);

    [TestCase("")]
    [TestCase("just words")]
    public void WhatIsNoPageIsNone(string text) => Assert.That(Article.Parse(Encoding.UTF8.GetBytes(text)), Is.Null);

    private static Article Read(string html) => Article.Parse(Encoding.UTF8.GetBytes(html))!;
}
