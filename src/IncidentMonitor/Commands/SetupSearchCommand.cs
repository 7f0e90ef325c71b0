using System.CommandLine;
using IncidentMonitor.Store.Search;

namespace IncidentMonitor.Commands;

/// <summary><c>setup-search</c>: what the cluster needs once and after an update. Repeating it is harmless.</summary>
internal static class SetupSearchCommand
{
    public static Command Build()
    {
        var url = SearchOptions.Url();
        var kibana = new Option<Uri?>("--kibana-url") { Description = "Kibana or OpenSearch Dashboards, http(s)://host:port: gets the data view, searches and dashboards.", CustomParser = ReadUri };
        var command = new Command("setup-search", "Puts the index template on the cluster, and the saved objects into Kibana.") { url, kibana };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var configured = SearchOptions.Load(parsed, parsed.GetValue(url));
            try
            {
                var report = await SearchSetup.RunAsync(configured, parsed.GetValue(kibana), TimeProvider.System, cancellationToken);
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

    private static Uri? ReadUri(System.CommandLine.Parsing.ArgumentResult result)
    {
        if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
        {
            return uri;
        }

        result.AddError($"--kibana-url \"{result.Tokens[0].Value}\" is no http(s) address.");
        return null;
    }
}
