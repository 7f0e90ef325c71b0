using System.Globalization;
using System.Text;
using IncidentMonitor.Collect.Http;
using IncidentMonitor.Model;

namespace IncidentMonitor.Collect.Telegram;

/// <summary>
/// Posts of public channels by their preview: the page before number N + 1 must show N. Groups and channels without a preview can't be
/// looked at: the Bot API tells of no deletion and lets no bot read what it has read.
/// </summary>
internal sealed class TelegramRecheck(TelegramSettings settings, CrawlerHttp http) : IRecheck
{
    /// <summary>Pages of one look; about twenty posts stand on each, if they are of one channel.</summary>
    private const int MaxPages = 20;

    public IReadOnlySet<FeedKind> Kinds { get; } = new HashSet<FeedKind> { FeedKind.TelegramChannel, FeedKind.TelegramBot };

    public int AtOnce => 100;

    public async Task<IReadOnlyList<Rechecked>> RecheckAsync(IReadOnlyList<PostPlace> posts, CancellationToken cancellationToken)
    {
        var found = new List<Rechecked>();
        var pages = 0;
        foreach (var channel in posts.GroupBy(p => p.OwnerId))
        {
            // A chat without a public name, or a comment in a thread.
            if (!IsName(channel.Key))
            {
                found.AddRange(channel.Select(p => new Rechecked(p, Finding.OutOfReach)));
                continue;
            }
            var open = channel.Where(p => long.TryParse(p.Number, NumberStyles.None, CultureInfo.InvariantCulture, out _)).OrderByDescending(IdOf).ToList();
            while (open.Count > 0 && pages < MaxPages)
            {
                pages++;
                var looked = await PageAsync(channel.Key, open, cancellationToken);
                found.AddRange(looked);
                open.RemoveRange(0, looked.Count);
            }
        }
        return found;
    }

    /// <summary>Judges the newest of the posts, and those below it that the same page covers.</summary>
    private async Task<List<Rechecked>> PageAsync(string channel, List<PostPlace> posts, CancellationToken cancellationToken)
    {
        var query = string.Create(CultureInfo.InvariantCulture, $"/s/{Uri.EscapeDataString(channel)}?before={IdOf(posts[0]) + 1}");
        HttpAnswer answer;
        try
        {
            answer = await http.SendAsync(new(new Uri(settings.PreviewBaseUrl, query)) { FollowRedirects = false }, cancellationToken);
        }
        catch (NoAnswerException)
        {
            return All(posts, Finding.Unknown);
        }
        // A preview that is off leads elsewhere and will for long; what lies behind it is out of sight, not gone.
        if (!answer.IsSuccess || answer.IsCut)
            return All(posts, Finding.Unknown);
        var page = TelegramPreview.Parse(answer.Body, answer.Charset);
        var numbers = page.Posts.Select(p => long.Parse(p.Id, CultureInfo.InvariantCulture)).ToList();
        // An empty page is no proof: the service shows one to those it doesn't like.
        if (!page.IsReadable || numbers.Count == 0)
            return All(posts, Finding.Unknown);
        var html = Encoding.UTF8.GetString(answer.Body);
        var least = numbers.Min();
        var seen = page.Posts.GroupBy(p => p.Id).ToDictionary(g => g.Key, g => g.First());
        var covered = posts.TakeWhile((p, i) => i == 0 || IdOf(p) >= least);
        return [.. covered.Select(p => seen.TryGetValue(p.Number, out var post)
            // A bot's text and a page's text differ in trifles: that would be an edit at every look.
            ? p.Kind == FeedKind.TelegramChannel ? new Rechecked(p, Finding.Seen, post) : new Rechecked(p, Finding.Present)
            // Pictures of an album stand under the number of its first.
            : html.Contains($"/{p.OwnerId}/{p.Number}?single", StringComparison.OrdinalIgnoreCase) ? new Rechecked(p, Finding.Present)
            : new Rechecked(p, Finding.Missing))];
    }

    private static List<Rechecked> All(List<PostPlace> posts, Finding finding) => [.. posts.Select(p => new Rechecked(p, finding))];

    private static long IdOf(PostPlace post) => long.Parse(post.Number, CultureInfo.InvariantCulture);

    private static bool IsName(string owner) => owner.Length > 3 && char.IsAsciiLetter(owner[0]) && owner.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
