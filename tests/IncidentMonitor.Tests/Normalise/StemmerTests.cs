using IncidentMonitor.Normalise;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Normalise;

public sealed class StemmerTests
{
    [Test]
    public void AgreesWithTheWholeVocabularyOfSnowball()
    {
        var words = File.ReadAllLines(Repository.Shared("fixtures", "snowball-russian", "russian", "voc.txt"));
        var stems = File.ReadAllLines(Repository.Shared("fixtures", "snowball-russian", "russian", "output.txt"));

        var wrong = words.Zip(stems).Where(pair => Stemmer.Stem(pair.First) != pair.Second)
            .Select(pair => $"{pair.First} → {Stemmer.Stem(pair.First)}, not {pair.Second}").ToList();

        Assert.Multiple(() =>
        {
            Assert.That(words, Has.Length.EqualTo(49_785));
            Assert.That(wrong, Is.Empty);
        });
    }

    [TestCase("дороги", "дорог")]
    [TestCase("отоплению", "отоплен")]
    [TestCase("актёрский", "актерск")]
    [TestCase("вымывшись", "вым")]
    [TestCase("длиннейший", "длин")]
    [TestCase("мжкх", "мжкх")]
    [TestCase("", "")]
    [TestCase("wi-fi", "wi-fi")]
    public void CutsEndings(string word, string stem) => Assert.That(Stemmer.Stem(word), Is.EqualTo(stem));
}
