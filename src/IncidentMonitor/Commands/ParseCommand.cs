using System.CommandLine;
using System.Globalization;
using System.IO.Compression;
using IncidentMonitor.Collect;
using IncidentMonitor.Collect.News;
using IncidentMonitor.Collect.Telegram;
using IncidentMonitor.Collect.Vk;
using IncidentMonitor.Model;

namespace IncidentMonitor.Commands;

/// <summary><c>parse</c>: what a crawler sees in a recorded answer.</summary>
internal static class ParseCommand
{
    /// <summary>Bytes read of a file; what lies beyond counts as cut off. Pages are capped lower, by their parser.</summary>
    internal const int MaxBytes = 64 * 1024 * 1024;

    private static readonly Option<string> Kind = new("--kind") { Description = "What the file is an answer of.", Required = true };
    private static readonly Option<string?> BaseUrl = new("--base-url") { Description = "Where the answer was read: for relative links, and for the post that comments stand under." };
    private static readonly Option<string?> Agent = new("--agent") { Description = "robots: the crawler's product name." };
    private static readonly Option<string?> Url = new("--url") { Description = "robots: the address to be judged." };
    private static readonly Argument<string> File = new("FILE") { Description = "The recorded answer; - is stdin." };

    public static Command Build()
    {
        Kind.AcceptOnlyFromAmong("vk-wall", "vk-comments", "vk-search", "vk-execute", "telegram-preview", "telegram-updates", "feed", "sitemap", "article", "robots");
        var command = new Command("parse", "Shows what a crawler sees in a recorded answer: posts as JSON Lines.") { Kind, BaseUrl, Agent, Url, File };
        command.SetAction(parsed =>
        {
            using var stdout = JsonLines.OpenStdout();
            return Run(parsed.GetValue(Kind)!, parsed.GetValue(File)!, parsed.GetValue(BaseUrl), parsed.GetValue(Agent), parsed.GetValue(Url), stdout, Console.Error);
        });
        return command;
    }

    internal static int Run(string kind, string file, string? baseUrl, string? agent, string? url, TextWriter output, TextWriter errors)
    {
        var address = AddressOf(baseUrl);
        var bytes = Read(file, errors);
        switch (kind)
        {
            case "vk-wall" or "vk-search":
                return Vk(VkParser.Posts(bytes), file, output, errors);
            case "vk-comments":
                return Vk(VkParser.Comments(bytes, VkParser.WallOf(baseUrl)), file, output, errors);
            case "vk-execute":
                return Vk(VkParser.Execute(bytes), file, output, errors);
            case "telegram-preview":
                return Write(TelegramPreview.Parse(bytes), file, output, errors);
            case "telegram-updates":
                var updates = TelegramUpdates.Parse(bytes);
                if (updates.Error is { } refused)
                    errors.WriteLine($"{file}: Telegram error {refused.Code}: {refused.Description}");
                return Write(updates.Page, file, output, errors);
            case "feed":
                return Write(FeedParser.Parse(bytes, address: address), file, output, errors);
            case "sitemap":
                return Sitemaps(bytes, address, file, output, errors);
            case "article":
                return Articles(bytes, address, file, output, errors);
            default:
                if (string.IsNullOrWhiteSpace(agent) || string.IsNullOrWhiteSpace(url))
                    throw new UserError("robots: name the crawler with --agent and the address with --url", 2);
                output.WriteLine(RobotsTxt.Parse(bytes.Span, agent).IsAllowed(url) ? "allowed" : "disallowed");
                return 0;
        }
    }

    private static int Vk(VkPage answer, string file, TextWriter output, TextWriter errors)
    {
        foreach (var error in answer.Errors)
            errors.WriteLine($"{file}: {error} ({error.Reaction})");
        return Write(answer.Page, file, output, errors);
    }

    private static int Write(ParsedPage page, string file, TextWriter output, TextWriter errors)
    {
        foreach (var post in page.Posts)
            output.WriteLine(JsonLines.Write(Line.Of(post)));
        foreach (var odd in page.Odd)
            errors.WriteLine($"{file}: refused: {odd.Reason}");
        return page.IsReadable && (page.Posts.Count > 0 || page.Odd.Count == 0) ? 0 : Unreadable(file, errors);
    }

    private static int Sitemaps(ReadOnlyMemory<byte> bytes, Uri? address, string file, TextWriter output, TextWriter errors)
    {
        if (Sitemap.Parse(bytes, address: address) is not { } entries)
            return Unreadable(file, errors);
        foreach (var entry in entries)
            output.WriteLine(JsonLines.Write(new { id = entry.Url, title = entry.Title, publishedAt = entry.Time, url = entry.Url, text = "", isSitemap = entry.IsSitemap }));
        return 0;
    }

    private static int Articles(ReadOnlyMemory<byte> bytes, Uri? address, string file, TextWriter output, TextWriter errors)
    {
        if (Article.Parse(bytes, null, address) is not { } article)
            return Unreadable(file, errors);
        output.WriteLine(JsonLines.Write(new { title = article.Title, text = article.Text, publishedAt = article.PublishedAt, author = article.Author, url = article.Url }));
        return 0;
    }

    private static int Unreadable(string file, TextWriter errors)
    {
        errors.WriteLine($"{file}: nothing in it could be read; check that --kind names what it is");
        return 1;
    }

    private static Uri? AddressOf(string? baseUrl)
    {
        if (string.IsNullOrEmpty(baseUrl))
            return null;
        return Uri.TryCreate(baseUrl, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new UserError($"--base-url: '{baseUrl}' is no absolute http(s) address", 2);
    }

    private static ReadOnlyMemory<byte> Read(string file, TextWriter errors)
    {
        try
        {
            using var stream = file == "-" ? Console.OpenStandardInput() : System.IO.File.OpenRead(file);
            var bytes = Capped(stream, file, errors);
            if (bytes.Span is not [0x1F, 0x8B, ..])
                return bytes;
            // Sitemaps and saved answers may lie compressed; the cap is on what comes out.
            using var packed = new MemoryStream(bytes.ToArray());
            using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
            return Capped(unpacked, file, errors);
        }
        catch (InvalidDataException)
        {
            throw new UserError($"{file}: damaged gzip");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{file}: {e.Message}");
        }
    }

    private static ReadOnlyMemory<byte> Capped(Stream stream, string file, TextWriter errors)
    {
        var buffer = new MemoryStream();
        var chunk = new byte[1 << 16];
        int read;
        while ((read = stream.Read(chunk)) > 0)
        {
            buffer.Write(chunk, 0, (int)Math.Min(read, MaxBytes - buffer.Length));
            if (buffer.Length >= MaxBytes)
            {
                errors.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file}: only its first {MaxBytes >> 20} MiB are read"));
                break;
            }
        }
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    /// <summary>The line's fields in the contract's order and names.</summary>
    internal sealed record Line(
        string Id, string? OwnerId, string? Title, string? Guid, string? Author, string? AuthorId, DateTimeOffset? PublishedAt, DateTimeOffset? EditedAt, string? Url, string Text,
        string? ParentId, string? ThreadId, string? RepostOf, string? RepostText, IReadOnlyList<Attachment> Attachments, long? Views, long? Likes,
        bool IsDeleted, bool IsPinned, bool IsAd)
    {
        public static Line Of(RawPost post) => new(
            post.Id, Known(post.OwnerId), post.Title, post.Guid, post.Author, post.AuthorId, post.PublishedAt, post.EditedAt, post.Url, post.Text,
            post.ParentId, Known(post.ThreadId), post.RepostOf, post.RepostText, post.Attachments, post.Views, post.Likes,
            post.IsDeleted, post.IsPinned, post.IsAd);

        private static string? Known(string? text) => string.IsNullOrEmpty(text) ? null : text;
    }
}
