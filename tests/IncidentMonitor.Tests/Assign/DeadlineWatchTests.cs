using Dapper;
using IncidentMonitor.Assign;
using IncidentMonitor.Commands;
using IncidentMonitor.Configuration;
using IncidentMonitor.Model;
using IncidentMonitor.Store.Sql;
using IncidentMonitor.Tests.Store;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Assign;

/// <summary>Terms in the record: told once, paused and resumed, met with both durations.</summary>
internal sealed class DeadlineWatchTests
{
    private const string Agencies =
        """
        watch: centre
        departments:
          - {id: town, name: Город, email: t@x.example, municipality: Озёрск, kinds: [municipality_general], parent: region}
          - {id: region, name: Область, email: r@x.example, kinds: [internal_policy]}
          - {id: centre, name: ЦУР, email: c@x.example, kinds: [control_centre]}
        """;

    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Yekaterinburg");
    private static readonly OfficeHours Office = OfficeHours.Usual(WorkingCalendar.OfLaw, Zone);

    /// <summary>Wednesday, ten in the morning.</summary>
    private static readonly DateTimeOffset Start = new DateTimeOffset(2026, 1, 21, 10, 0, 0, TimeSpan.FromHours(5)).ToUniversalTime();

    private Scratch _scratch = null!;
    private IncidentStore _store = null!;
    private FakeTimeProvider _clock = null!;

    [SetUp]
    public void Open()
    {
        _scratch = new Scratch();
        _store = new IncidentStore(SqliteDatabase.Open(_scratch.Path));
        _clock = new FakeTimeProvider(Start);
    }

    [TearDown]
    public void Close()
    {
        _store.Dispose();
        _scratch.Dispose();
    }

    [Test]
    public async Task Near_and_past_are_told_once_each_and_a_restart_tells_nothing_twice()
    {
        await AddAsync(Terms("4wh", "3d"));
        Assert.That(await TellAsync("2026-01-21 12:59"), Is.Zero, "three hours of four");
        Assert.That(await TellAsync("2026-01-21 13:00"), Is.EqualTo(1), "near");
        Assert.That(await TellAsync("2026-01-21 13:30"), Is.Zero, "told before, and the watch is a new one each time");
        Assert.That(await TellAsync("2026-01-21 14:00"), Is.EqualTo(1), "past");
        Assert.That(await TellAsync("2026-01-22 14:00"), Is.Zero);
        Assert.That(Outbox(), Is.EqualTo(new[] { "created town", "near-react town", "past-react town", "past-react region", "past-react centre" }));
        Assert.That(new IncidentQueries(_store).Card(1)!.History.Select(line => line.What), Is.SupersetOf(new[] { "Взять в работу: срок близко", "Взять в работу: срок прошёл" }));
    }

    [Test]
    public async Task After_a_long_standstill_only_the_end_is_told()
    {
        await AddAsync(Terms("4wh", "3d"));
        await TellAsync("2026-01-30 10:00");
        Assert.That(Outbox().Where(row => row.EndsWith("town", StringComparison.Ordinal)), Is.EqualTo(new[] { "created town", "past-react town", "past-answer town" }));
    }

    [Test]
    public async Task Nobodys_incident_is_told_to_the_office_that_watches()
    {
        await AddAsync(Terms("4wh", "3d"), agency: null);
        await TellAsync("2026-01-21 13:00");
        await TellAsync("2026-01-21 14:00");
        Assert.That(Outbox(), Is.EqualTo(new[] { "near-react centre", "past-react centre" }));
    }

    [Test]
    public async Task Quiet_incidents_raise_no_alarm()
    {
        await AddAsync(Terms("4wh", "3d"), isQuiet: true);
        Assert.That(await TellAsync("2026-02-21 14:00"), Is.Zero);
    }

    [Test]
    public async Task A_fresh_voice_starts_the_terms_of_a_quiet_incident_anew()
    {
        var id = await AddAsync(Terms("4wh", "3d"), isQuiet: true);
        var later = Start.AddDays(5);
        await _store.WriteAsync(unit =>
        {
            unit.AddPost(Sample.Post("p2", "копия", later));
            unit.JoinIncident(id, Sample.Placed("p2", "копия", later), "тот же текст", Terms("4wh", "3d", later), isQuiet: false, later);
        }, default);
        Assert.That(await TellAsync("2026-01-26 12:59"), Is.Zero);
        Assert.That(await TellAsync("2026-01-26 13:00"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_pause_holds_the_alarm_and_what_was_left_is_left()
    {
        var id = await AddAsync(Terms("4wh", "3d"));
        await WriteAsync("2026-01-21 12:00", unit => unit.Pause(id, "Иванова", "ждём фото от автора", _clock.GetUtcNow()));
        Assert.That(await TellAsync("2026-01-23 14:00"), Is.Zero, "paused");
        var paused = new IncidentQueries(_store).Card(1)!.Incident.Deadlines;
        await WriteAsync("2026-01-23 16:00", unit => unit.Resume(id, "Иванова", Office, _clock.GetUtcNow()));
        var resumed = new IncidentQueries(_store).Card(1)!.Incident.Deadlines;
        Assert.Multiple(() =>
        {
            Assert.That((paused.PausedAt, paused.PauseReason), Is.EqualTo(((DateTimeOffset?)Local("2026-01-21 12:00"), "ждём фото от автора")));
            Assert.That(resumed.PausedAt, Is.Null);
            Assert.That(resumed.React, Is.EqualTo(Local("2026-01-23 18:00")), "two working hours");
            Assert.That(resumed.Answer, Is.EqualTo(Local("2026-01-26 14:00")), "three days less two hours");
        });
        Assert.That(await TellAsync("2026-01-23 16:59"), Is.Zero);
        Assert.That(await TellAsync("2026-01-23 17:00"), Is.EqualTo(1), "near again, for the first time");
    }

    [Test]
    public async Task Working_and_calendar_time_are_kept_and_a_pause_counts_only_by_the_clock()
    {
        var id = await AddAsync(Terms("4wh", "3d"));
        await WriteAsync("2026-01-21 11:00", unit => unit.React(id, "Город", Office, _clock.GetUtcNow()));
        await WriteAsync("2026-01-21 17:00", unit => unit.Pause(id, "Город", "праздник", _clock.GetUtcNow()));
        await WriteAsync("2026-01-22 10:00", unit => unit.Resume(id, "Город", Office, _clock.GetUtcNow()));
        await WriteAsync("2026-01-22 12:00", unit => unit.Answer(id, "Город", Final(), Office, _clock.GetUtcNow()));
        await WriteAsync("2026-01-23 12:00", unit => unit.Answer(id, "Город", null, Office, _clock.GetUtcNow()));
        var terms = new IncidentQueries(_store).Card(1)!.Incident.Deadlines.Terms;
        Assert.Multiple(() =>
        {
            Assert.That(terms.Select(term => term.Kind), Is.EqualTo(new[] { TermKind.React, TermKind.Answer, TermKind.Final }));
            Assert.That(terms.Select(term => term.WorkTime), Is.EqualTo(new TimeSpan?[] { H(1), H(9), H(9) }));
            Assert.That(terms.Select(term => term.ClockTime), Is.EqualTo(new TimeSpan?[] { H(1), H(26), H(24) }));
            Assert.That(terms[2].DueAt, Is.EqualTo(Local("2026-02-02 18:00")), "seven working days after the interim answer");
        });
        Assert.That(await TellAsync("2026-03-01 12:00"), Is.Zero, "what is met is never past");
        Assert.That(() => WriteAsync("2026-03-01 13:00", unit => unit.Answer(id, "Город", null, Office, _clock.GetUtcNow())), Throws.InstanceOf<UserError>());
        Assert.That(() => WriteAsync("2026-03-01 13:00", unit => unit.Resume(id, "Город", Office, _clock.GetUtcNow())), Throws.InstanceOf<UserError>());

        Term Final() => TermTests.Shipped().Final(null, _clock.GetUtcNow(), Office);
        static TimeSpan? H(double hours) => TimeSpan.FromHours(hours);
    }

    [Test]
    public async Task The_queue_finds_its_office_when_the_book_has_one()
    {
        await AddAsync(Terms("4wh", "3d"), agency: null);
        var tree = IncidentMonitor.Classify.RubricTree.Load(_scratch.Write("tree.csv", "id,name,topic,group,department\nr1,Рубрика,Тема,Группа,yards\n"));
        var without = Book("departments: []", tree);
        var with = Book("departments:\n  - {id: town, name: Город, email: t@x.example, municipality: Озёрск, kinds: [yards]}", tree);
        Assert.That(await new QueueReview(_store, without, tree, _clock).ReviewAsync(default), Is.Zero);
        Assert.That(new IncidentQueries(_store).Card(1)!.Incident.Agency.Why, Is.EqualTo(Unassigned.NobodyAtAll), "today's reason");
        Assert.That(await new QueueReview(_store, with, tree, _clock).ReviewAsync(default), Is.EqualTo(1));
        Assert.That(await new QueueReview(_store, with, tree, _clock).ReviewAsync(default), Is.Zero, "once");
        Assert.That((new IncidentQueries(_store).Card(1)!.Incident.Agency.Id, string.Join(',', Outbox())), Is.EqualTo(("town", "created town")));

        AgencyBook Book(string yaml, IncidentMonitor.Classify.RubricTree of) =>
            AgencyBook.Read(_scratch.Write("book.yaml", yaml), of, WorkingCalendar.OfLaw, "Область", Zone, new Problems());
    }

    [TestCase(TermState.Near, "2026-01-21 13:30", 1)]
    [TestCase(TermState.Past, "2026-01-21 13:30", 0)]
    [TestCase(TermState.Past, "2026-01-21 14:30", 1)]
    [TestCase(TermState.Near, "2026-01-21 14:30", 0)]
    public async Task The_list_filters_by_terms(TermState state, string at, int expected)
    {
        await AddAsync(Terms("4wh", "3d"));
        Assert.That(new IncidentQueries(_store).List(new IncidentFilter { Term = state, At = Local(at) }, 1, 10).Total, Is.EqualTo(expected));
    }

    private static Deadlines Terms(string react, string answer, DateTimeOffset? from = null)
    {
        var start = from ?? Start;
        Term[] terms = [Of(TermKind.React, react), Of(TermKind.Answer, answer)];
        return new Deadlines(terms[0].DueAt, terms[1].DueAt) { Terms = terms };

        Term Of(TermKind kind, string rule)
        {
            var parsed = TermRule.Parse(rule);
            var due = parsed.From(start, Office);
            return new Term(kind, rule, start, parsed.PartOfWay(0.75, start, due, Office), due);
        }
    }

    private async Task<string> AddAsync(Deadlines deadlines, string? agency = "town", bool isQuiet = false) =>
        await _store.WriteAsync(unit => Sample.Incident(unit, "p1", Start, Severity.Medium, isQuiet, deadlines: deadlines, agency: agency).Id, default);

    private async Task<int> TellAsync(string at)
    {
        _clock.SetUtcNow(Local(at));
        var problems = new Problems();
        var tree = IncidentMonitor.Classify.RubricTree.Load(Path.Combine(Repository.Config, "rubrics", "tree.csv"));
        var book = AgencyBook.Read(_scratch.Write("agencies.yaml", Agencies), tree, WorkingCalendar.OfLaw, "Область", Zone, problems);
        Assert.That(problems.Lines, Is.Empty);
        return await new DeadlineWatch(_store, book, _clock).TellAsync(default);
    }

    private Task WriteAsync(string at, Action<StoreUnit> work)
    {
        _clock.SetUtcNow(Local(at));
        return _store.WriteAsync(work, default);
    }

    private List<string> Outbox() => _store.Read(connection => connection.Query<string>("SELECT kind || ' ' || agency_id FROM outbox ORDER BY id").ToList());

    private static DateTimeOffset Local(string time) =>
        new DateTimeOffset(DateTime.Parse(time, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.FromHours(5)).ToUniversalTime();
}
