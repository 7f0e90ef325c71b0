using System.CommandLine;
using IncidentMonitor.Configuration;

namespace IncidentMonitor.Commands;

/// <summary>What the commands around the search index have in common.</summary>
internal static class SearchOptions
{
    public static Option<string?> Url() => new("--url")
    {
        Description = "The cluster, http(s)://host:port, several between commas; default: INCIDENTMONITOR_SEARCH_URL or Search:Urls. Credentials come from INCIDENTMONITOR_SEARCH_USER and _PASSWORD or _API_KEY, and _CA.",
    };

    /// <summary>The configuration with what <c>--url</c> says.</summary>
    /// <exception cref="UserError">No address at all, or a wrong one.</exception>
    public static Configured Load(ParseResult parsed, string? url)
    {
        var configured = Configured.Load(Globals.ConfigFolder(parsed));
        var search = configured.Settings.Search.At(url);
        var problems = new Problems();
        search.Check("--url", problems);
        problems.ThrowIfAny();
        return search.IsOn
            ? configured with { Settings = configured.Settings with { Search = search } }
            : throw new UserError("No search index is named. Give --url http://host:9200, or set INCIDENTMONITOR_SEARCH_URL.", 2);
    }
}
