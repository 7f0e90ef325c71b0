using System.CommandLine;
using IncidentMonitor.Store.Search;
using IncidentMonitor.Store.Search.Kibana;

namespace IncidentMonitor.Commands;

/// <summary><c>setup-search</c>: what the cluster needs once and after an update. Repeating it is harmless.</summary>
internal static class SetupSearchCommand
{
    public static Command Build()
    {
        var url = SearchOptions.Url();
        var kibana = new Option<string?>("--kibana-url") { Description = "Kibana or OpenSearch Dashboards: gets the data view, searches and dashboards. http(s)://host:port, with /s/SPACE or ?security_tenant=TENANT as the browser shows it." };
        var command = new Command("setup-search", "Puts the index template on the cluster, and the saved objects into Kibana.") { url, kibana };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var configured = SearchOptions.Load(parsed, parsed.GetValue(url));
            try
            {
                var report = await SearchSetup.RunAsync(configured, parsed.GetValue(kibana) is { } address ? KibanaAddress.Parse(address) : null, TimeProvider.System, cancellationToken);
                await using var stdout = JsonLines.OpenStdout();
                await stdout.WriteLineAsync(JsonLines.Write(report));
                return 0;
            }
            catch (SearchException error)
            {
                throw new UserError(error.Message);
            }
        });
        return command;
    }
}
