using System.Globalization;
using IncidentMonitor.Model;
using IncidentMonitor.Store.Sql;

namespace IncidentMonitor.Web;

/// <summary>The console's and mails' Russian: how values of the record are spelled to people.</summary>
public static class Words
{
    private static readonly CultureInfo Russian = CultureInfo.GetCultureInfo("ru-RU");

    public static readonly IReadOnlyDictionary<string, string> Sources = new Dictionary<string, string>
    {
        ["vk"] = "ВКонтакте",
        ["telegram"] = "Telegram",
        ["news"] = "Новости",
        ["intake"] = "Приём обращений",
        ["file"] = "Файл",
    };

    public static string Of(Severity severity) => severity switch
    {
        Severity.Critical => "Критическая",
        Severity.High => "Высокая",
        Severity.Medium => "Обычная",
        _ => "Низкая",
    };

    public static string Class(Severity severity) => $"severity-{severity.ToString().ToLowerInvariant()}";

    public static string Source(string? source) => source is null ? "—" : Sources.GetValueOrDefault(source, source);

    public static string Of(Place place)
    {
        string?[] parts = [place.Municipality, place.Settlement, place.Street, place.House, place.Object];
        var known = string.Join(", ", parts.Where(part => !string.IsNullOrEmpty(part)));
        return known.Length > 0 ? known : "не определено";
    }

    public static string Local(DateTimeOffset time, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(time, zone).ToString("dd.MM.yyyy HH:mm", Russian);

    public static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Posts(int count) => $"{count} {Plural(count, "сообщение", "сообщения", "сообщений")}";

    /// <summary>Russian plural: 1 инцидент, 2 инцидента, 5 инцидентов, 11 инцидентов, 21 инцидент.</summary>
    public static string Plural(int count, string one, string few, string many) => (count % 10, count % 100) switch
    {
        (_, >= 11 and <= 14) => many,
        (1, _) => one,
        ( >= 2 and <= 4, _) => few,
        _ => many,
    };

    /// <summary>The beginning of a post in one line, cut between words.</summary>
    public static string Excerpt(PostView? post, int length)
    {
        if (post is null || post.IsDeleted)
        {
            return "Автор удалил сообщение.";
        }

        var words = string.Join(' ', ((post.Title is { Length: > 0 } title && !post.Text.StartsWith(title, StringComparison.Ordinal) ? title + ". " : "") + post.Text)
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (words.Length == 0)
        {
            return "Без текста, только вложения.";
        }

        if (words.Length <= length)
        {
            return words;
        }

        var cut = words.LastIndexOf(' ', length);
        cut = cut > length / 2 ? cut : char.IsHighSurrogate(words[length - 1]) ? length - 1 : length;
        return words[..cut] + "…";
    }

    /// <summary>Only http(s) links from outside become links; anything else (javascript:, data:) is not shown as one.</summary>
    public static string? SafeUrl(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https" ? parsed.AbsoluteUri : null;

    /// <summary>What a term asks for.</summary>
    public static string OfTerm(TermKind kind) => kind switch
    {
        TermKind.React => "Взять в работу",
        TermKind.Answer => "Ответить",
        _ => "Дать окончательный ответ",
    };

    /// <summary>Terms that are near or past at a time; none while they stand still.</summary>
    public static IEnumerable<Term> OpenTerms(Deadlines deadlines, DateTimeOffset at) =>
        deadlines.Terms.Where(term => deadlines.PausedAt is null && term.MetAt is null && term.NearAt <= at);

    /// <summary>How long something took: «2 дн. 3 ч», «45 мин».</summary>
    public static string Duration(TimeSpan time) => time.TotalDays >= 1 ? $"{(int)time.TotalDays} дн. {time.Hours} ч" : time.TotalHours >= 1 ? $"{time.Hours} ч {time.Minutes} мин" : $"{time.Minutes} мин";

    public static string Of(Unassigned why) => why switch
    {
        Unassigned.NoPlace => "место не определено",
        Unassigned.NotConnected => "территория не подключена",
        Unassigned.NobodyThere => "на территории нет исполнителя",
        Unassigned.NobodyAtAll => "за рубрику никто не отвечает",
        _ => "другой регион",
    };

    public static string Attachment(string kind) => kind switch
    {
        "photo" => "фото",
        "video" => "видео",
        "audio" or "voice" => "аудио",
        "doc" => "документ",
        "link" => "ссылка",
        "poll" => "опрос",
        "geo" => "место на карте",
        _ => kind,
    };

    public static string Fault(string fault) => fault switch
    {
        "Unreachable" => "недоступен",
        "RateLimited" => "ждёт: превышен лимит",
        "Auth" => "нет доступа: проверьте токен",
        "Gone" => "закрыт или удалён",
        _ => "ответ не читается",
    };
}
