using System.Text.RegularExpressions;

namespace IncidentMonitor.Normalise;

/// <summary>What stands in a text beside words: links, mentions, hashtags, and the marks that masking leaves.</summary>
internal static partial class Markup
{
    /// <summary>Longest bracketed mention or link that is looked for, in characters.</summary>
    private const int MaxBracket = 300;

    /// <summary>VK's markup: [id1|Имя], [club5|Имя], [https://…|words]. Also a comment's "[id1:bp-1_2|Имя]".</summary>
    [GeneratedRegex(@"\G\[(?<target>[^\s\[\]|]{2,200})\|(?<words>[^\[\]]{0,200})\]", RegexOptions.CultureInvariant)]
    private static partial Regex VkBracket();

    /// <summary>VK's older mention: @id1 (Имя) or *id1 (Имя).</summary>
    [GeneratedRegex(@"\G[@*](?:id|club|public|event)\d{1,12} ?\((?<words>[^()]{0,100})\)", RegexOptions.CultureInvariant)]
    private static partial Regex VkStar();

    /// <summary>Placeholders of exports in which personal data was masked.</summary>
    [GeneratedRegex(@"\G\[(?<what>упоминание|ссылка|ФИО|имя|телефон|почта|e-?mail|адрес|дата рождения|номер|фотография|\d{1,2} фотографи[ияй])\]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Mask();

    [GeneratedRegex(@"(?:https?|tg|ftp)://\S+|(?<![\w@])www\.\S+|(?<![\w@.])(?:[\w-]{1,63}\.){1,4}(?:ru|рф|com|org|net|me|su|info|gov|online|site|io|tv|cc|ly)(?!\w|\.\w)(?:/\S*)?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Link();

    [GeneratedRegex(@"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}", RegexOptions.CultureInvariant)]
    private static partial Regex Email();

    [GeneratedRegex(@"(?<!\w)@[A-Za-z0-9_.]{1,64}", RegexOptions.CultureInvariant)]
    private static partial Regex Mention();

    /// <summary>A hashtag; VK's local form #tag@community carries its community along.</summary>
    [GeneratedRegex(@"#(?<tag>[\w-]{1,100})(?<at>@[A-Za-z0-9_.]{1,64})?", RegexOptions.CultureInvariant)]
    private static partial Regex Hashtag();

    /// <summary>A piece of markup: where it lies, what kind it is, its value, and the part of it that people read as words (may be empty).</summary>
    internal readonly record struct Piece(PieceKind Kind, int Start, int End, string Value, int WordsStart, int WordsEnd);

    internal enum PieceKind
    {
        Link,
        Mention,
        Hashtag,
        Mask,
    }

    /// <summary>A bracketed or starred piece that begins exactly at <paramref name="start"/>; such a piece may hold spaces.</summary>
    public static Piece? AtBracket(string text, int start)
    {
        var window = Math.Min(text.Length - start, MaxBracket);
        if (text[start] == '[')
        {
            var mask = Mask().Match(text, start, window);
            if (mask.Success)
            {
                var kind = mask.Groups["what"].Value.ToLowerInvariant() switch
                {
                    "упоминание" => PieceKind.Mention,
                    "ссылка" => PieceKind.Link,
                    _ => PieceKind.Mask,
                };
                return new Piece(kind, start, start + mask.Length, mask.Value, 0, 0);
            }
        }

        var match = (text[start] == '[' ? VkBracket() : VkStar()).Match(text, start, window);
        if (!match.Success)
            return null;
        var words = match.Groups["words"];
        if (match.Groups["target"].Value is var target && target.Contains("://", StringComparison.Ordinal))
            return new Piece(PieceKind.Link, start, start + match.Length, target, words.Index, words.Index + words.Length);
        return new Piece(PieceKind.Mention, start, start + match.Length, words.Value, 0, 0);
    }

    /// <summary>The first piece within a run of text without spaces, from <paramref name="start"/> to <paramref name="end"/>.</summary>
    public static Piece? FirstIn(string text, int start, int end)
    {
        Piece? first = null;
        Consider(Link(), PieceKind.Link);
        Consider(Email(), PieceKind.Mention);
        Consider(Mention(), PieceKind.Mention);
        Consider(Hashtag(), PieceKind.Hashtag);
        return first;

        void Consider(Regex form, PieceKind kind)
        {
            var match = form.Match(text, start, end - start);
            if (!match.Success || (first is { } known && known.Start <= match.Index))
                return;
            if (kind == PieceKind.Hashtag)
            {
                var tag = match.Groups["tag"];
                first = new Piece(kind, match.Index, match.Index + match.Length, tag.Value, tag.Index, tag.Index + tag.Length);
                return;
            }

            var value = match.Value.TrimEnd('.', ',', ';', ':', '!', '?', ')', ']', '»', '"', '\'');
            first = new Piece(kind, match.Index, match.Index + value.Length, value, 0, 0);
        }
    }
}
