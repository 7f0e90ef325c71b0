using System.Text;
using System.Text.RegularExpressions;

namespace IncidentMonitor.Collect.Http;

/// <summary>
/// Bytes of the wild into text. A declaration is believed only as far as the bytes bear it out: feeds say utf-8 and
/// send windows-1251, say windows-1251 and send UTF-8, and spell the names as they please.
/// </summary>
internal static partial class Charset
{
    private const int DeclarationWindow = 4096;
    private const int SampleWindow = 64 * 1024;
    private static readonly Encoding Latin;
    private static readonly Encoding[] Cyrillic;

    static Charset()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        Latin = Encoding.GetEncoding(1252);
        Cyrillic = [Encoding.GetEncoding(1251), Encoding.GetEncoding("koi8-r"), Encoding.GetEncoding(866), Encoding.GetEncoding("iso-8859-5")];
    }

    /// <param name="declared">The charset of the HTTP header, if there was one.</param>
    public static string Decode(ReadOnlySpan<byte> bytes, string? declared = null)
    {
        var encoding = Detect(bytes, declared, out var bom);
        return encoding.GetString(bytes[bom..]);
    }

    /// <summary>The encoding a name means, also when spelled utf8, cp1251, win-1251, koi8r; null if nobody knows it.</summary>
    public static Encoding? Named(string? name)
    {
        var key = name?.Trim().Trim('"', '\'').ToLowerInvariant().Replace('_', '-') ?? "";
        if (key.Length is 0 or > 40)
            return null;
        if (Windows().Match(key) is { Success: true } windows)
            key = "windows-" + windows.Groups[1].Value;
        else if (key.StartsWith("iso8859", StringComparison.Ordinal))
            key = "iso-8859" + (key.Length > 7 && key[7] == '-' ? "" : "-") + key[7..];
        key = key switch
        {
            "utf8" or "utf-8-sig" or "unicode-1-1-utf-8" => "utf-8",
            "koi8r" or "koi8" or "koi-8" or "koi8-ru" => "koi8-r",
            "koi8u" => "koi8-u",
            "866" or "cp866" or "dos" => "ibm866",
            // The web means windows-1252 whenever it says Latin-1 or ASCII (WHATWG Encoding).
            "latin1" or "latin-1" or "iso-8859-1" or "us-ascii" or "ascii" => "windows-1252",
            "gbk" or "gb2312" or "gb-2312" => "gb18030",
            "shift-jis" or "sjis" or "x-sjis" => "shift_jis",
            "ks-c-5601-1987" => "euc-kr",
            _ => key,
        };
        try
        {
            return Encoding.GetEncoding(key);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    internal static Encoding Detect(ReadOnlySpan<byte> bytes, string? declared, out int bom)
    {
        if (Marked(bytes, out bom) is { } marked)
            return marked;
        var hint = Named(declared) ?? Named(Declaration(bytes));
        var (multibyte, threeOrMore, broken) = CountUtf8(bytes);
        if (broken == 0)
            // 7-bit encodings (ISO-2022-JP, HZ) are valid ASCII, and short Chinese in GBK may be valid UTF-8 of two bytes
            // each, while Chinese in UTF-8 takes three: there the declaration is all we have.
            return threeOrMore == 0 && hint is { IsSingleByte: false, CodePage: not (1200 or 1201 or 12000 or 12001) } ? hint : Encoding.UTF8;
        if (multibyte > 8 * broken)
            return Encoding.UTF8;
        if (hint is null or { CodePage: 65001 })
            return Guess(bytes);
        return hint.CodePage == Latin.CodePage || Array.Exists(Cyrillic, c => c.CodePage == hint.CodePage) ? Corrected(bytes, hint) : hint;
    }

    private static Encoding? Marked(ReadOnlySpan<byte> b, out int bom)
    {
        (var encoding, bom) = b switch
        {
            [0xEF, 0xBB, 0xBF, ..] => (Encoding.UTF8, 3),
            [0xFF, 0xFE, 0, 0, ..] => (Encoding.UTF32, 4),
            [0, 0, 0xFE, 0xFF, ..] => (new UTF32Encoding(true, false), 4),
            [0xFF, 0xFE, ..] => (Encoding.Unicode, 2),
            [0xFE, 0xFF, ..] => (Encoding.BigEndianUnicode, 2),
            [(byte)'<', 0, 0, 0, ..] => (Encoding.UTF32, 0),
            [0, 0, 0, (byte)'<', ..] => (new UTF32Encoding(true, false), 0),
            [(byte)'<', 0, ..] => (Encoding.Unicode, 0),
            [0, (byte)'<', ..] => (Encoding.BigEndianUnicode, 0),
            [0x4C, 0x6F, 0xA7, 0x94, ..] => ((Encoding?)Encoding.GetEncoding(37), 0),
            _ => (null, 0),
        };
        return encoding;
    }

    private static string? Declaration(ReadOnlySpan<byte> bytes)
    {
        var head = Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, DeclarationWindow)]);
        var xml = XmlDeclaration().Match(head);
        if (xml.Success)
            return xml.Groups[1].Value;
        var meta = MetaDeclaration().Match(head);
        return meta.Success ? meta.Groups[1].Value : null;
    }

    /// <summary>Well-formed multibyte sequences and bytes that belong to none; a sequence cut off by the end counts as neither.</summary>
    private static (int Multibyte, int Long, int Broken) CountUtf8(ReadOnlySpan<byte> bytes)
    {
        int multibyte = 0, threeOrMore = 0, broken = 0;
        while (!bytes.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(bytes, out _, out var used);
            if (status == System.Buffers.OperationStatus.NeedMoreData)
                break;
            if (status == System.Buffers.OperationStatus.InvalidData)
                broken++;
            else if (used > 1)
                multibyte++;
            if (used > 2 && status == System.Buffers.OperationStatus.Done)
                threeOrMore++;
            bytes = bytes[used..];
        }
        return (multibyte, threeOrMore, broken);
    }

    private static Encoding Guess(ReadOnlySpan<byte> bytes)
    {
        var best = Latin;
        var bestScore = 0.0;
        foreach (var candidate in Cyrillic)
        {
            var score = Russianness(bytes, candidate);
            if (score > bestScore)
                (best, bestScore) = (candidate, score);
        }
        return best;
    }

    /// <summary>A declared single-byte encoding stands unless another reads clearly more like Russian.</summary>
    private static Encoding Corrected(ReadOnlySpan<byte> bytes, Encoding hint)
    {
        var guess = Guess(bytes);
        return guess.CodePage != hint.CodePage && Russianness(bytes, guess) > 0.6 + Math.Max(0, Russianness(bytes, hint)) ? guess : hint;
    }

    /// <summary>
    /// Mean plausibility of the non-ASCII letters as Russian, about -2 to 2. The Cyrillic code pages differ in where the
    /// cases lie, so wrong ones show as capitals inside words, box drawing, or rare letters.
    /// </summary>
    private static double Russianness(ReadOnlySpan<byte> bytes, Encoding encoding)
    {
        var text = encoding.GetString(bytes[..Math.Min(bytes.Length, SampleWindow)]);
        double sum = 0;
        var n = 0;
        var before = ' ';
        foreach (var c in text)
        {
            if (c >= 0x80 && c is not ('«' or '»' or '—' or '–' or '\u00A0' or '№' or '…' or '“' or '”' or '„'))
            {
                n++;
                sum += c switch
                {
                    _ when char.IsAsciiLetter(before) => -2,
                    'о' or 'е' or 'а' or 'и' or 'н' or 'т' or 'с' or 'р' or 'в' or 'л' => 2,
                    >= 'а' and <= 'я' or 'ё' => 0.7,
                    >= 'А' and <= 'Я' or 'Ё' => before is >= 'а' and <= 'я' ? -2 : 0.2,
                    _ => -2,
                };
            }
            else if (char.IsAsciiLetter(c) && before >= 0x80)
            {
                sum -= 1;
            }
            before = c;
        }
        return n == 0 ? 0 : sum / n;
    }

    [GeneratedRegex("""^(?:windows|win|cp|x-cp|microsoft-cp)-?(125[0-8]|874)$""")]
    private static partial Regex Windows();

    [GeneratedRegex("""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']\s*([\w.:-]{1,40})""", RegexOptions.IgnoreCase)]
    private static partial Regex XmlDeclaration();

    [GeneratedRegex("""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", RegexOptions.IgnoreCase)]
    private static partial Regex MetaDeclaration();
}
