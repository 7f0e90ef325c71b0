using System.CommandLine;
using IncidentMonitor.Store.Search;
using IncidentMonitor.Store.Search.Kibana;

namespace IncidentMonitor.Commands;

/// <summary><c>saved-objects DIR</c>: writes the import files that the project ships in <c>config/kibana</c>. For developers, so hidden.</summary>
internal static class SavedObjectsCommand
{
    private static readonly Argument<string> Folder = new("folder") { Description = "Where the two .ndjson files go." };

    public static Command Build()
    {
        var command = new Command("saved-objects", "Writes the saved objects of Kibana and OpenSearch Dashboards as files.") { Folder };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            foreach (var path in new KibanaSetup("incidents", IndexShape.Create(SearchWords.None)).WriteFiles(parsed.GetRequiredValue(Folder)))
            {
                Console.Error.WriteLine(path);
            }

            return 0;
        });
        return command;
    }
}
