using System.Net;
using System.Reflection;
using System.Text;
using System.Xml.Linq;

namespace IncidentMonitor.Sandbox.Content;

/// <summary>An embedded page with <c>{{name}}</c> holes. Strings are encoded, elements go in as they are.</summary>
internal static class PageTemplate
{
    public static string Fill(string page, params (string Name, object? Value)[] holes)
    {
        var assembly = Assembly.GetExecutingAssembly();
        using var stream = assembly.GetManifestResourceStream($"IncidentMonitor.Sandbox.Pages.{page}")!;
        using var reader = new StreamReader(stream);
        var text = new StringBuilder(reader.ReadToEnd());
        foreach (var (name, value) in holes)
        {
            text.Replace("{{" + name + "}}", value switch
            {
                null => "",
                XNode node => Html(node),
                IEnumerable<XNode> nodes => string.Join('\n', nodes.Select(Html)),
                _ => WebUtility.HtmlEncode(value.ToString()),
            });
        }

        return text.ToString();
    }

    /// <summary>XML as a browser wants it: no line break may appear inside a text.</summary>
    public static string Html(XNode node) => node.ToString(SaveOptions.DisableFormatting);
}
