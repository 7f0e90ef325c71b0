using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using IncidentMonitor.Collect.Http;
using IncidentMonitor.Model;

namespace IncidentMonitor.Collect.Vk;

/// <summary>
/// Events of communities whose owners gave a token, by Bots Long Poll. The cursor is <c>ts</c>; the server and its key are asked for anew
/// after a start or when VK says so, and never twice in one read: asked in a loop they have cost others their token.
/// </summary>
/// <param name="textOf">Text of a stored post by its id, for the context of comments.</param>
public sealed class VkCommunityCollector(VkSettings settings, CrawlerHttp http, TimeProvider clock, Func<string, string?>? textOf = null) : ICollector
{
    /// <summary>How long VK may hold a request (seconds). Short, for the communities are read one after the other.</summary>
    private const int Wait = 1;

    /// <summary>Answers of one read; each holds what came since the last.</summary>
    private const int MaxAnswers = 20;

    private readonly ConcurrentDictionary<string, Server> _servers = new(StringComparer.Ordinal);

    public IReadOnlySet<FeedKind> Kinds { get; } = new HashSet<FeedKind> { FeedKind.VkCommunity };

    public async IAsyncEnumerable<Collected> CollectAsync(IReadOnlyList<DueFeed> due, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var feed in due)
        {
            var group = feed.Feed.Address.Trim().TrimStart('-');
            if (settings.Communities.GetValueOrDefault(group)?.Token is not { Length: > 0 } token)
            {
                yield return Failed(feed.Feed, new(FaultReason.Auth, $"no token of community {group} is set"));
                continue;
            }

            await foreach (var page in PollAsync(feed, group, token, cancellationToken))
            {
                yield return page;
            }
        }
    }

    private static Collected Failed(Feed feed, FeedFault fault) => new() { Feed = feed, Fault = fault };

    private async IAsyncEnumerable<Collected> PollAsync(DueFeed due, string group, string token, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var ts = due.Cursor;
        var mayAsk = true;
        for (var n = 0; n < MaxAnswers; n++)
        {
            if (!_servers.TryGetValue(group, out var server))
            {
                if (!mayAsk)
                {
                    yield return Failed(due.Feed, new(FaultReason.Unreachable, $"community {group}: VK refuses the key that it has just given"));
                    yield break;
                }

                mayAsk = false;
                var (asked, fault) = await ServerAsync(group, token, cancellationToken);
                if (asked is null)
                {
                    yield return Failed(due.Feed, fault!);
                    yield break;
                }

                server = _servers[group] = asked;
            }

            ts ??= server.Ts;
            var (answer, trouble) = await CheckAsync(group, server, ts, cancellationToken);
            if (trouble is not null)
            {
                yield return Failed(due.Feed, trouble);
                yield break;
            }

            using (answer)
            {
                var root = answer!.RootElement;
                if (root.Long("failed") is { } failed)
                {
                    // 1: history is gone, go on from the ts that comes along. 2: the key ran out. 3: key and ts are lost.
                    if (failed == 1 && root.Text("ts") is { } given && given != ts)
                    {
                        ts = given;
                        yield return new() { Feed = due.Feed, Cursor = ts, Odd = [root.Odd("events between two reads are lost: VK no longer has them")] };
                        continue;
                    }

                    _servers.TryRemove(group, out _);
                    ts = failed == 3 ? null : ts;
                    continue;
                }

                var next = root.Text("ts") ?? ts;
                var page = Page(due.Feed, root, next);
                yield return page;
                if (next == ts || !root.List("updates").Any())
                {
                    yield break;
                }

                ts = next;
            }
        }
    }

    private Collected Page(Feed feed, JsonElement root, string ts)
    {
        var posts = new List<RawPost>();
        var odd = new List<OddItem>();
        foreach (var update in root.List("updates"))
        {
            if (VkEvents.Parse(update, textOf, out var refused) is { } post)
            {
                posts.Add(post);
            }
            else if (refused is not null)
            {
                odd.Add(refused);
            }
        }

        return new() { Feed = feed, Posts = posts, Odd = odd, Cursor = ts };
    }

    private async Task<(Server? Server, FeedFault? Fault)> ServerAsync(string group, string token, CancellationToken cancellationToken)
    {
        const string Method = "groups.getLongPollServer";
        var form = new Dictionary<string, string> { ["group_id"] = group, ["v"] = settings.Version };
        HttpAnswer answer;
        try
        {
            answer = await http.SendAsync(new(new Uri(settings.BaseUrl, Method)) { Form = form, BearerToken = token, FollowRedirects = false, IsPolite = false }, cancellationToken);
        }
        catch (NoAnswerException error)
        {
            return (null, new(FaultReason.Unreachable, error.Message));
        }

        if (answer.Fault("VK " + Method) is { } fault)
        {
            return (null, fault);
        }

        using var document = LenientJson.Read(answer.Body);
        if (document is not null && VkError.Of(document.RootElement) is { } error2)
        {
            return (null, VkFaults.Of(error2, clock.GetUtcNow()));
        }

        return document?.RootElement.Object("response") is { } response && response.Text("key") is { } key && response.Text("ts") is { } ts
            && WebAddress.Absolute(response.Text("server")) is { } address && Uri.TryCreate(address, UriKind.Absolute, out var server)
            ? (new Server(server, key, ts), null)
            : (null, new(FaultReason.BadAnswer, $"VK {Method}: no server, key and ts"));
    }

    private async Task<(JsonDocument? Answer, FeedFault? Fault)> CheckAsync(string group, Server server, string ts, CancellationToken cancellationToken)
    {
        var query = string.Create(CultureInfo.InvariantCulture, $"?act=a_check&key={Uri.EscapeDataString(server.Key)}&ts={Uri.EscapeDataString(ts)}&wait={Wait}");
        try
        {
            var answer = await http.SendAsync(new(new Uri(server.Address, query)) { FollowRedirects = false, IsPolite = false, ExtraTime = TimeSpan.FromSeconds(Wait) }, cancellationToken);
            if (answer.Fault($"VK Long Poll of community {group}") is { } fault)
            {
                return (null, fault);
            }

            return LenientJson.Read(answer.Body) is { } document ? (document, null) : (null, new(FaultReason.BadAnswer, $"VK Long Poll of community {group}: no JSON"));
        }
        catch (NoAnswerException error)
        {
            return (null, new(FaultReason.Unreachable, error.Message));
        }
    }

    private sealed record Server(Uri Address, string Key, string Ts);
}
