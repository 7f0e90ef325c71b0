using IncidentMonitor.Web;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Web;

internal sealed class WordsTests
{
    [TestCase(1, "1 сообщение")]
    [TestCase(3, "3 сообщения")]
    [TestCase(11, "11 сообщений")]
    [TestCase(21, "21 сообщение")]
    [TestCase(112, "112 сообщений")]
    public void Russian_plurals(int count, string expected) => Assert.That(Words.Posts(count), Is.EqualTo(expected));

    [TestCase("https://example.org/1", "https://example.org/1")]
    [TestCase("javascript:alert(1)", null)]
    [TestCase("data:text/html,x", null)]
    [TestCase("/relative", null)]
    [TestCase(null, null)]
    public void Only_web_links_become_links(string? url, string? expected) => Assert.That(Words.SafeUrl(url), Is.EqualTo(expected));
}
