using IncidentMonitor.Classify;
using IncidentMonitor.Commands;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Classify;

internal sealed class CorpusLintTests
{
    private const string Hole = "глубокая яма перед школой, дети обходят её по проезжей части";

    [Test]
    public void TheSameTextUnderTwoRubricsIsAConflict()
    {
        var finding = Find(LintKind.Conflict, $"\"{Hole}\",road-hole", $"\"{Hole.ToUpperInvariant()}!!\",road-snow").Single();
        Assert.That((finding.Rubric, finding.Other, finding.At, finding.OtherAt), Is.EqualTo(("road-snow", "road-hole", "posts.csv:3", "posts.csv:2")));
    }

    [Test]
    public void WordsInAnotherOrderUnderTwoRubricsAreAConflict() =>
        Assert.That(Find(LintKind.Conflict, $"\"{Hole}\",road-hole", "\"перед школой глубокая яма, дети обходят её по проезжей части\",road-snow"), Has.Exactly(1).Items);

    [Test]
    public void ATextThatIsNoIncidentElsewhereIsAConflict()
    {
        using var posts = new ScratchFile("posts.csv", $"text,rubric\n\"{Hole}\",road-hole\n");
        using var others = new ScratchFile("others.csv", $"kind,text\nchat,\"{Hole}\"\n");
        Assert.That(RunFiles([posts.Path, others.Path]).Where(f => f.Kind == LintKind.Conflict).Select(f => (f.Rubric, f.Other)), Is.EqualTo(new[] { ("-", (string?)"road-hole") }));
    }

    [Test]
    public void ATopicAgreesWithItsRubrics() =>
        Assert.That(Find(LintKind.Conflict, $"\"{Hole}\",Водоснабжение", $"\"{Hole}\",water-none"), Is.Empty);

    [Test]
    public void ACopyWithTheSameLabelIsANearDuplicate() =>
        Assert.That(Find(LintKind.NearDuplicate, $"\"{Hole}\",road-hole", $"\"{Hole}, помогите\",road-hole"), Has.Exactly(1).Items);

    [Test]
    public void ASwappedNounIsATemplate()
    {
        string[] rows = ["\"снег с нашей улицы Пушкина не вывозили уже вторую неделю\",road-snow", "\"снег с нашей улицы Гагарина не вывозили уже третью неделю\",road-snow"];
        Assert.Multiple(() =>
        {
            Assert.That(Find(LintKind.Template, rows), Has.Exactly(1).Items);
            Assert.That(Find(LintKind.NearDuplicate, rows), Is.Empty);
        });
    }

    [Test]
    public void DifferentTextsAreFine() =>
        Assert.That(Run("\"снег с нашей улицы не вывозили уже вторую неделю\",road-snow", $"\"{Hole}\",road-hole").Where(f => f.Kind != LintKind.ThinRubric), Is.Empty);

    [Test]
    public void SevenWordsOfARealMessageAreAnOverlapAndSixAreNone()
    {
        using var real = new ScratchFile("real.csv", "text\n\"Добрый день! Дети обходят её по проезжей части, примите меры\"\n");
        using var seven = new ScratchFile("seven.csv", "text,rubric\n\"дети обходят её по проезжей части примите решение\",road-hole\n");
        using var six = new ScratchFile("six.csv", "text,rubric\n\"дети обходят её по проезжей части каждый день\",road-hole\n");
        Assert.Multiple(() =>
        {
            Assert.That(RunFiles([seven.Path], real.Path).Single(f => f.Kind == LintKind.RealOverlap).OtherText, Is.EqualTo("дети обходят ее по проезжей части примите"));
            Assert.That(RunFiles([six.Path], real.Path).Where(f => f.Kind == LintKind.RealOverlap), Is.Empty);
        });
    }

    [TestCase("Сосновке", 8, "road-hole", 1)]
    [TestCase("Сосновке", 7, "road-hole", 0, Description = "too few to tell")]
    [TestCase("сосновке", 8, "road-hole", 0, Description = "no name")]
    [TestCase("Дороге", 8, "road-hole", 0, Description = "a word of the topic's group")]
    public void ANameOfOneTopicIsTelling(string word, int texts, string rubric, int findings)
    {
        var rows = Enumerable.Range(0, texts).Select(i => $"\"номер {i} опять в {word} беда\",{rubric}").ToArray();
        Assert.That(Find(LintKind.TellingName, rows), Has.Exactly(findings).Items);
    }

    [Test]
    public void ANameOfManyTopicsIsNotTelling()
    {
        var rows = Enumerable.Range(0, 12).Select(i => $"\"номер {i} опять в Сосновке беда\",{(i % 2 == 0 ? "road-hole" : "water-none")}").ToArray();
        Assert.That(Find(LintKind.TellingName, rows), Is.Empty);
    }

    [Test]
    public void ARubricWithFewTextsIsThin()
    {
        var rows = Enumerable.Range(0, CorpusLint.Enough).Select(i => $"слово{i} иначе{i} разное{i},road-hole").Append("одна,road-snow").ToArray();
        Assert.That(Find(LintKind.ThinRubric, rows).Select(f => f.Rubric), Is.EqualTo(new[] { "road-snow", "water-none", "water-dirty" }));
    }

    [TestCase("яма,no-such", "posts.csv:2", "no-such")]
    [TestCase(" ,road-hole", "posts.csv:2", "empty")]
    public void AnUnreadableRowIsNamed(string row, string at, string what) =>
        Assert.That(() => Run(row), Throws.TypeOf<UserError>().With.Message.Contains(at).And.Message.Contains(what));

    private static List<LintFinding> Find(LintKind kind, params string[] rows) => [.. Run(rows).Where(f => f.Kind == kind)];

    private static List<LintFinding> Run(params string[] rows)
    {
        using var posts = new ScratchFile("posts.csv", "text,rubric\n" + string.Join('\n', rows) + "\n");
        return RunFiles([posts.Path]);
    }

    private static List<LintFinding> RunFiles(IEnumerable<string> data, string? real = null)
    {
        var lint = new CorpusLint(TinyCorpus.ReadTree());
        foreach (var path in data)
            lint.Add(path);
        if (real is not null)
            lint.AddReal(real);
        return [.. lint.Run()];
    }
}
