using IncidentMonitor.Locate;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Locate;

/// <summary>Authored texts; expected: settlement | street | house | object, «-» for none.</summary>
internal sealed class PlaceLocatorTests
{
    private static readonly Lazy<PlaceLocator> Shipped = new(() => PlaceLocator.Load(Path.Combine(Repository.Config, "places"), "Владимирская область"));

    [TestCase("г. Ковров, ул. Ленина, д. 5к2, третий день нет воды", "Ковров|улица Ленина|5к2|-")]
    [TestCase("в Коврове на улице Садовой прорвало трубу", "Ковров|улица Садовая|-|-")]
    [TestCase("на Ленина 45 не чистят снег", "-|Ленина|45|-")]
    [TestCase("ямы на Комсомольском проспекте", "-|Комсомольский проспект|-|-")]
    [TestCase("пр-т Мира, 12 лифт стоит неделю", "-|проспект Мира|12|-")]
    [TestCase("в деревне Старая Слобода нет света", "Старая Слобода|-|-|-")]
    [TestCase("село Заречное, дорогу не чистят", "Заречное|-|-|-")]
    [TestCase("ковровские дороги убиты совсем", "Ковров|-|-|-")]
    [TestCase("ул. академика Веденеева 86 магазин", "-|улица Академика Веденеева|86|-")]
    [TestCase("мкр. Парковый, дом 3, мусор не вывозят", "-|Парковый микрорайон|3|-")]
    [TestCase("школа № 5, холодно в классах", "-|-|-|школа № 5")]
    [TestCase("в садике 12 нет отопления", "-|-|-|детский сад № 12")]
    [TestCase("На улице мороз, а батареи холодные", "-|-|-|-")]
    [TestCase("Когда уже почистят дороги в городе?", "-|-|-|-")]
    [TestCase("у нас во дворе 5 машин стоят на газоне", "-|-|-|-")]
    [TestCase("ждали 2 часа, приехал через 40 минут", "-|-|-|-")]
    [TestCase("выплату перечислили 12 января", "-|-|-|-")]
    [TestCase("Спасибо Марине Ивановой за помощь", "-|-|-|-")]
    [TestCase("весь мир смеётся, победа будет за нами", "-|-|-|-")]
    public void A_place_is_found_or_none_is_made_up(string text, string expected)
    {
        var place = Shipped.Value.Locate(text).Place;
        Assert.That(string.Join('|', new[] { place.Settlement, place.Street, place.House, place.Object }.Select(part => part ?? "-")), Is.EqualTo(expected));
    }

    [Test]
    public void A_known_town_brings_its_region_and_coordinates()
    {
        var place = Shipped.Value.Locate("в Коврове отключили свет").Place;
        Assert.Multiple(() =>
        {
            Assert.That(place.Region, Is.EqualTo("Владимирская область"));
            Assert.That(place.Lat, Is.EqualTo(56.36).Within(0.1));
        });
    }
}
