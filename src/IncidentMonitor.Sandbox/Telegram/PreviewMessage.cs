using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using IncidentMonitor.Sandbox.Content;

namespace IncidentMonitor.Sandbox.Telegram;

/// <summary>One message of a channel in the markup of t.me/s, with its traps: nested texts, reply quotes of the same class, emoji as elements.</summary>
internal static partial class PreviewMessage
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-US");

    public static XElement Wrap(TownItem item, DateTimeOffset now)
    {
        var message = Div(
            "tgme_widget_message text_not_supported_wrap js-widget_message" + (item.With.Contains("service") ? " service_message" : ""),
            new XAttribute("data-post", $"{item.Venue.ScreenName}/{item.Number}"),
            item.With.Contains("service") ? null : Div("tgme_widget_message_user", new XElement("a",
                new XAttribute("href", $"https://t.me/{item.Venue.ScreenName}"),
                new XElement("i", Class("tgme_widget_message_user_photo bgcolor4"), new XAttribute("data-content", item.Venue.Title[..1]), ""))),
            Div("tgme_widget_message_bubble", Bubble(item, now)));
        return Div("tgme_widget_message_wrap js-widget_message_wrap", message);
    }

    /// <summary>Views as t.me rounds them: 950, 3.7K, 12K, 1.2M.</summary>
    public static string Rounded(int count) => count switch
    {
        < 1000 => count.ToString(CultureInfo.InvariantCulture),
        < 1_000_000 => (count / 1000.0).ToString("0.#", CultureInfo.InvariantCulture) + "K",
        _ => (count / 1_000_000.0).ToString("0.#", CultureInfo.InvariantCulture) + "M",
    };

    private static IEnumerable<object?> Bubble(TownItem item, DateTimeOffset now)
    {
        yield return Div("tgme_widget_message_author accent_color", new XElement("a", Class("tgme_widget_message_owner_name"),
            new XAttribute("href", $"https://t.me/{item.Venue.ScreenName}"), Auto(new XElement("span", item.Venue.Title))));
        yield return item.RepostOf is { } origin ? Forward(origin) : null;
        yield return item.Post is { } answered ? Quote(answered, now) : null;
        foreach (var what in item.With)
        {
            yield return Media(item, what);
        }

        if (item.TextAt(now) is { Length: > 0 } text)
        {
            yield return Text(text, isNested: item.Number % 3 == 0);
        }

        yield return item.With.Contains("service") ? null : Footer(item, now);
    }

    private static XElement Text(string text, bool isNested)
    {
        var inner = Auto(Div("tgme_widget_message_text js-message_text", Inline(text)));
        return isNested ? Auto(Div("tgme_widget_message_text js-message_text", inner)) : inner;
    }

    private static XElement Forward(TownItem origin) => Div(
        "tgme_widget_message_forwarded_from accent_color", "Forwarded from\u00a0",
        origin.Venue.Kind == VenueKind.TelegramChannel
            ? new XElement("a", Class("tgme_widget_message_forwarded_from_name"),
                new XAttribute("href", $"https://t.me/{origin.Venue.ScreenName}/{origin.Number}"), Auto(new XElement("span", origin.Venue.Title)))
            : Auto(new XElement("span", Class("tgme_widget_message_forwarded_from_name"), origin.Author ?? origin.Venue.Title)));

    private static XElement Quote(TownItem answered, DateTimeOffset now)
    {
        var text = answered.TextAt(now);
        return new XElement("a", Class("tgme_widget_message_reply user-color-default"),
            new XAttribute("href", $"https://t.me/{answered.Venue.ScreenName}/{answered.Number}"),
            Div("tgme_widget_message_author accent_color", Auto(new XElement("span", Class("tgme_widget_message_author_name"), answered.Venue.Title))),
            Auto(Div("tgme_widget_message_text js-message_reply_text", Inline(text.Length > 90 ? text[..90] + "…" : text))));
    }

    private static XElement? Media(TownItem item, string what)
    {
        var link = new XAttribute("href", $"https://t.me/{item.Venue.ScreenName}/{item.Number}");
        var picture = $"https://img.example.org/tg/{item.Venue.ScreenName}_{item.Number}.jpg";
        return what.Split(' ')[0] switch
        {
            "photo" => new XElement("a", Class("tgme_widget_message_photo_wrap"), link,
                new XAttribute("style", $"width:800px;background-image:url('{picture}')"),
                Div("tgme_widget_message_photo", new XAttribute("style", "padding-top:75%"), "")),
            "video" => new XElement("a", Class("tgme_widget_message_video_player js-message_video_player"), link,
                new XElement("i", Class("tgme_widget_message_video_thumb"), new XAttribute("style", $"background-image:url('{picture}')"), ""),
                new XElement("time", Class("message_video_duration js-message_video_duration"), "0:21")),
            "poll" => Div("tgme_widget_message_poll js-poll",
                Div("tgme_widget_message_poll_question", what["poll".Length..].Trim()),
                Div("tgme_widget_message_poll_type", "Anonymous Poll"),
                new XElement("a", Class("tgme_widget_message_poll_options"), link, Option("64%", "Да"), Option("36%", "Нет"))),
            "link" => new XElement("a", Class("tgme_widget_message_link_preview"), new XAttribute("href", what[5..]),
                Auto(Div("link_preview_title", "Озёрный вестник"))),
            _ => null,
        };
    }

    private static XElement Option(string percent, string words) => Div("tgme_widget_message_poll_option",
        Div("tgme_widget_message_poll_option_percent", percent),
        Div("tgme_widget_message_poll_option_value", Div("tgme_widget_message_poll_option_text", words)));

    private static XElement Footer(TownItem item, DateTimeOffset now) => Div(
        "tgme_widget_message_footer compact js-message_footer",
        Div("tgme_widget_message_info short js-message_info",
            new XElement("span", Class("tgme_widget_message_views"), Rounded(item.Views(now))),
            new XElement("span", Class("copyonly"), " views"),
            new XElement("span", Class("tgme_widget_message_meta"),
                item.Author is { } author ? new object[] { Auto(new XElement("span", Class("tgme_widget_message_from_author"), author)), ",\u00a0" } : null,
                item.IsEdited(now) ? "edited\u00a0 " : null,
                new XElement("a", Class("tgme_widget_message_date"), new XAttribute("href", $"https://t.me/{item.Venue.ScreenName}/{item.Number}"),
                    new XElement("time", Class("time"), new XAttribute("datetime", item.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", English) + "+00:00"),
                        item.At.ToString("HH:mm", English))))));

    /// <summary>Line breaks, links, hashtags and emoji of a text as t.me marks them up.</summary>
    private static IEnumerable<object> Inline(string text)
    {
        var at = 0;
        foreach (Match mark in Marks().Matches(text))
        {
            if (mark.Index > at)
            {
                yield return text[at..mark.Index];
            }

            at = mark.Index + mark.Length;
            yield return mark.Value switch
            {
                "\n" => new XElement("br"),
                ['#', ..] => new XElement("a", new XAttribute("href", $"?q={Uri.EscapeDataString(mark.Value)}"), mark.Value),
                ['h', ..] => new XElement("a", new XAttribute("href", mark.Value), new XAttribute("target", "_blank"), new XAttribute("rel", "noopener"), mark.Value),
                var emoji => new XElement("i", Class("emoji"),
                    new XAttribute("style", $"background-image:url('//img.example.org/emoji/{Convert.ToHexString(Encoding.UTF8.GetBytes(emoji))}.png')"), new XElement("b", emoji)),
            };
        }

        if (at < text.Length)
        {
            yield return text[at..];
        }
    }

    private static XElement Div(string @class, params object?[] content) => new("div", Class(@class), content);

    private static XAttribute Class(string names) => new("class", names);

    private static XElement Auto(XElement element)
    {
        element.Add(new XAttribute("dir", "auto"));
        return element;
    }

    // Emoji beyond the basic plane, and the few signs of the basic one that people use, with a variation selector if any.
    [GeneratedRegex(@"\n|#\w+|https?://[^\s]+|(?:[\ud83c-\ud83e][\udc00-\udfff]|[\u2600-\u27bf])\ufe0f?")]
    private static partial Regex Marks();
}
