using System.Text;
using IncidentMonitor.Collect.Http;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Collect.Http;

internal sealed class CharsetTests
{
    private const string Words = "<rss><title>В городе прорвало трубу, нет горячей воды</title></rss>";

    [TestCase("utf8", "utf-8")]
    [TestCase("cp1251", "windows-1251")]
    [TestCase("win-1251", "windows-1251")]
    [TestCase("WINDOWS1251", "windows-1251")]
    [TestCase("koi8r", "koi8-r")]
    [TestCase("iso-8859-1", "windows-1252")]
    [TestCase("iso8859-5", "iso-8859-5")]
    public void NamesAsFoundInTheWild(string name, string meant) => Assert.That(Charset.Named(name)?.WebName, Is.EqualTo(meant));

    [TestCase("klingon")]
    [TestCase(null)]
    [TestCase("")]
    public void UnknownNamesAreNone(string? name) => Assert.That(Charset.Named(name), Is.Null);

    [TestCase("windows-1251")]
    [TestCase("koi8-r")]
    [TestCase("utf-8")]
    [TestCase("utf-16")]
    [TestCase("utf-16BE")]
    [TestCase("utf-32")]
    public void DeclaredEncodingIsRead(string name)
    {
        var encoding = Charset.Named(name)!;
        var text = $"<?xml version=\"1.0\" encoding=\"{name}\"?>{Words}";
        Assert.That(Charset.Decode(encoding.GetBytes(text)), Is.EqualTo(text));
    }

    [TestCase("utf-8", "windows-1251")]
    [TestCase("windows-1251", "utf-8")]
    [TestCase("koi8-r", "windows-1251")]
    [TestCase("windows-1251", "koi8-r")]
    [TestCase("iso-8859-1", "windows-1251")]
    public void WrongDeclarationIsFoundOut(string declared, string real)
    {
        var text = $"<?xml version=\"1.0\" encoding=\"{declared}\"?>{Words}";
        Assert.That(Charset.Decode(Charset.Named(real)!.GetBytes(text)), Is.EqualTo(text));
    }

    [TestCase("windows-1251")]
    [TestCase("koi8-r")]
    [TestCase("utf-8")]
    public void NoDeclarationIsGuessed(string real) => Assert.That(Charset.Decode(Charset.Named(real)!.GetBytes(Words)), Is.EqualTo(Words));

    [Test]
    public void HttpHeaderComesBeforeTheDocument() =>
        Assert.That(Charset.Decode(Encoding.GetEncoding("gb18030").GetBytes("<a>停水通知</a>"), "gbk"), Is.EqualTo("<a>停水通知</a>"));

    [Test]
    public void ByteOrderMarkWinsAndIsNotText() =>
        Assert.That(Charset.Decode([0xEF, 0xBB, 0xBF, .. "<?xml encoding='koi8-r'?>ё"u8]), Is.EqualTo("<?xml encoding='koi8-r'?>ё"));

    [Test]
    public void FrenchIsNotTakenForRussian() =>
        Assert.That(Charset.Decode(Encoding.GetEncoding(1252).GetBytes("<p>Le café où l'été déçoit</p>")), Does.Contain("café où l'été déçoit"));

    [Test]
    public void UsuallyGoodUtf8SurvivesABadByte() =>
        Assert.That(Charset.Decode([.. Encoding.UTF8.GetBytes(Words), 0xFF, .. Encoding.UTF8.GetBytes(Words)]), Does.StartWith(Words));
}
