using System.Text.Json;
using IncidentMonitor.Sandbox;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Sandbox;

[TestFixture]
public sealed class VkRoutesTests
{
    private static readonly string[] Walls = ["-101", "-102", "-103", "-104", "-105", "-106"];

    [Test]
    public async Task A_wall_is_paged_without_gaps_and_newest_first_behind_the_pinned_post()
    {
        await using var scene = await SandboxScene.AtAsync();
        var seen = new List<int>();
        var total = 1;
        for (var offset = 0; offset < total; offset += 10)
        {
            var page = (await scene.VkAsync("wall.get", ("owner_id", "-102"), ("count", "10"), ("offset", $"{offset}"))).GetProperty("response");
            total = page.GetProperty("count").GetInt32();
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetInt32()));
        }

        Assert.Multiple(() =>
        {
            Assert.That(seen, Has.Count.EqualTo(total).And.Unique);
            Assert.That(seen.Skip(1), Is.Ordered.Descending, "after the pinned post");
            Assert.That(seen[0], Is.LessThan(seen[1]), "the pinned post is older and yet first");
        });
    }

    [Test]
    public async Task Nothing_is_served_before_it_happens()
    {
        await using var scene = await SandboxScene.AtAsync(SandboxScene.At(21, 6, 30));
        var now = scene.Clock.GetUtcNow().ToUnixTimeSeconds();
        var dates = new List<long>();
        foreach (var wall in Walls)
        {
            foreach (var post in await PostsAsync(scene, wall))
            {
                dates.Add(post.GetProperty("date").GetInt64());
                dates.AddRange((await CommentsAsync(scene, post)).Select(c => c.GetProperty("date").GetInt64()));
            }
        }

        Assert.That(dates, Is.Not.Empty.And.All.LessThanOrEqualTo(now));
    }

    [Test]
    public async Task An_edit_shows_at_its_time_with_its_mark()
    {
        await using var scene = await SandboxScene.AtAsync(SandboxScene.At(21, 9));
        var before = (await PostsAsync(scene, "-102")).Single(p => p.TryGetProperty("is_pinned", out _));
        scene.Clock.AdvanceTo(SandboxScene.At(21, 16));
        var after = (await PostsAsync(scene, "-102")).Single(p => p.TryGetProperty("is_pinned", out _));
        Assert.Multiple(() =>
        {
            Assert.That(after.GetProperty("id").GetInt32(), Is.EqualTo(before.GetProperty("id").GetInt32()));
            Assert.That(before.TryGetProperty("edited", out _), Is.False);
            Assert.That(after.GetProperty("edited").GetInt64(), Is.GreaterThan(after.GetProperty("date").GetInt64()));
            Assert.That(after.GetProperty("text").GetString(), Does.Contain("21:00").And.Not.EqualTo(before.GetProperty("text").GetString()));
        });
    }

    [Test]
    public async Task A_deleted_post_leaves_the_wall_and_getById_tells()
    {
        await using var scene = await SandboxScene.AtAsync(SandboxScene.At(21, 12));
        var angry = (await PostsAsync(scene, "-101")).Single(p => p.GetProperty("text").GetString()!.StartsWith("ПОЧЕМУ МОЛЧИТ", StringComparison.Ordinal));
        var id = angry.GetProperty("id").GetInt32();
        scene.Clock.AdvanceTo(SandboxScene.At(22, 8));
        var left = await PostsAsync(scene, "-101");
        var trace = (await scene.VkAsync("wall.getById", ("posts", $"-101_{id}"))).GetProperty("response").GetProperty("items")[0];
        Assert.Multiple(() =>
        {
            Assert.That(left.Select(p => p.GetProperty("id").GetInt32()), Does.Not.Contain(id));
            Assert.That(trace.GetProperty("is_deleted").GetBoolean(), Is.True);
            Assert.That(trace.TryGetProperty("text", out _), Is.False);
        });
    }

    [Test]
    public async Task Threads_ride_along_and_the_rest_comes_by_comment_id()
    {
        await using var scene = await SandboxScene.AtAsync();
        var post = (await PostsAsync(scene, "-101")).Single(p => p.GetProperty("text").GetString()!.StartsWith("Стая собак у школы", StringComparison.Ordinal));
        var owner = ("owner_id", "-101");
        var number = ("post_id", $"{post.GetProperty("id").GetInt32()}");
        var page = (await scene.VkAsync("wall.getComments", owner, number, ("thread_items_count", "1"))).GetProperty("response");
        var parent = page.GetProperty("items").EnumerateArray().Single(c => c.GetProperty("thread").GetProperty("count").GetInt32() > 0);
        var rest = (await scene.VkAsync("wall.getComments", owner, number, ("comment_id", $"{parent.GetProperty("id").GetInt32()}"))).GetProperty("response").GetProperty("items");
        Assert.Multiple(() =>
        {
            Assert.That(parent.GetProperty("thread").GetProperty("items").GetArrayLength(), Is.EqualTo(1));
            Assert.That(rest.GetArrayLength(), Is.EqualTo(parent.GetProperty("thread").GetProperty("count").GetInt32()));
            Assert.That(rest[0].GetProperty("parents_stack")[0].GetInt32(), Is.EqualTo(parent.GetProperty("id").GetInt32()));
            Assert.That(rest[0].GetProperty("text").GetString(), Does.Match(@"^\[id\d+\|\w+\], "));
        });
    }

    [Test]
    public async Task A_deleted_comment_with_answers_keeps_its_place_without_author_and_text()
    {
        await using var scene = await SandboxScene.AtAsync();
        var deleted = new List<JsonElement>();
        foreach (var wall in Walls)
        {
            foreach (var post in await PostsAsync(scene, wall))
            {
                deleted.AddRange((await CommentsAsync(scene, post)).Where(c => c.TryGetProperty("deleted", out _)));
            }
        }

        Assert.That(deleted, Is.Not.Empty);
        Assert.That(deleted.Select(c => c.TryGetProperty("from_id", out _) || c.TryGetProperty("text", out _)), Has.All.False);
    }

    [Test]
    public async Task Search_pages_by_next_from_over_foreign_walls_too()
    {
        await using var scene = await SandboxScene.AtAsync();
        var ids = new List<string>();
        string? from = null;
        var count = 0;
        do
        {
            var page = (await scene.VkAsync(
                "newsfeed.search", ("q", "Верхнеозёрск"), ("count", "5"), ("start_time", $"{SandboxTown.Start.ToUnixTimeSeconds()}"), ("start_from", from ?? ""))).GetProperty("response");
            count = page.GetProperty("count").GetInt32();
            ids.AddRange(page.GetProperty("items").EnumerateArray().Select(i => $"{i.GetProperty("owner_id").GetInt64()}_{i.GetProperty("id").GetInt32()}"));
            from = page.TryGetProperty("next_from", out var next) ? next.GetString() : null;
        }
        while (from is not null);

        var day = (await scene.VkAsync("newsfeed.search", ("q", "Верхнеозёрск"))).GetProperty("response").GetProperty("count").GetInt32();
        Assert.Multiple(() =>
        {
            Assert.That(ids, Has.Count.EqualTo(count).And.Unique);
            Assert.That(ids.Count(i => i.StartsWith("-107_", StringComparison.Ordinal) || i.StartsWith("-108_", StringComparison.Ordinal) || i.StartsWith("-109_", StringComparison.Ordinal)), Is.GreaterThan(5));
            Assert.That(day, Is.GreaterThan(0).And.LessThan(count), "the default window is a day");
        });
    }

    [Test]
    public async Task Execute_answers_each_call_and_lists_the_refused_ones()
    {
        await using var scene = await SandboxScene.AtAsync();
        const string Code = """return [API.wall.get({"owner_id":-101,"count":3}), API.wall.get({owner_id: -999}),API.wall.search({"owner_id":"-101","query":"тихая \"ночь\""})];""";
        var answer = await scene.VkAsync("execute", ("code", Code));
        Assert.Multiple(() =>
        {
            Assert.That(answer.GetProperty("response")[0].GetProperty("items").GetArrayLength(), Is.EqualTo(3));
            Assert.That(answer.GetProperty("response")[1].ValueKind, Is.EqualTo(JsonValueKind.False));
            Assert.That(answer.GetProperty("response")[2].GetProperty("count").GetInt32(), Is.Zero);
            Assert.That(answer.GetProperty("execute_errors")[0].GetProperty("error_code").GetInt32(), Is.EqualTo(15));
        });
    }

    [TestCase("API.wall.get({})", 12)]
    [TestCase("return [API.wall.get({\"a\":1)];", 12)]
    [TestCase("return [API.wall.get({})", 12)]
    [TestCase("", 100)]
    public async Task Execute_refuses_code_that_it_cannot_read(string code, int error)
    {
        await using var scene = await SandboxScene.AtAsync();
        var answer = await scene.VkAsync("execute", ("code", code));
        Assert.That(answer.GetProperty("error").GetProperty("error_code").GetInt32(), Is.EqualTo(error));
    }

    [Test]
    public async Task Execute_refuses_a_twenty_sixth_call()
    {
        await using var scene = await SandboxScene.AtAsync();
        static string Code(int calls) => $"return [{string.Join(',', Enumerable.Repeat("API.wall.get({\"owner_id\":-101,\"count\":1})", calls))}];";
        var allowed = await scene.VkAsync("execute", ("code", Code(25)));
        var refused = await scene.VkAsync("execute", ("code", Code(26)));
        Assert.Multiple(() =>
        {
            Assert.That(allowed.GetProperty("response").GetArrayLength(), Is.EqualTo(25));
            Assert.That(refused.GetProperty("error").GetProperty("error_code").GetInt32(), Is.EqualTo(13));
        });
    }

    [TestCase("wall.get?owner_id=-101&v=5.199&access_token=real-one", 5)]
    [TestCase("wall.get?owner_id=-101&v=5.199", 5)]
    [TestCase("wall.get?owner_id=-101&access_token=sandbox-a", 8)]
    [TestCase("wall.get?v=5.199&access_token=sandbox-a", 100)]
    [TestCase("wall.get?owner_id=-5555&v=5.199&access_token=sandbox-a", 15)]
    [TestCase("wall.Get?owner_id=-101&v=5.199&access_token=sandbox-a", 3)]
    [TestCase("wall.getComments?owner_id=-101&post_id=1&v=5.199&access_token=sandbox-a", 212)]
    public async Task A_wrong_call_gets_the_services_error(string call, int error)
    {
        await using var scene = await SandboxScene.AtAsync();
        var answer = await scene.GetJsonAsync($"vk/method/{call}");
        Assert.That(answer.GetProperty("error").GetProperty("error_code").GetInt32(), Is.EqualTo(error));
    }

    [Test]
    public async Task A_bearer_header_is_as_good_as_a_parameter()
    {
        await using var scene = await SandboxScene.AtAsync();
        scene.Client.DefaultRequestHeaders.Authorization = new("Bearer", "sandbox-b");
        var answer = await scene.GetJsonAsync("vk/method/groups.getById?group_ids=podslushano_vo,104&v=5.199");
        Assert.That(answer.GetProperty("response").GetProperty("groups").GetArrayLength(), Is.EqualTo(2));
    }

    [Test]
    public async Task Views_grow_with_time()
    {
        await using var scene = await SandboxScene.AtAsync(SandboxScene.At(19, 9));
        static int Views(JsonElement post) => post.GetProperty("views").GetProperty("count").GetInt32();
        var young = (await PostsAsync(scene, "-101"))[^1];
        scene.Clock.AdvanceTo(SandboxScene.At(20, 9));
        var old = (await PostsAsync(scene, "-101"))[^1];
        Assert.That(Views(old), Is.GreaterThan(Views(young)).And.LessThan(9400));
    }

    [Test]
    public async Task A_text_carries_html_entities()
    {
        await using var scene = await SandboxScene.AtAsync();
        var texts = new List<string>();
        foreach (var wall in Walls)
        {
            texts.AddRange((await PostsAsync(scene, wall)).Select(p => p.GetProperty("text").GetString()!));
        }

        Assert.That(texts, Has.Some.Contains("&quot;").And.None.Contains("\""));
    }

    internal static async Task<List<JsonElement>> PostsAsync(SandboxScene scene, string owner)
    {
        var posts = new List<JsonElement>();
        int total;
        do
        {
            var page = (await scene.VkAsync("wall.get", ("owner_id", owner), ("count", "100"), ("offset", $"{posts.Count}"))).GetProperty("response");
            posts.AddRange(page.GetProperty("items").EnumerateArray());
            total = page.GetProperty("count").GetInt32();
        }
        while (posts.Count < total);
        return posts;
    }

    internal static async Task<List<JsonElement>> CommentsAsync(SandboxScene scene, JsonElement post) =>
        [.. (await scene.VkAsync("wall.getComments", ("owner_id", $"{post.GetProperty("owner_id").GetInt64()}"), ("post_id", $"{post.GetProperty("id").GetInt32()}"), ("count", "100"), ("thread_items_count", "10")))
            .GetProperty("response").GetProperty("items").EnumerateArray().SelectMany(c => c.GetProperty("thread").GetProperty("items").EnumerateArray().Prepend(c))];
}
