using System.CommandLine;
using IncidentMonitor.Configuration;
using IncidentMonitor.Store.Search;
using IncidentMonitor.Store.Search.Kibana;

namespace IncidentMonitor.Commands;

/// <summary><c>saved-objects DIR</c>: writes the import files, for who imports by hand; those in <c>config/kibana</c> are made with it.</summary>
internal static class SavedObjectsCommand
{
    private static readonly Argument<string> Folder = new("folder") { Description = "Where the two .ndjson files go." };

    public static Command Build()
    {
        var command = new Command("saved-objects", "Writes the saved objects of Kibana and OpenSearch Dashboards as files.") { Folder };
        command.SetAction(parsed =>
        {
            var configured = Configured.Load(Globals.ConfigFolder(parsed));
            foreach (var path in new KibanaSetup(configured.Settings.Search.Alias, IndexShape.Create(configured.Words)).WriteFiles(parsed.GetRequiredValue(Folder)))
            {
                Console.Error.WriteLine(path);
            }

            return 0;
        });
        return command;
    }
}
