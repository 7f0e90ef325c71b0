using NUnit.Framework;

namespace IncidentMonitor.Tests.Collect.Intake;

internal sealed class HookTests
{
    private IntakeHost _host = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _host = await IntakeHost.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [TestCase("""{"type":"confirmation","group_id":77}""", 200, "c0nf1rm")]
    [TestCase("""{"type":"confirmation","group_id":77,"secret":"wrong"}""", 403, "refused")]
    [TestCase("""{"type":"wall_post_new","group_id":77,"object":{"id":1,"owner_id":-77,"text":"x"}}""", 403, "refused")]
    [TestCase("""{"type":"wall_post_new","group_id":77,"secret":"vk-secret-012345678","object":{}}""", 403, "refused")]
    [TestCase("""{"type":"wall_post_new","group_id":78,"secret":"vk-secret-0123456789"}""", 404, "unknown community")]
    [TestCase("nonsense", 400, "no event")]
    public async Task VK_must_know_the_secret(string body, int status, string words)
    {
        Assert.That(await _host.HookAsync("vk", body), Is.EqualTo((status, words)));
        Assert.That(_host.Ask<int>("SELECT count(*) FROM post WHERE text = 'x'"), Is.Zero);
    }

    [Test]
    public async Task A_wall_told_by_events_is_stored_edited_and_erased()
    {
        var post = Event("wall_post_new", "e1", """{"id":5,"owner_id":-77,"from_id":-77,"date":1769000000,"post_type":"post","text":"Нет воды"}""");
        var comment = """{"id":6,"from_id":42,"date":1769000100,"text":"И у нас","post_id":5,"owner_id":-77}""";
        var answers = new[]
        {
            await _host.HookAsync("vk", post),
            await _host.HookAsync("vk", Event("wall_reply_new", "e2", comment)),
            await _host.HookAsync("vk", Event("wall_reply_edit", "e3", comment.Replace("И у нас", "И у нас тоже"))),
            // VK repeats what it thinks lost: an old event must not undo a newer one.
            await _host.HookAsync("vk", Event("wall_reply_new", "e2", comment)),
            await _host.HookAsync("vk", Event("wall_post_new", "e4", """{"id":7,"owner_id":-77,"post_type":"suggest","text":"Предложено"}""")),
            await _host.HookAsync("vk", Event("wall_post_new", "e5", """{"text":"без номера"}""")),
            await _host.HookAsync("vk", Event("like_add", "e6", "{}")),
        };
        Assert.Multiple(() =>
        {
            Assert.That(answers, Is.All.EqualTo((200, "ok")));
            Assert.That(_host.Ask<string>("SELECT text FROM post WHERE id = 'vk:-77_5'"), Is.EqualTo("Нет воды"));
            Assert.That(_host.Ask<(string, string)>("SELECT text, url FROM post WHERE id = 'vk:-77_r6'"), Is.EqualTo(("И у нас тоже", "https://vk.com/wall-77_5?reply=6")));
            Assert.That(_host.Ask<string>("SELECT context FROM post WHERE id = 'vk:-77_r6'"), Is.EqualTo("Нет воды"), "a comment is judged by what it answers");
            Assert.That(_host.Ask<int>("SELECT count(*) FROM post WHERE text = 'Предложено'"), Is.Zero, "not public");
            Assert.That(_host.Ask<int>("SELECT count(*) FROM quarantine WHERE feed = 'group'"), Is.EqualTo(1));
        });
        await _host.HookAsync("vk", Event("wall_reply_delete", "e7", """{"id":6,"owner_id":-77,"post_id":5,"deleter_id":42}"""));
        Assert.That(_host.Ask<(string, long)>("SELECT text, is_deleted FROM post WHERE id = 'vk:-77_r6'"), Is.EqualTo(("", 1L)));
    }

    [Test]
    public async Task Telegram_pushes_with_its_secret_and_an_odd_update_does_not_come_again()
    {
        const string Update = """{"update_id":900,"channel_post":{"message_id":3,"date":1769000000,"chat":{"id":-1001,"type":"channel","username":"town_news","title":"Город"},"text":"Прорвало трубу"}}""";
        var stranger = await _host.HookAsync("telegram", Update, "wrong");
        var none = await _host.HookAsync("telegram", Update);
        var first = await _host.HookAsync("telegram", Update, IntakeHost.TelegramSecret);
        var again = await _host.HookAsync("telegram", Update.Replace("Прорвало", "Старое: прорвало"), IntakeHost.TelegramSecret);
        var odd = await _host.HookAsync("telegram", """{"update_id":902,"message":5}""", IntakeHost.TelegramSecret);
        var late = await _host.HookAsync("telegram", Update.Replace("900", "901").Replace("channel_post", "edited_channel_post").Replace("Прорвало", "Починили"), IntakeHost.TelegramSecret);
        Assert.Multiple(() =>
        {
            Assert.That(new[] { stranger.Status, none.Status, first.Status, again.Status, odd.Status, late.Status }, Is.EqualTo(new[] { 403, 403, 200, 200, 200, 200 }));
            Assert.That(_host.Ask<string>("SELECT text FROM post WHERE id = 'telegram:town_news_3'"), Is.EqualTo("Починили трубу"));
            Assert.That(_host.Ask<string>("SELECT cursor FROM feed WHERE name = 'bot'"), Is.EqualTo("902"), "should the bot be polled one day, it goes on after the highest");
            Assert.That(_host.Ask<int>("SELECT count(*) FROM quarantine WHERE feed = 'bot'"), Is.EqualTo(1));
        });
    }

    private static string Event(string type, string id, string item) => $$"""{"type":"{{type}}","event_id":"{{id}}","group_id":77,"secret":"{{IntakeHost.VkSecret}}","object":{{item}}}""";
}
