using System.Text.RegularExpressions;
using AngleSharp.Dom;
using IncidentMonitor.Collect.Http;
using IncidentMonitor.Model;

namespace IncidentMonitor.Collect.Telegram;

/// <summary>Media of a message on a preview page.</summary>
internal static partial class TelegramMedia
{
    private const string Known =
        ".tgme_widget_message_photo_wrap, .tgme_widget_message_video_player, .tgme_widget_message_roundvideo_player, .tgme_widget_message_voice_player, "
        + ".tgme_widget_message_document_wrap, .tgme_widget_message_sticker_wrap, .tgme_widget_message_poll, .tgme_widget_message_location_wrap, "
        + ".tgme_widget_message_link_preview, .tgme_widget_message_invoice, .tgme_widget_message_contact_wrap";

    public static IReadOnlyList<Attachment> Of(IElement message)
    {
        var media = new List<Attachment>();
        foreach (var element in message.QuerySelectorAll(Known))
        {
            // A quoted message shows its own pictures.
            if (element.Closest(".tgme_widget_message_reply") is null)
                media.Add(One(element));
        }
        return media;
    }

    private static Attachment One(IElement element)
    {
        var classes = element.ClassList;
        var link = WebAddress.Absolute(element.GetAttribute("href"));
        if (classes.Contains("tgme_widget_message_photo_wrap"))
            return new("photo", Background(element) ?? link);
        if (classes.Contains("tgme_widget_message_video_player"))
            return new("video", Source(element, "video") ?? link);
        if (classes.Contains("tgme_widget_message_roundvideo_player"))
            return new("video_note", Source(element, "video") ?? link);
        if (classes.Contains("tgme_widget_message_voice_player"))
            return new("voice", Source(element, "audio") ?? link);
        if (classes.Contains("tgme_widget_message_document_wrap"))
            return new("document", link);
        if (classes.Contains("tgme_widget_message_sticker_wrap"))
            return new("sticker", WebAddress.Absolute(element.QuerySelector("source[srcset]")?.GetAttribute("srcset")) ?? WebAddress.Absolute(element.QuerySelector("[data-webp]")?.GetAttribute("data-webp")));
        if (classes.Contains("tgme_widget_message_poll"))
            return new("poll", WebAddress.Absolute(element.QuerySelector("a.tgme_widget_message_poll_options")?.GetAttribute("href")));
        if (classes.Contains("tgme_widget_message_location_wrap"))
            return new("geo", link);
        return new(classes.Contains("tgme_widget_message_link_preview") ? "link" : classes.Contains("tgme_widget_message_invoice") ? "invoice" : "contact", link);
    }

    private static string? Source(IElement element, string tag) => WebAddress.Absolute(element.QuerySelector(tag + "[src]")?.GetAttribute("src"));

    private static string? Background(IElement element) =>
        WebAddress.Absolute(CssUrl().Match(element.GetAttribute("style") ?? "").Groups[1].Value);

    [GeneratedRegex(@"background-image:\s*url\(\s*['""]?([^'"")]{1,2000})")]
    private static partial Regex CssUrl();
}
