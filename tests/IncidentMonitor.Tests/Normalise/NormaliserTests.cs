using IncidentMonitor.Normalise;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Normalise;

public sealed class NormaliserTests
{
    [TestCase("Нет  ВОДЫ,\nвторой день!", "нет воды второй день", TestName = "case, spaces and punctuation")]
    [TestCase("Ёлку &laquo;не&raquo; убрали &amp; забыли", "елку не убрали забыли", TestName = "ё and entities")]
    [TestCase("снег у дома — cнeг", "снег у дома снег", TestName = "Latin look-alikes within a Cyrillic word")]
    [TestCase("сovid", "covid", TestName = "a Cyrillic look-alike within a Latin word")]
    [TestCase("vkшник", "vkшник", TestName = "two scripts on purpose")]
    [TestCase("Помогииите, длинннный", "помогите длиный", TestName = "stretched letters")]
    [TestCase("длинный СССР III", "длинный ссср iii", TestName = "doubles and roman numbers stay")]
    [TestCase("от\u00ADоп\u200Bле\u2060ние", "отопление", TestName = "soft hyphen and zero width")]
    [TestCase("мои\u0306 ёж и е\u0308ж, до\u0301ма", "мой еж и еж дома", TestName = "letters that come apart")]
    [TestCase("свет🔥нет ❤️🙏", "свет нет", TestName = "emoji end a word")]
    [TestCase("ул.Ленина,д.5а 10-й", "ул ленина д 5а 10 й", TestName = "addresses")]
    [TestCase("", "", TestName = "nothing")]
    [TestCase("\uD83D", "", TestName = "half a surrogate")]
    public void Cleans(string text, string clean) => Assert.That(Normaliser.Normalise(text).Clean, Is.EqualTo(clean));

    [Test]
    public void KeepsTheOriginalAsItCame()
    {
        const string Text = "Ёлка &amp; СНЕГ #тег https://vk.com/wall-1_2";
        Assert.That(Normaliser.Normalise(Text).Original, Is.EqualTo(Text));
    }

    [Test]
    public void StemsEveryWordInOrder() =>
        Assert.That(Normaliser.Normalise("Не убирают дороги в посёлке").Stems, Is.EqualTo(new[] { "не", "убира", "дорог", "в", "поселк" }));

    [TestCase("см. https://vk.com/wall-1_2?reply=3, там", "см там", "https://vk.com/wall-1_2?reply=3")]
    [TestCase("запись на gosuslugi.ru/x не идёт", "запись на не идет", "gosuslugi.ru/x")]
    [TestCase("сайт мойдом.рф.", "сайт", "мойдом.рф")]
    [TestCase("[https://vk.com/topic-1_2|тут жалоба] уже", "тут жалоба уже", "https://vk.com/topic-1_2")]
    [TestCase("фото [ссылка] вот", "фото вот", "[ссылка]")]
    public void TakesLinksOut(string text, string clean, string link)
    {
        var normalised = Normaliser.Normalise(text);
        Assert.Multiple(() =>
        {
            Assert.That(normalised.Clean, Is.EqualTo(clean));
            Assert.That(normalised.Links, Is.EqualTo(new[] { link }));
        });
    }

    [TestCase("@gorod_news, ответьте", "ответьте", "@gorod_news")]
    [TestCase("[id1|Имя Фамилия], вы где", "вы где", "Имя Фамилия")]
    [TestCase("[club5|ЖЭК] ау", "ау", "ЖЭК")]
    [TestCase("@id77 (Имя) снег", "снег", "Имя")]
    [TestCase("[упоминание], добрый вечер", "добрый вечер", "[упоминание]")]
    [TestCase("пишите на a.b@mail.ru срочно", "пишите на срочно", "a.b@mail.ru")]
    public void TakesMentionsOut(string text, string clean, string mention)
    {
        var normalised = Normaliser.Normalise(text);
        Assert.Multiple(() =>
        {
            Assert.That(normalised.Clean, Is.EqualTo(clean));
            Assert.That(normalised.Mentions, Is.EqualTo(new[] { mention }));
        });
    }

    [TestCase("#НетВоды #ЦУР_Пермь", "нет воды цур пермь", new[] { "НетВоды", "ЦУР_Пермь" })]
    [TestCase("#дороги@gorod яма", "дороги яма", new[] { "дороги" })]
    [TestCase("дом №5#яма", "дом 5 яма", new[] { "яма" })]
    public void HashtagsAreKeptAsWordsToo(string text, string clean, string[] hashtags)
    {
        var normalised = Normaliser.Normalise(text);
        Assert.Multiple(() =>
        {
            Assert.That(normalised.Clean, Is.EqualTo(clean));
            Assert.That(normalised.Hashtags, Is.EqualTo(hashtags));
        });
    }

    [Test]
    public void MaskedPersonalDataIsNoWord() =>
        Assert.That(Normaliser.Normalise("я [ФИО] [дата рождения], тел [телефон]").Clean, Is.EqualTo("я тел"));

    [Test]
    public void AnOpenBracketIsJustABracket() =>
        Assert.That(Normaliser.Normalise("[id1|без конца и * звезда @").Clean, Is.EqualTo("id1 без конца и звезда"));

    [Test]
    public void LongTextIsCut()
    {
        var clean = Normaliser.Normalise(string.Concat(Enumerable.Repeat("слово ", 20_000))).Clean;
        Assert.That(clean, Has.Length.InRange(65_000, 65_536));
    }

    [Test]
    public void NormalisingTwiceChangesNothing()
    {
        var once = Normaliser.Normalise("Помогииите!!! У дома №5 cнег, #НетСвета").Clean;
        Assert.That(Normaliser.Normalise(once).Clean, Is.EqualTo(once));
    }
}
