using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace IncidentMonitor.Collect.News;

/// <summary>
/// References in XML text: the five of XML, HTML's names (feeds use them undeclared), numbers, and plain declarations of
/// the document itself. Declared values are taken only if they hold no further reference, so nothing can grow.
/// </summary>
internal sealed partial class XmlEntities
{
    private const int MaxDeclared = 200;
    private const int MaxValue = 200;

    /// <summary>What documents mean by the numbers 128–159: windows-1252 (WHATWG).</summary>
    private const string Windows1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

    private Dictionary<string, string>? declared;

    public void Declare(ReadOnlySpan<char> subset)
    {
        foreach (Match match in Declaration().Matches(subset.ToString()))
        {
            var value = match.Groups[2].Success ? match.Groups[2].Value : match.Groups[3].Value;
            if ((declared ??= []).Count < MaxDeclared && value.Length <= MaxValue && NumberOnly().IsMatch(value))
                declared[match.Groups[1].Value] = Number().Replace(value, m => Character(m.Value) ?? m.Value);
        }
    }

    public string Decode(string text)
    {
        if (!text.Contains('&'))
            return text;
        var decoded = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '&' && Reference(text, i, out var used) is { } value)
            {
                decoded.Append(value);
                i += used - 1;
            }
            else
            {
                decoded.Append(text[i]);
            }
        }
        return decoded.ToString();
    }

    private string? Reference(string text, int start, out int used)
    {
        used = 0;
        var end = start + 1;
        while (end < text.Length && end - start < 34 && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '#' || text[end] == '_' || text[end] == '.'))
            end++;
        var closed = end < text.Length && text[end] == ';';
        var name = text[(start + 1)..end];
        used = end - start + (closed ? 1 : 0);
        if (name.Length == 0)
            return null;
        if (name[0] == '#')
            return Character("&" + name + ";");
        if (!closed)
            // "AT&T", "?a=1&copy=2": only a closed name is a reference.
            return null;
        if (declared is not null && declared.TryGetValue(name, out var own))
            return own;
        var reference = "&" + name + ";";
        var html = WebUtility.HtmlDecode(reference);
        return html == reference ? null : html;
    }

    private static string? Character(string reference)
    {
        var digits = reference.AsSpan(2).TrimEnd(';');
        var isHex = digits.Length > 1 && digits[0] is 'x' or 'X';
        if (!int.TryParse(isHex ? digits[1..] : digits, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var code))
            return null;
        if (code is >= 128 and < 160)
            return Windows1252[code - 128].ToString();
        return Rune.TryCreate(code, out var rune) && code != 0 ? rune.ToString() : "\uFFFD";
    }

    [GeneratedRegex("""<!ENTITY\s+([\w.]{1,32})\s+(?:"([^"]{0,400})"|'([^']{0,400})')\s*>""")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^(?:[^&<%]|&\#\w{1,8};)*$")]
    private static partial Regex NumberOnly();

    [GeneratedRegex(@"&\#\w{1,8};")]
    private static partial Regex Number();
}
