using System.Net;
using System.Text.Json;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Sandbox;

[TestFixture]
public sealed class BotRoutesTests
{
    /// <summary>With a slash: a relative address whose first segment holds a colon would be taken for a scheme.</summary>
    private const string Bot = "/botsandbox-1:abc";

    [Test]
    public async Task Updates_have_the_Bot_APIs_shape_and_all_kinds_of_content_occur()
    {
        var spec = new TelegramSpec(Repository.Shared("schemas/telegram/api.json"));
        await using var scene = await SandboxScene.AtAsync();
        var updates = await AllAsync(scene);
        var messages = updates.Select(u => u.EnumerateObject().Single(p => p.Name != "update_id").Value).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(updates.SelectMany(u => spec.Errors(u, "Update")), Is.Empty);
            Assert.That(updates.SelectMany(u => u.EnumerateObject()).Select(p => p.Name).Distinct(),
                Is.EquivalentTo(new[] { "update_id", "message", "edited_message", "channel_post", "edited_channel_post" }));
            foreach (var field in new[] { "text", "photo", "caption", "video", "voice", "sticker", "location", "new_chat_members", "reply_to_message", "forward_origin" })
            {
                Assert.That(messages.Any(m => m.TryGetProperty(field, out _)), Is.True, field);
            }
        });
    }

    [Test]
    public async Task GetMe_has_the_Bot_APIs_shape()
    {
        var spec = new TelegramSpec(Repository.Shared("schemas/telegram/api.json"));
        await using var scene = await SandboxScene.AtAsync();
        var me = (await scene.GetJsonAsync($"{Bot}/getMe")).GetProperty("result");
        Assert.That(spec.Errors(me, "User"), Is.Empty);
        Assert.That((await scene.GetJsonAsync($"{Bot}/deleteWebhook")).GetProperty("result").GetBoolean(), Is.True);
    }

    [Test]
    public void The_validator_sees_what_is_wrong()
    {
        var spec = new TelegramSpec(Repository.Shared("schemas/telegram/api.json"));
        using var wrong = JsonDocument.Parse("""{"update_id":"1","message":{"message_id":1,"chat":{"id":5},"date":1,"photo":[{"width":2}],"colour":"red"}}""");
        Assert.That(spec.Errors(wrong.RootElement, "Update"), Has.Count.EqualTo(6));
    }

    [Test]
    public async Task An_offset_forgets_what_was_before_it_and_ids_follow_each_other()
    {
        await using var scene = await SandboxScene.AtAsync();
        var first = await IdsAsync(scene, "limit=5");
        var again = await IdsAsync(scene, "limit=5");
        var next = await IdsAsync(scene, $"limit=5&offset={first[^1] + 1}");
        var kept = await IdsAsync(scene, "limit=5");
        Assert.Multiple(() =>
        {
            Assert.That(again, Is.EqualTo(first), "nothing is forgotten without an offset");
            Assert.That(next[0], Is.EqualTo(first[^1] + 1));
            Assert.That(kept, Is.EqualTo(next), "the confirmed ones never come back");
        });
    }

    [Test]
    public async Task A_negative_offset_keeps_only_the_last_ones()
    {
        await using var scene = await SandboxScene.AtAsync();
        var last = await IdsAsync(scene, "offset=-3");
        Assert.That(last, Has.Count.EqualTo(3));
        Assert.That(await IdsAsync(scene, ""), Is.EqualTo(last));
    }

    [Test]
    public async Task Allowed_updates_stay_in_force_until_they_are_named_anew()
    {
        await using var scene = await SandboxScene.AtAsync();
        var posts = await UpdatesAsync(scene, "allowed_updates=[\"channel_post\"]");
        var unsaid = await UpdatesAsync(scene, "");
        var all = await UpdatesAsync(scene, "allowed_updates=[]");
        Assert.Multiple(() =>
        {
            Assert.That(posts, Is.Not.Empty);
            Assert.That(posts.Select(u => u.TryGetProperty("channel_post", out _)), Has.All.True);
            Assert.That(unsaid, Has.Count.EqualTo(posts.Count));
            Assert.That(all, Has.Count.GreaterThan(posts.Count));
        });
    }

    [Test]
    public async Task Nothing_comes_before_it_happens_and_an_edit_comes_as_an_update_of_its_own()
    {
        await using var scene = await SandboxScene.AtAsync(SandboxScene.At(22, 13));
        var before = await AllAsync(scene);
        scene.Clock.AdvanceTo(SandboxScene.At(22, 16));
        var after = await UpdatesAsync(scene, $"offset={before[^1].GetProperty("update_id").GetInt64() + 1}");
        var edit = after.Single(u => u.TryGetProperty("edited_channel_post", out _)).GetProperty("edited_channel_post");
        var original = before.Select(u => u.TryGetProperty("channel_post", out var post) ? post : default)
            .Single(p => p.ValueKind == JsonValueKind.Object && p.GetProperty("message_id").GetInt32() == edit.GetProperty("message_id").GetInt32()
                && p.GetProperty("chat").GetProperty("id").GetInt64() == edit.GetProperty("chat").GetProperty("id").GetInt64());
        Assert.Multiple(() =>
        {
            Assert.That(before.Select(Date), Has.All.LessThanOrEqualTo(SandboxScene.At(22, 13).ToUnixTimeSeconds()));
            Assert.That(edit.GetProperty("edit_date").GetInt64(), Is.GreaterThan(edit.GetProperty("date").GetInt64()));
            Assert.That(edit.GetProperty("text").GetString(), Is.Not.EqualTo(original.GetProperty("text").GetString()));
        });
    }

    [Test]
    public async Task A_token_of_another_kind_is_refused_and_so_is_an_unknown_method()
    {
        await using var scene = await SandboxScene.AtAsync();
        using var refused = await scene.Client.GetAsync("/bot123:real/getUpdates");
        using var unknown = await scene.Client.GetAsync($"{Bot}/sendMessage");
        Assert.Multiple(() =>
        {
            Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
            Assert.That(unknown.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        });
        Assert.That((await SandboxScene.JsonAsync(refused)).GetProperty("error_code").GetInt32(), Is.EqualTo(401));
    }

    [Test]
    public async Task A_long_poll_without_news_answers_an_empty_list()
    {
        await using var scene = await SandboxScene.AtAsync();
        await UpdatesAsync(scene, "offset=-1");
        var last = await IdsAsync(scene, "");
        Assert.That(await UpdatesAsync(scene, $"timeout=50&offset={last[0] + 1}"), Is.Empty);
    }

    private static long Date(JsonElement update) => update.EnumerateObject().Single(p => p.Name != "update_id").Value.GetProperty("date").GetInt64();

    private static async Task<List<JsonElement>> UpdatesAsync(SandboxScene scene, string query) =>
        [.. (await scene.GetJsonAsync($"{Bot}/getUpdates?{query}")).GetProperty("result").EnumerateArray()];

    private static async Task<List<long>> IdsAsync(SandboxScene scene, string query) =>
        [.. (await UpdatesAsync(scene, query)).Select(u => u.GetProperty("update_id").GetInt64())];

    private static async Task<List<JsonElement>> AllAsync(SandboxScene scene)
    {
        var all = new List<JsonElement>();
        List<JsonElement> page;
        do
        {
            page = await UpdatesAsync(scene, $"limit=50&offset={(all.Count == 0 ? 0 : all[^1].GetProperty("update_id").GetInt64() + 1)}");
            all.AddRange(page);
        }
        while (page.Count > 0);
        return all;
    }
}
