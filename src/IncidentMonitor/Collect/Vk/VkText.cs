using System.Net;
using System.Text.RegularExpressions;

namespace IncidentMonitor.Collect.Vk;

/// <summary>VK's own markup into plain words.</summary>
internal static partial class VkText
{
    /// <summary>Mentions become their names, entities characters, &lt;br&gt; a line break.</summary>
    public static string Plain(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        if (text.Contains('<'))
            text = LineBreak().Replace(text, "\n");
        if (text.Contains('&'))
            text = WebUtility.HtmlDecode(text);
        if (text.Contains('|'))
            text = Mention().Replace(text, "$1");
        return text.Replace("\r\n", "\n").Replace('\r', '\n').Trim();
    }

    [GeneratedRegex(@"<br\s*/?>", RegexOptions.IgnoreCase)]
    private static partial Regex LineBreak();

    // [id1|Имя], [club1|Имя], [id1:bp-1_2|Имя], [https://vk.com/page|слова], [#alias|слова|https://…]
    [GeneratedRegex(@"\[(?:(?:id|club|public|event|app|page|photo|video|topic|wall|market|album|doc|audio|note|poll|article)-?\d[\w:\-]{0,80}|https?://[^|\]\s]{1,300}|#alias)\|([^|\]\n]{1,300})(?:\|[^\]\n]{0,300})?\]")]
    private static partial Regex Mention();
}
