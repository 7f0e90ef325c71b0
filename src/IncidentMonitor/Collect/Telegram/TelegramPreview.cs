using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using IncidentMonitor.Collect.Http;
using IncidentMonitor.Model;

namespace IncidentMonitor.Collect.Telegram;

/// <summary>A page of https://t.me/s/channel (or an embedded single post) into posts, oldest first as shown.</summary>
internal static partial class TelegramPreview
{
    /// <summary><see cref="ParsedPage.Next"/> is the number to ask <c>before=</c>.</summary>
    public static ParsedPage Parse(ReadOnlyMemory<byte> page, string? charset = null)
    {
        var html = Charset.Decode(page.Span, charset);
        if (!html.Contains("tgme_", StringComparison.Ordinal) && !html.Contains("tme_", StringComparison.Ordinal))
            return ParsedPage.Unreadable("not a page of Telegram", page.Span);
        var document = HtmlTree.Parse(html);
        var posts = new List<RawPost>();
        var odd = new List<OddItem>();
        foreach (var message in document.QuerySelectorAll(".tgme_widget_message[data-post]"))
        {
            if (message.ClassList.Contains("service_message"))
                continue;
            try
            {
                if (Message(message) is { } post)
                    posts.Add(post);
                else
                    odd.Add(Odd(message, "data-post is no channel/number"));
            }
            catch (Exception e) when (e is InvalidOperationException or FormatException or ArgumentException)
            {
                odd.Add(Odd(message, e.Message));
            }
        }
        return new(posts, odd, Next: Older(document));
    }

    private static string? Older(IDocument document)
    {
        foreach (var more in document.QuerySelectorAll("a.tme_messages_more[data-before], link[rel=prev]"))
        {
            if ((more.GetAttribute("data-before") ?? Before().Match(more.GetAttribute("href") ?? "").Groups[1].Value) is { Length: > 0 } before
                && long.TryParse(before, CultureInfo.InvariantCulture, out _))
                return before;
        }
        return null;
    }

    private static RawPost? Message(IElement message)
    {
        var post = message.GetAttribute("data-post") ?? "";
        var slash = post.LastIndexOf('/');
        if (slash <= 0 || !long.TryParse(post[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            return null;
        var channel = post[..slash];
        var reply = message.QuerySelector("a.tgme_widget_message_reply");
        var forward = message.QuerySelector(".tgme_widget_message_forwarded_from_name");
        return new()
        {
            Source = SourceKind.Telegram,
            OwnerId = channel,
            Id = id.ToString(CultureInfo.InvariantCulture),
            Author = Line(message.QuerySelector(".tgme_widget_message_from_author")) ?? Line(message.QuerySelector(".tgme_widget_message_owner_name, .tgme_widget_message_author_name")),
            AuthorId = channel,
            PublishedAt = TimeOf(message),
            // Telegram says that a post was edited, not when.
            Url = $"https://t.me/{channel}/{id}",
            Text = TextOf(message),
            Title = Line(message.QuerySelector(".tgme_widget_message_poll_question")),
            ParentId = reply is null ? null : LastNumber().Match(reply.GetAttribute("href") ?? "").Groups[1].Value is { Length: > 0 } parent ? parent : null,
            RepostOf = forward is null ? null : WebAddress.Absolute(forward.GetAttribute("href")) ?? Line(forward),
            Context = reply is null ? null : Line(reply.QuerySelector(".tgme_widget_message_text, .js-message_reply_text, .tgme_widget_message_metatext")),
            Attachments = TelegramMedia.Of(message),
            Views = Count(Line(message.QuerySelector(".tgme_widget_message_views"))),
        };
    }

    private static DateTimeOffset? TimeOf(IElement message)
    {
        var time = message.QuerySelector(".tgme_widget_message_date time[datetime]") ?? message.QuerySelector(".tgme_widget_message_meta time[datetime]");
        return Iso(time?.GetAttribute("datetime"));
    }

    private static DateTimeOffset? Iso(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    /// <summary>The outermost text of the message itself: quotes reuse the class, and a text can nest inside itself.</summary>
    private static string TextOf(IElement message)
    {
        var parts = new List<string>();
        foreach (var text in message.QuerySelectorAll(".tgme_widget_message_text"))
        {
            if (!IsQuote(text, message) && !HasTextAbove(text, message))
                parts.Add(HtmlText.Of(text, e => e.ClassList.Contains("tgme_widget_message_reply")));
        }
        return string.Join('\n', parts.Where(p => p.Length > 0));
    }

    private static bool IsQuote(IElement text, IElement message)
    {
        for (var above = text; above is not null && above != message; above = above.ParentElement)
            if (above.ClassList.Contains("tgme_widget_message_reply") || above.ClassList.Contains("js-message_reply_text") || above.ClassList.Contains("tgme_widget_message_link_preview"))
                return true;
        return false;
    }

    private static bool HasTextAbove(IElement text, IElement message)
    {
        for (var above = text.ParentElement; above is not null && above != message; above = above.ParentElement)
            if (above.ClassList.Contains("tgme_widget_message_text"))
                return true;
        return false;
    }

    private static string? Line(IElement? element) =>
        element is null ? null : HtmlText.Of(element).Replace('\n', ' ') is { Length: > 0 } line ? line : null;

    /// <summary>"746", "37.2K", "1.1M": Telegram rounds, so the number is near the truth only.</summary>
    internal static long? Count(string? shown)
    {
        if (string.IsNullOrEmpty(shown) || Rounded().Match(shown) is not { Success: true } match)
            return null;
        var number = decimal.Parse(match.Groups[1].Value.Replace(',', '.'), CultureInfo.InvariantCulture);
        return (long)(number * (match.Groups[2].Value.ToUpperInvariant() switch { "K" => 1_000, "M" => 1_000_000, "B" => 1_000_000_000, _ => 1 }));
    }

    private static OddItem Odd(IElement message, string reason)
    {
        var raw = Encoding.UTF8.GetBytes(message.OuterHtml);
        return new(reason, raw.Length > OddItem.MaxBytes ? raw[..OddItem.MaxBytes] : raw);
    }

    [GeneratedRegex(@"[?&]before=(\d{1,18})")]
    private static partial Regex Before();

    [GeneratedRegex(@"/(\d{1,18})(?:\?[^/]*)?$")]
    private static partial Regex LastNumber();

    [GeneratedRegex(@"^\s*(\d{1,12}(?:[.,]\d{1,3})?)\s*([KkMmBb])?\s*$")]
    private static partial Regex Rounded();
}
