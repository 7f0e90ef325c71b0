using System.Text;
using System.Text.Json;
using IncidentMonitor.Collect.Intake;
using IncidentMonitor.Store.Sql;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Collect.Intake;

internal sealed class IntakeApiTests
{
    private const string Batch = "application/x-ndjson";
    private const string Pit = "Во дворе дома огромная яма, дети падают, почините асфальт";

    private IntakeHost _host = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _host = await IntakeHost.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task A_message_is_stored_once_and_a_changed_one_updates_it()
    {
        var key = await _host.KeyAsync("hotline", "write vouch");
        var first = await _host.PostAsync(key, Message("17", Pit, """ "isIncident":true, "author":"Иван Тестов", "publishedAt":"2026-01-21T08:00:00+05:00" """));
        var again = await _host.PostAsync(key, Message("17", Pit));
        var changed = await _host.PostAsync(key, Message("17", Pit + ", уже неделю"));
        Assert.Multiple(() =>
        {
            Assert.That((first.Status, first.Text("status"), first.Text("post")), Is.EqualTo((201, "stored", "intake:hotline_17")));
            Assert.That(first.Text("incident"), Is.Not.Null, "an operator vouched for it");
            Assert.That((again.Status, again.Text("status"), again.Text("incident")), Is.EqualTo((200, "known", first.Text("incident"))));
            Assert.That((changed.Status, changed.Text("status")), Is.EqualTo((200, "updated")));
            Assert.That(_host.Ask<(string, long)>("SELECT source, published_at FROM post WHERE id = 'intake:hotline_17'"), Is.EqualTo(("intake", new DateTimeOffset(2026, 1, 21, 3, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds())));
            Assert.That(_host.Ask<string>("SELECT text FROM post_version WHERE post_id = 'intake:hotline_17'"), Is.EqualTo(Pit));
        });
    }

    [TestCase("{}", "id", "text")]
    [TestCase("""{"id":"1","text":"т","txet":"т"}""", "txet")]
    [TestCase("""{"id":7,"text":"т"}""", "id")]
    [TestCase("""{"id":"1","text":"т","publishedAt":"2026-01-21T08:00:00"}""", "publishedAt")]
    [TestCase("""{"id":"1","text":"т","publishedAt":"2126-01-21T08:00:00Z"}""", "publishedAt")]
    [TestCase("""{"id":"1","text":"т","url":"javascript:alert(1)","author":5}""", "author", "url")]
    [TestCase("""{"id":"1","attachments":[{"kind":"photo","url":"file:///etc/passwd"}]}""", "attachments[0]", "text")]
    [TestCase("""{"id":"1","text":"т","isIncident":true}""", "isIncident")]
    [TestCase("""[{"id":"1"}]""", "")]
    [TestCase("""{"id":"1","text":"т""", "")]
    public async Task A_refusal_names_every_field_and_quotes_nothing(string body, params string[] fields)
    {
        var answer = await _host.PostAsync(await _host.KeyAsync("strict"), body);
        Assert.Multiple(() =>
        {
            Assert.That((answer.Status, answer.Type), Is.EqualTo((400, "application/problem+json")));
            Assert.That(answer.Fields, Is.EquivalentTo(fields));
            Assert.That(answer.Body.ToString(), Does.Not.Contain("passwd").And.Not.Contain("alert"));
        });
    }

    [Test]
    public async Task A_batch_answers_each_line()
    {
        var key = await _host.KeyAsync("batch");
        var answer = await _host.PostAsync(key, $"\uFEFF{Message("1", "Первое")}\r\n\n{Message("1", "Первое")}\nнет\n{Message("2", new string('я', IntakeMessage.MaxText + 1))}\n{Message("3", "Третье")}", Batch);
        var results = answer.Body.GetProperty("results").EnumerateArray().Select(result => (result.GetProperty("line").GetInt32(), result.GetProperty("status").GetString())).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(answer.Status, Is.EqualTo(207));
            Assert.That(results, Is.EqualTo(new[] { (1, "stored"), (3, "known"), (4, "refused"), (5, "refused"), (6, "stored") }));
            Assert.That(answer.Body.GetProperty("results")[3].GetProperty("errors")[0].GetProperty("field").GetString(), Is.EqualTo("text"));
            Assert.That((answer.Text("stored"), answer.Text("known"), answer.Text("refused")), Is.EqualTo(("2", "1", "2")));
            Assert.That(_host.Ask<int>("SELECT messages FROM intake_day WHERE sender = 'batch'"), Is.EqualTo(2), "only what was taken in counts");
        });
    }

    [Test]
    public async Task Without_a_good_key_nothing_is_said()
    {
        var expired = await _host.KeyAsync("late", expires: DateTimeOffset.UnixEpoch);
        var revoked = await _host.KeyAsync("gone");
        await _host.Store.WriteAsync(unit => unit.RevokeKey(ApiKey.IdOf(revoked)!, DateTimeOffset.UnixEpoch), default);
        var good = await _host.KeyAsync("good");
        var statuses = new List<int>();
        foreach (var key in new[] { null, "im_", "im_00.x", good[..^1] + (good[^1] == 'A' ? 'B' : 'A'), expired, revoked })
        {
            statuses.Add((await _host.PostAsync(key, Message("1", "т"))).Status);
        }

        Assert.That(statuses, Is.All.EqualTo(401));
        Assert.That((await _host.DeleteAsync(good, "1")).Status, Is.EqualTo(403), "a key that may write may not erase");
        Assert.That(_host.Ask<int>("SELECT count(*) FROM api_key WHERE instr(hash, @text)", new { text = good }), Is.Zero);
    }

    [Test]
    public async Task A_repeated_request_gets_its_first_answer()
    {
        var key = await _host.KeyAsync("patient");
        var first = await _host.PostAsync(key, Message("1", "Первое"), idempotencyKey: "a");
        var again = await _host.PostAsync(key, Message("1", "Первое"), idempotencyKey: "a");
        var other = await _host.PostAsync(key, Message("2", "Второе"), idempotencyKey: "a");
        var alien = await _host.PostAsync(await _host.KeyAsync("impatient"), Message("2", "Второе"), idempotencyKey: "a");
        var wrong = await _host.PostAsync(key, Message("2", "Второе"), idempotencyKey: new string('a', 201));
        Assert.That(new[] { first.Status, again.Status, other.Status, alien.Status, wrong.Status }, Is.EqualTo(new[] { 201, 201, 422, 201, 400 }));
        Assert.That(again.Text("status"), Is.EqualTo("stored"));
    }

    [Test]
    public async Task Rate_and_quota_say_when_to_come_again()
    {
        var quick = await _host.KeyAsync("quick", perMinute: 2);
        var taken = await _host.PostAsync(quick, string.Join('\n', Enumerable.Range(0, 5).Select(i => Message($"{i}", "т"))), Batch);
        var early = await _host.PostAsync(quick, Message("9", "т"));
        var small = await _host.KeyAsync("small", perDay: 1);
        await _host.PostAsync(small, Message("1", "т"));
        var spent = await _host.PostAsync(small, Message("2", "т"));
        Assert.Multiple(() =>
        {
            Assert.That(taken.Status, Is.EqualTo(200), "a batch is not cut; it is paid off afterwards");
            Assert.That(early.Status, Is.EqualTo(429));
            Assert.That(early.RetryAfter, Is.GreaterThan(TimeSpan.FromSeconds(90)).And.LessThan(TimeSpan.FromSeconds(125)));
            Assert.That(spent.Status, Is.EqualTo(429));
            Assert.That(spent.RetryAfter, Is.GreaterThan(TimeSpan.Zero).And.LessThanOrEqualTo(TimeSpan.FromDays(1)));
        });
    }

    [Test]
    public async Task Size_and_type_are_capped()
    {
        var key = await _host.KeyAsync("large");
        var longLine = await _host.PostAsync(key, Message("1", new string('a', IntakeMessage.MaxBytes)));
        var manyLines = await _host.PostAsync(key, string.Concat(Enumerable.Repeat("{}\n", MessageIntake.MaxLines + 1)), Batch);
        var form = await _host.PostAsync(key, "id=1", "application/x-www-form-urlencoded");
        var empty = await _host.PostAsync(key, "\n\n", Batch);
        Assert.That(new[] { longLine.Status, manyLines.Status, form.Status, empty.Status }, Is.EqualTo(new[] { 413, 413, 415, 400 }));
    }

    [Test]
    public async Task What_is_taken_back_leaves_no_byte()
    {
        const string Secret = "тайныйадресжителя";
        var key = await _host.KeyAsync("forget", "write erase vouch");
        await _host.PostAsync(key, Message("1", $"{Secret} нет воды", """ "isIncident":true, "author":"Секретов Секрет" """), idempotencyKey: "forget-1");
        await _host.PostAsync(key, Message("1", $"{Secret} нет воды и света", """ "author":"Секретов Секрет" """));
        var erased = await _host.DeleteAsync(key, "1");
        Assert.Multiple(() =>
        {
            Assert.That(erased.Status, Is.EqualTo(204));
            foreach (var file in new[] { "incidents.db", "incidents.db-wal" })
            {
                using var stream = new FileStream(Path.Combine(_host.Data, file), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using var copy = new MemoryStream();
                stream.CopyTo(copy);
                Assert.That(copy.ToArray().AsSpan().IndexOf(Encoding.UTF8.GetBytes(Secret)), Is.EqualTo(-1), file);
                Assert.That(copy.ToArray().AsSpan().IndexOf("Секретов"u8), Is.EqualTo(-1), file);
            }

            Assert.That(_host.Ask<int>("SELECT count(*) FROM incident_post WHERE post_id = 'intake:forget_1'"), Is.EqualTo(1), "the incident stays");
            Assert.That(_host.Ask<int>("SELECT count(*) FROM intake_request WHERE sender = 'forget'"), Is.Zero);
        });
        Assert.That((await _host.DeleteAsync(key, "1")).Status, Is.EqualTo(204), "twice is harmless");
        Assert.That((await _host.DeleteAsync(key, "none")).Status, Is.EqualTo(404));
        Assert.That((await _host.PostAsync(key, Message("1", "снова"))).Text("status"), Is.EqualTo("known"), "what was taken back does not come again");
    }

    [Test]
    public async Task The_document_names_the_real_routes_fields_and_limits()
    {
        var document = JsonDocument.Parse(await _host.Client.GetStringAsync("/api/v1/openapi.json")).RootElement;
        var written = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name.ToUpperInvariant()} {path.Name}"));
        var real = _host.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal))
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} {endpoint.RoutePattern.RawText}")).Distinct();
        var fields = document.GetProperty("components").GetProperty("schemas").GetProperty("Message").GetProperty("properties");
        var post = document.GetProperty("paths").GetProperty("/api/v1/messages").GetProperty("post").GetProperty("description").GetString();
        Assert.Multiple(() =>
        {
            Assert.That(written, Is.EquivalentTo(real));
            Assert.That(fields.EnumerateObject().Select(field => field.Name), Is.EquivalentTo(IntakeMessage.Fields));
            Assert.That(fields.GetProperty("text").GetProperty("maxLength").GetInt32(), Is.EqualTo(IntakeMessage.MaxText));
            Assert.That(post, Does.Contain($"{MessageIntake.MaxLines} lines").And.Contain($"{MessageIntake.MaxBytes} bytes").And.Contain($"{IntakeMessage.MaxBytes} bytes"));
        });
    }

    [Test]
    public async Task The_intakes_own_door_shows_no_console_and_the_console_no_intake()
    {
        await using var host = await IntakeHost.StartAsync(("Intake:Address", "http://127.0.0.1:0"));
        var (console, door) = (host.Doors[0], host.Doors[1]);
        Assert.Multiple(() =>
        {
            Assert.That(StatusOf(console, "/"), Is.EqualTo(200));
            Assert.That(StatusOf(console, "/api/v1/openapi.json"), Is.EqualTo(404));
            Assert.That(StatusOf(door, "/api/v1/openapi.json"), Is.EqualTo(200));
            Assert.That(StatusOf(door, "/api/v1/openapi.json", host: "intake.example"), Is.EqualTo(200), "it is meant for other names");
            Assert.That(StatusOf(door, "/", host: console.Authority), Is.EqualTo(404), "no header leads to the console");
            Assert.That(StatusOf(door, "/health/ready"), Is.EqualTo(404));
            Assert.That(StatusOf(door, "/assets/console.css"), Is.EqualTo(404));
        });

        int StatusOf(Uri address, string path, string? host = null)
        {
            using var client = new HttpClient();
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, path));
            request.Headers.Host = host;
            using var response = client.Send(request);
            return (int)response.StatusCode;
        }
    }

    private static string Message(string id, string text, string? more = null) =>
        $$"""{"id":{{JsonSerializer.Serialize(id)}},"text":{{JsonSerializer.Serialize(text)}}{{(more is null ? "" : "," + more)}}}""";
}
