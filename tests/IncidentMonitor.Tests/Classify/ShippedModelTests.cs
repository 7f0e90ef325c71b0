using IncidentMonitor.Classify;
using IncidentMonitor.Model;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Classify;

/// <summary>The model in <c>models/</c>: it loads, belongs to the shipped tree and is in its right mind.</summary>
public sealed class ShippedModelTests
{
    private static readonly Classifier Shipped = Classifier.Load(
        Path.Combine(AppContext.BaseDirectory, "models", "rubrics.model"),
        RubricTree.Load(Path.Combine(AppContext.BaseDirectory, "config", "rubrics", "tree.csv")));

    [TestCase("Второй день сидим без отопления, батареи ледяные", "Ненадлежащее качество или отключение отопления")]
    [TestCase("прорвало трубу с водой, течёт по всей улице, коммунальщики не едут", "Аварии (в т.ч. прорывы) в системе водоснабжения")]
    [TestCase("С утра нет ни холодной, ни горячей воды. Когда дадут?", "Отсутствие холодной и/или горячей воды")]
    [TestCase("Дорогу не чистят от снега неделю, колея по колено", "Уборка дорог от снега и наледи")]
    [TestCase("Ям на дороге столько, что машину разбили, асфальт разваливается", "Некачественное покрытие асфальтовых дорог (ямы, выбоины и пр.)")]
    [TestCase("автобус опять не пришёл по расписанию, ждали час", "График движения общественного транспорта")]
    [TestCase("мусор из контейнеров не вывозят вторую неделю, баки переполнены", "Содержание, строительство или отсутствие контейнерных площадок (в т.ч. контейнеров)")]
    [TestCase("стая бродячих собак кидается на детей, вызовите отлов", "Отлов безнадзорных собак и кошек")]
    [TestCase("В поликлинике нет терапевта уже полгода, некому лечить", "Нехватка медработников (в т.ч. узкопрофильных)")]
    [TestCase("лифт в подъезде стоит вторую неделю", "Неисправность или отключение лифтов")]
    [TestCase("скорую ждали четыре часа", "Скорая помощь")]
    [TestCase("Не могу получить место в детском саду, очередь не движется", "Поступление в ДОУ, нехватка мест")]
    public void LabelsAPlainComplaint(string text, string topic)
    {
        var label = Shipped.Classify(text);
        Assert.Multiple(() =>
        {
            Assert.That(label.Topic, Is.EqualTo(topic));
            Assert.That(label.IsIncident);
            Assert.That(label.Because, Is.Not.Empty);
            Assert.That(label.Rubric.Confidence, Is.InRange(0, label.Confidence + 1e-9));
        });
    }

    [TestCase("Поздравляем всех женщин с праздником весны!")]
    [TestCase("Продам коляску, состояние отличное, самовывоз")]
    [TestCase("ну ты и насмешил, давно так не смеялся")]
    public void LeavesChatterAlone(string text) => Assert.That(Shipped.Classify(text).IsIncident, Is.False);

    [Test]
    public void ADangerIsUrgentAndAWishIsNot() => Assert.Multiple(() =>
    {
        Assert.That(Shipped.Classify("Оборванный провод под напряжением лежит у детской площадки, дети могут погибнуть, срочно!").Severity, Is.GreaterThanOrEqualTo(Severity.High));
        Assert.That(Shipped.Classify("Хотелось бы, чтобы в парке поставили ещё пару лавочек").Severity, Is.EqualTo(Severity.Low));
    });

    [Test]
    public void TheFileStaysSmall() =>
        Assert.That(new FileInfo(Path.Combine(AppContext.BaseDirectory, "models", "rubrics.model")).Length, Is.LessThan(24 << 20));
}
