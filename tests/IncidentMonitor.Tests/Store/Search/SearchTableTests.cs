using IncidentMonitor.Model;
using IncidentMonitor.Store.Search;
using IncidentMonitor.Store.Sql;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Store.Search;

/// <summary>One table of questions and posts: the record's full-text search and the index find the same.</summary>
internal sealed class SearchTableTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 21, 10, 0, 0, TimeSpan.Zero);

    /// <summary>Incident 1 is the first line, and so on; a bar separates two posts of one incident.</summary>
    private static readonly string[] Posts =
    [
        "Во дворе огромная яма, машины бьются",
        "Отключили отопление в доме на Лесной, батареи ледяные",
        "Управляющая компания не отвечает на звонки",
        "УК «Заря» выставила двойные счета",
        "Мусор не вывозят вторую неделю, баки переполнены",
        "Нет горячей воды с понедельника",
        "Чёрный лёд на тротуаре у школы № 5",
        "Когда починят лифт? не работает третий день",
        "Спасибо дворникам за чистый двор",
        "Такси встаёт на газоне, cнeг лежит кучами",
        "Выбоины на улице Ленина, колёса жалко",
        "Темно: фонари на улице Мира не горят",
        "Течёт крыша|Второй подъезд, по стенам ручьи",
    ];

    internal static readonly object[][] Questions =
    [
        ["ямы", new[] { 1, 11 }],
        ["яме", new[] { 1, 11 }],
        ["\"яма\"", new[] { 1 }],
        ["отопления нет", new[] { 2 }],
        ["нет отопления в доме", new[] { 2 }],
        ["УК", new[] { 3, 4 }],
        ["управляющей компании", new[] { 3, 4 }],
        ["\"управляющая компания\"", new[] { 3 }],
        ["«управляющая компания»", new[] { 3 }],
        ["УК -Заря", new[] { 3 }],
        ["ТКО", new[] { 5 }],
        ["вывоз мусора", new[] { 5 }],
        ["ГВС", new[] { 6 }],
        ["горячая вода", new[] { 6 }],
        ["черный лед", new[] { 7 }],
        ["чёрный лёд у школы", new[] { 7 }],
        ["лифт сломан", new[] { 8 }],
        ["лифт -работает", Array.Empty<int>()],
        ["двор", new[] { 1, 9 }],
        ["двор -яма", new[] { 9 }],
        ["-яма двор", new[] { 9 }],
        ["яма OR лифт", new[] { 1, 8, 11 }],
        ["лифт | мусор", new[] { 5, 8 }],
        ["фонари ИЛИ лёд школа", new[] { 7 }],
        ["\"улице Ленина\" OR \"улице Мира\"", new[] { 11, 12 }],
        ["улица -Ленина", new[] { 12 }],
        ["снег", new[] { 10 }],
        ["крыша подъезд", new[] { 13 }],
        ["\"крыша второй\"", Array.Empty<int>()],
        ["в на", new[] { 2 }],
        ["пожар", Array.Empty<int>()],
        ["!!!", Array.Empty<int>()],
        ["OR", Array.Empty<int>()],
        ["NEAR(яма двор) *", Array.Empty<int>()],
        ["яма\" OR \"1", Array.Empty<int>()],
        ["-улица -двор -УК -лифт -вода -отопление -мусор -снег -крыша", new[] { 7 }],
    ];

    [TestCaseSource(nameof(Questions))]
    public async Task The_record_finds(string question, int[] expected)
    {
        using var scratch = new Scratch();
        using var store = new IncidentStore(SqliteDatabase.Open(scratch.Path));
        await store.WriteAsync(Fill, default);
        var search = new IncidentSearch(new IncidentQueries(store), store, SearchRig.Words, null, 0, TimeProvider.System, NullLogger<IncidentSearch>.Instance);
        var (lines, _) = await search.ListAsync(new IncidentFilter { Text = question }, 1, 50, default);
        Assert.That(lines.Select(line => line.Incident.Number), Is.EquivalentTo(expected.Select(number => (long)number)));
    }

    internal static void Fill(StoreUnit unit)
    {
        foreach (var (posts, number) in Posts.Select((text, index) => (text.Split('|'), index + 1)))
        {
            var incident = Sample.Incident(unit, $"p{number}", Now.AddMinutes(number), Severity.Medium, text: posts[0]);
            foreach (var (text, more) in posts.Skip(1).Select((text, index) => (text, index)))
            {
                var id = $"p{number}-{more}";
                unit.AddPost(Sample.Post(id, text, Now.AddHours(1)));
                unit.JoinIncident(incident.Id, Sample.Placed(id, text, Now.AddHours(1)), "тот же дом", new Deadlines(Now, Now), false, Now);
            }
        }
    }

    /// <summary>The same table on a real engine.</summary>
    [Category(SearchEngine.Category)]
    internal sealed class OnTheIndex
    {
        private SearchRig _rig = null!;

        [OneTimeSetUp]
        public async Task FillAsync()
        {
            _rig = new SearchRig(SearchEngine.Settings("t-table"), TimeProvider.System);
            await _rig.WriteAsync(Fill);
            await _rig.DrainAsync();
            await _rig.Cluster.RefreshAsync(_rig.Target, default);
        }

        [OneTimeTearDown]
        public async Task DisposeAsync()
        {
            if (_rig is not null)
            {
                await _rig.DisposeAsync();
            }
        }

        [TestCaseSource(typeof(SearchTableTests), nameof(Questions))]
        public async Task The_index_finds(string question, int[] expected)
        {
            var found = await _rig.Search.FindAsync(SearchQuery.Parse(question, SearchRig.Words)!, default);
            Assert.That(found, Is.Not.Null, "the index did not answer");
            Assert.That(_rig.Queries.List(new IncidentFilter(), found, 1, 50).Lines.Select(line => line.Incident.Number), Is.EquivalentTo(expected.Select(number => (long)number)));
        }

        /// <summary>Kibana's search box asks the default fields through the index's own Russian analysis.</summary>
        [TestCase("ямы", new[] { 1, 11 })]
        [TestCase("отопления нет", new[] { 2 })]
        [TestCase("УК", new[] { 3, 4 })]
        [TestCase("управляющей компании", new[] { 3, 4 })]
        [TestCase("ТКО", new[] { 5 })]
        [TestCase("черный лед", new[] { 7 })]
        public async Task Kibana_finds(string question, int[] expected)
        {
            var answer = await _rig.AskAsync(HttpMethod.Get, $"/t-table/_search?size=100&default_operator=AND&q={Uri.EscapeDataString(question)}");
            Assert.That(answer["hits"]!["hits"]!.AsArray().Select(hit => hit!["_source"]!["number"]!.GetValue<int>()), Is.EquivalentTo(expected));
        }
    }
}
