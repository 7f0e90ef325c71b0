using IncidentMonitor.Locate;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Locate;

/// <summary>Invented messages, each with every name of its kind: 396 texts that name a place, 120 that name none.</summary>
internal sealed class PlaceTemplatesTests
{
    private static readonly Lazy<PlaceLocator> Shipped = new(() => PlaceLocator.Load(Path.Combine(Repository.Config, "places"), null));

    private static readonly string[] Streets =
        ["Ленина", "Гагарина", "Чапаева", "Космонавтов", "Строителей", "Мичурина", "Орджоникидзе", "Карла Маркса", "Зои Космодемьянской", "Богдана Хмельницкого", "Героев Арктики", "академика Обвинцева", "50 лет Октября", "8 Марта", "Энтузиастов", "Плеханова", "Розы Люксембург", "Сакко и Ванцетти", "маршала Полыновского", "Крупской"];

    private static readonly string[] StreetTexts =
        ["на ул. {0} не горит фонарь", "г. Муром, ул. {0}, д. 5, течёт крыша", "улица {0} вся в ямах, машину разбили", "ул.{0} 12 нет воды третий день", "Прошу убрать снег по адресу: ул. {0}, дом 7", "в подъезде дома 3 по улице {0} нет света",
         "обещали сделать тротуар по ул. {0} ещё летом", "ул. {0}, 14/2 — завалили помойку", "Когда почистят улицу {0}? не пройти", "перекрёсток ул. {0} и ул. Мира, не работает светофор"];

    private static readonly (string Feminine, string Genitive)[] Adjectives =
        [("Садовая", "Садовой"), ("Обвинская", "Обвинской"), ("Заречная", "Заречной"), ("Московская", "Московской"), ("Первомайская", "Первомайской"), ("Качканарская", "Качканарской"), ("Рабочая", "Рабочей"), ("Верхняя", "Верхней"), ("Уинская", "Уинской"), ("Железнодорожная", "Железнодорожной")];

    private static readonly string[] AdjectiveTexts =
        ["на улице {1} прорвало трубу", "по ул. {1} едет трактор и сгребает снег к подъездам", "на {1} 15 холодные батареи", "{0} 4, второй подъезд, нет света", "ул. {0}, 21 лифт стоит"];

    private static readonly (string Name, string Locative)[] Villages =
        [("Сосновка", "Сосновке"), ("Ивановка", "Ивановке"), ("Семёново", "Семёново"), ("Гамово", "Гамово"), ("Заречье", "Заречье"), ("Старая Слобода", "Старой Слободе"), ("Верхняя Курья", "Верхней Курье"), ("Ключики", "Ключики"), ("Вильва", "Вильва"), ("Песьянка", "Песьянка")];

    private static readonly string[] VillageTexts = ["деревня {0}, второй день нет света", "В деревне {1} не чистят дорогу", "д. {0}, ул. Центральная, колонка замёрзла", "дер. {0} осталась без автобуса", "из деревни {0} не уехать"];

    private static readonly (string Name, string Genitive, string Locative)[] Towns =
        [("Ковров", "Коврова", "Коврове"), ("Муром", "Мурома", "Муроме"), ("Кунгур", "Кунгура", "Кунгуре"), ("Лысьва", "Лысьвы", "Лысьве"), ("Пермь", "Перми", "Перми"), ("Казань", "Казани", "Казани"), ("Ульяновск", "Ульяновска", "Ульяновске"), ("Березники", "Березников", "Березниках"), ("Набережные Челны", "Набережных Челнов", "Набережных Челнах"), ("Вязники", "Вязников", "Вязниках"), ("Великий Новгород", "Великого Новгорода", "Великом Новгороде"), ("Соликамск", "Соликамска", "Соликамске")];

    private static readonly string[] TownTexts =
        ["в {2} опять отключили отопление", "г. {0}, мусор не вывозят неделю", "жители {1} ждут автобус по часу", "Когда в {2} построят поликлинику?", "скорая из {1} ехала два часа", "город {0} утопает в грязи", "Здравствуйте, живу в {2}, дороги ужасные", "{0}, нет горячей воды"];

    private static readonly string[] Nowhere =
        ["{0} не отвечает на звонки третий день", "написала жалобу, {0} прислал отписку", "во дворе {0} сломали качели", "Спасибо, {0}, вы очень помогли", "на улице мороз, а {0} ничего не делает", "ждали {0} больше двух часов", "{0}: когда это кончится?", "платим деньги, а {0} смеётся нам в лицо"];

    private static readonly string[] Nobodies =
        ["управляющая компания", "мастер участка", "Роспотребнадзор", "администрация", "депутат Петров", "Марина Ивановна", "Сергей Викторович", "диспетчер", "губернатор", "глава района", "Минздрав", "Пенсионный фонд", "водитель автобуса", "МУП Водоканал", "врач Соколова"];

    [Test]
    public void Streets_are_found_in_the_nominative()
    {
        var missed = (from text in StreetTexts
                      from street in Streets
                      let found = Shipped.Value.Locate(string.Format(null, text, street)).Place.Street
                      where found is null || !PlaceWord.KeyOf(found).EndsWith(PlaceWord.KeyOf(street), StringComparison.Ordinal)
                      select $"{string.Format(null, text, street)} → {found}").ToList();
        missed.AddRange(from text in AdjectiveTexts
                        from street in Adjectives
                        let message = string.Format(null, text, street.Feminine, street.Genitive)
                        let found = Shipped.Value.Locate(message).Place.Street
                        where found is null || !found.EndsWith(street.Feminine, StringComparison.Ordinal)
                        select $"{message} → {found}");
        TestContext.Out.WriteLine(string.Join('\n', missed));
        Assert.That(missed, Has.Count.LessThanOrEqualTo(((StreetTexts.Length * Streets.Length) + (AdjectiveTexts.Length * Adjectives.Length)) * 4 / 100));
    }

    [Test]
    public void Settlements_are_found_in_the_nominative()
    {
        var missed = (from text in VillageTexts
                      from village in Villages
                      let message = string.Format(null, text, village.Name, village.Locative)
                      let found = Shipped.Value.Locate(message).Place.Settlement
                      where found != village.Name
                      select $"{message} → {found}").ToList();
        missed.AddRange(from text in TownTexts
                        from town in Towns
                        let message = string.Format(null, text, town.Name, town.Genitive, town.Locative)
                        let found = Shipped.Value.Locate(message).Place.Settlement
                        where found != town.Name
                        select $"{message} → {found}");
        TestContext.Out.WriteLine(string.Join('\n', missed));
        Assert.That(missed, Has.Count.LessThanOrEqualTo(((VillageTexts.Length * Villages.Length) + (TownTexts.Length * Towns.Length)) * 6 / 100));
    }

    [Test]
    public void Nothing_is_made_up()
    {
        var invented = (from text in Nowhere
                        from nobody in Nobodies
                        let message = string.Format(null, text, nobody)
                        let place = Shipped.Value.Locate(message).Place
                        where place.Settlement is not null || place.Street is not null
                        select $"{message} → {place.Settlement} {place.Street}").ToList();
        Assert.That(invented, Is.Empty);
    }
}
