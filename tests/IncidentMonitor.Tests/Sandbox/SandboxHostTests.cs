using IncidentMonitor.Sandbox;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Sandbox;

[TestFixture]
public sealed class SandboxHostTests
{
    [Test]
    public async Task It_listens_on_the_loopback_and_every_feed_of_the_list_answers()
    {
        await using var scene = await SandboxScene.AtAsync();
        Assert.That(scene.Host.BaseAddress.IsLoopback, Is.True);
        Assert.That(scene.Host.BaseAddress.AbsoluteUri, Does.EndWith("/"));
        Assert.That(scene.Host.Feeds.Select(f => f.Kind).Distinct(), Is.EquivalentTo(new[] { "vk-wall", "vk-search", "telegram-channel", "telegram-bot", "news" }));
        Assert.That(scene.Host.Feeds.Select(f => f.Name), Is.Unique);
        Assert.That(scene.Host.Feeds.Select(f => f.Settlement).Distinct(), Is.SubsetOf(SandboxTown.Villages.Append(SandboxTown.Name)));
        foreach (var feed in scene.Host.Feeds)
        {
            using var answer = await scene.Client.GetAsync(feed.Kind switch
            {
                "vk-wall" => $"vk/method/wall.get?owner_id={feed.Address}&v=5.199&access_token=sandbox-x",
                "vk-search" => $"vk/method/newsfeed.search?q={feed.Address}&v=5.199&access_token=sandbox-x",
                "telegram-channel" => $"s/{feed.Address}",
                "telegram-bot" => "botsandbox-x/getUpdates",
                _ => feed.Address,
            });
            var text = await answer.Content.ReadAsStringAsync();
            Assert.That((int)answer.StatusCode, Is.EqualTo(feed.Address == "vo_bez_kupyur" ? 302 : 200), feed.Name);
            Assert.That(text, Does.Not.Contain("\"error\"").And.Not.Contain("expected"), feed.Name);
        }
    }

    [Test]
    public async Task What_a_good_classifier_should_say_is_never_served()
    {
        await using var scene = await SandboxScene.AtAsync();
        var wall = await scene.Client.GetStringAsync("vk/method/wall.get?owner_id=-101&count=100&v=5.199&access_token=sandbox-x");
        var bot = await scene.Client.GetStringAsync("botsandbox-x/getUpdates");
        foreach (var topic in SandboxTown.Content.Items.Select(i => i.Topic).OfType<string>().Distinct())
        {
            Assert.That(wall + bot, Does.Not.Contain(topic));
        }
    }

    [Test]
    public async Task Two_hosts_at_one_moment_say_the_same()
    {
        await using var one = await SandboxScene.AtAsync(SandboxScene.At(23, 10));
        await using var other = await SandboxScene.AtAsync(SandboxScene.At(23, 10));
        foreach (var address in new[] { "vk/method/wall.get?owner_id=-101&count=100&extended=1&v=5.199&access_token=sandbox-x", "s/vo_online", "botsandbox-x/getUpdates" })
        {
            Assert.That(await other.Client.GetStringAsync(address), Is.EqualTo(await one.Client.GetStringAsync(address)), address);
        }
    }
}
