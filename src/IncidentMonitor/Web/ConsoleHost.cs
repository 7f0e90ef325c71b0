using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using IncidentMonitor.Store.Search;
using IncidentMonitor.Store.Sql;

namespace IncidentMonitor.Web;

/// <summary>The operator console and the health probes on the web host.</summary>
internal static class ConsoleHost
{
    public static void AddConsole(this IServiceCollection services)
    {
        services.AddRazorComponents();
        // Cyrillic stays Cyrillic in the source: a sixth of the bytes, and a person can read it.
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
    }

    public static void MapConsole(this WebApplication app)
    {
        var publicHost = app.Services.GetRequiredService<Configuration.Settings>().Console.PublicAddress?.Host;
        app.Use(async (context, next) =>
        {
            if (!IsOwnHost(context.Request.Host.Host) && context.Request.Host.Host != publicHost)
            {
                // A page elsewhere must not reach the console through a name of its own that resolves to the loopback.
                context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
                return;
            }

            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers.CacheControl = "no-store";
            await next();
        });
        app.UseAntiforgery();
        app.MapGet("/assets/{name}", (string name) => Asset(name));
        app.MapGet("/health/live", () => Results.Text("ok"));
        app.MapGet("/health/ready", (IncidentQueries queries, SearchHealth search) => Ready(queries, search));
        app.MapRazorComponents<App>();
    }

    /// <summary>Ready while the record answers; feeds that fail are told, but don't make the service unfit.</summary>
    private static IResult Ready(IncidentQueries queries, SearchHealth search)
    {
        var feeds = queries.Feeds();
        return Results.Json(new
        {
            status = "ready",
            feeds = feeds.Count,
            failing = feeds.Where(feed => feed.Fault is not null).Select(feed => new { feed.Name, reason = feed.Fault, feed.Failures, feed.SuccessAt }),
            search = search.Read(),
        }, Commands.JsonLines.Options);
    }

    private static IResult Asset(string name)
    {
        var type = Path.GetExtension(name) switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            _ => null,
        };
        var stream = type is null ? null : Assembly.GetExecutingAssembly().GetManifestResourceStream($"IncidentMonitor.Assets.{name}");
        return stream is null ? Results.NotFound() : Results.Stream(stream, type);
    }

    private static bool IsOwnHost(string host) => host is "localhost" or "127.0.0.1" or "[::1]" or "::1";
}
