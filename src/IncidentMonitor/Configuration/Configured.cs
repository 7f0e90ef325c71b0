using IncidentMonitor.Assign;
using IncidentMonitor.Classify;
using IncidentMonitor.Collect;
using IncidentMonitor.Model;
using IncidentMonitor.Store.Search;
using IncidentMonitor.Web;

namespace IncidentMonitor.Configuration;

/// <summary>Everything the configuration says, read and checked as one.</summary>
public sealed record Configured
{
    /// <summary>Where it was read from.</summary>
    public required string Folder { get; init; }

    public required IConfiguration Raw { get; init; }
    public required Settings Settings { get; init; }
    public required IReadOnlyList<Feed> Feeds { get; init; }

    /// <summary>Which feeds can be read with the tokens at hand.</summary>
    public FeedRoster Roster => CollectorSet.Muster(Feeds, Settings);

    public required RubricTree Tree { get; init; }
    public required AgencyBook Agencies { get; init; }
    public required TermBook Terms { get; init; }
    internal SearchWords Words { get; init; } = SearchWords.None;

    /// <summary>Reads the whole folder. Collects every mistake before it refuses.</summary>
    /// <param name="overrides">Keys that win over file and environment (the demo's sandbox).</param>
    /// <exception cref="Commands.UserError">Exit code 2, a line per mistake.</exception>
    public static Configured Load(string folder, IReadOnlyDictionary<string, string?>? overrides = null)
    {
        var problems = new Problems();
        var raw = SettingsFile.Open(folder, overrides);
        var settings = SettingsFile.Bind(raw, problems);
        var feeds = SourcesFile.Read(Path.Combine(folder, SourcesFile.Name), problems);
        var tree = problems.Try(() => RubricTree.Load(Path.Combine(folder, "rubrics", "tree.csv")));
        // A mistake in one file must not hide those of the others: what depends on it is checked as far as it can be.
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(settings.Region.TimeZone, out var found) ? found : TimeZoneInfo.Utc;
        var calendar = WorkingCalendar.Read(Path.Combine(folder, WorkingCalendar.Name), problems);
        var agencies = AgencyBook.Read(Path.Combine(folder, AgencyBook.Name), tree, calendar, settings.Region.Name, zone, problems);
        var terms = TermBook.Read(Path.Combine(folder, TermBook.Name), tree, problems);
        var words = problems.Try(() => SearchWords.Load(folder));
        problems.ThrowIfAny();
        return new Configured { Folder = folder, Raw = raw, Settings = settings, Feeds = feeds, Tree = tree!, Agencies = agencies, Terms = terms, Words = words! };
    }
}
