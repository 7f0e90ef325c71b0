using System.Text.Json.Nodes;
using IncidentMonitor.Commands;
using IncidentMonitor.Store.Search.Kibana;
using IncidentMonitor.Tests.Collect;
using IncidentMonitor.Tests.Commands;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Store.Search.Kibana;

/// <summary>The import against a stub that answers as the products do.</summary>
internal sealed class KibanaImportTests
{
    private static readonly KibanaSetup Setup = new("incidents", Written.Shape);

    private static async Task<ImportReport> ImportAsync(string url)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(30) };
        return await Setup.ImportAsync(http, KibanaAddress.Parse(url), CancellationToken.None);
    }

    /// <summary>Kibana 8.19 or Dashboards 2.19: refuses what a real one refuses, and otherwise answers <paramref name="outcome"/>.</summary>
    private static Func<HttpContext, Task> Product(bool isDashboards, string prefix, Action<HttpContext, List<JsonObject>> seen, Func<List<JsonObject>, JsonObject> outcome) => async context =>
    {
        context.Response.Headers[isDashboards ? "osd-name" : "kbn-name"] = "stub";
        if (context.Request.Path == $"{prefix}/api/status")
        {
            await context.Response.WriteAsJsonAsync(new JsonObject { ["name"] = "stub", ["version"] = new JsonObject { ["number"] = isDashboards ? "2.19.1" : "8.19.0" } });
            return;
        }

        var guard = isDashboards ? "osd-xsrf" : "kbn-xsrf";
        if (context.Request.Path != $"{prefix}/api/saved_objects/_import" || context.Request.Query["overwrite"] != "true")
        {
            context.Response.StatusCode = 404;
            await context.Response.WriteAsJsonAsync(new JsonObject { ["statusCode"] = 404, ["error"] = "Not Found", ["message"] = "Not Found" });
        }
        else if (!context.Request.Headers.ContainsKey(guard))
        {
            context.Response.StatusCode = 400;
            await context.Response.WriteAsJsonAsync(new JsonObject { ["statusCode"] = 400, ["message"] = $"Request must contain a {guard} header." });
        }
        else if ((await context.Request.ReadFormAsync()).Files.GetFile("file") is { } file && file.FileName.EndsWith(".ndjson", StringComparison.Ordinal))
        {
            using var reader = new StreamReader(file.OpenReadStream());
            var lines = (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject()).ToList();
            seen(context, lines);
            await context.Response.WriteAsJsonAsync(outcome(lines));
        }
        else
        {
            context.Response.StatusCode = 415;
        }
    };

    private static JsonObject Success(List<JsonObject> lines) => new() { ["success"] = true, ["successCount"] = lines.Count, ["warnings"] = new JsonArray() };

    [TestCase(false, "/s/shift", "")]
    [TestCase(true, "", "?security_tenant=shift%201")]
    public async Task All_objects_go_in_with_one_request(bool isDashboards, string prefix, string query)
    {
        List<JsonObject> lines = [];
        string? tenant = null;
        await using var stub = await Stub.StartAsync(Product(isDashboards, prefix, (context, sent) => (lines, tenant) = (sent, context.Request.Headers["securitytenant"]), Success));
        var report = await ImportAsync(stub.Address.GetLeftPart(UriPartial.Authority) + prefix + "/app/home" + query);
        Assert.Multiple(() =>
        {
            Assert.That(report.Failures, Is.Empty);
            Assert.That(report.Count, Is.EqualTo(Written.Objects(isDashboards).Count));
            Assert.That(report.Product.IsDashboards, Is.EqualTo(isDashboards));
            Assert.That(lines.Select(line => line["id"].Text()), Is.EqualTo(Written.Objects(isDashboards).Select(item => item["id"].Text())));
            Assert.That(tenant, isDashboards ? Is.EqualTo("shift 1") : Is.Null.Or.Empty);
        });
    }

    [Test]
    public async Task A_200_with_errors_names_each_object()
    {
        await using var stub = await Stub.StartAsync(Product(false, "", (_, _) => { }, lines => new JsonObject
        {
            ["success"] = false,
            ["successCount"] = lines.Count - 2,
            ["errors"] = new JsonArray(
                JsonNode.Parse("""{"id":"incident-monitor-shift","type":"dashboard","title":"Смена","meta":{"title":"Смена","icon":"dashboardApp"},"error":{"type":"missing_references","references":[{"type":"index-pattern","id":"gone"}]}}"""),
                JsonNode.Parse("""{"id":"incident-monitor-search-urgent","type":"search","meta":{"title":"Новые срочные"},"error":{"type":"unknown","message":"Document is newer\nthan the version.","statusCode":422}}""")),
        }));
        var report = await ImportAsync(stub.Address.ToString());
        Assert.That(report.Failures, Is.EqualTo(new[]
        {
            "dashboard incident-monitor-shift «Смена»: it refers to what is not there: index-pattern gone.",
            "search incident-monitor-search-urgent «Новые срочные»: Document is newer than the version.",
        }));
    }

    [Test, Category(SearchEngine.Category)]
    public async Task The_command_imports_and_fails_where_an_object_is_refused([Values] bool isRefused)
    {
        await using var rig = new SearchRig(SearchEngine.Settings("t-kibana-cli"), TimeProvider.System);
        string? title = null;
        await using var stub = await Stub.StartAsync(Product(false, "", (_, lines) => title = lines[0]["attributes"]!["title"].Text(), lines => isRefused
            ? new JsonObject { ["success"] = false, ["successCount"] = 11, ["errors"] = new JsonArray(JsonNode.Parse("""{"id":"incident-monitor-shift","type":"dashboard","error":{"type":"unsupported_type"}}""")) }
            : Success(lines)));
        using var process = Cli.Start(SearchEngine.Environ("t-kibana-cli"), "setup-search", "--kibana-url", stub.Address.ToString());
        var (code, output, errors) = await Cli.EndAsync(process);
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.EqualTo(isRefused ? 1 : 0), errors);
            Assert.That(title, Is.EqualTo("t-kibana-cli"), "the data view names the alias that is configured");
            Assert.That(isRefused ? errors : output, Does.Contain(isRefused ? "dashboard incident-monitor-shift: the product does not know" : "\"savedObjects\":12"));
        });
    }

    [Test]
    public async Task A_success_that_took_fewer_is_none()
    {
        await using var stub = await Stub.StartAsync(Product(false, "", (_, _) => { }, _ => new JsonObject { ["success"] = true, ["successCount"] = 3 }));
        Assert.That((await ImportAsync(stub.Address.ToString())).Failures, Is.EqualTo(new[] { "Kibana 8.19.0 took 3 of 12 objects and does not say why." }));
    }

    [TestCase(401, """{"statusCode":401,"error":"Unauthorized","message":"Unauthorized"}""", "INCIDENTMONITOR_SEARCH_API_KEY")]
    [TestCase(403, """{"statusCode":403,"error":"Forbidden","message":"Unable to bulk_create dashboard"}""", "docs/kibana.md lists. It says: Unable to bulk_create dashboard")]
    [TestCase(503, "Kibana server is not ready yet", "it is not ready")]
    [TestCase(302, "", "login")]
    [TestCase(200, "<html>login</html>", "speaks no JSON")]
    [TestCase(200, """{"tagline":"You Know, for Search"}""", "names no version")]
    [TestCase(200, """{"version":{"number":"8.6.2"},"status":{}}""", "Kibana 8.6.2 is not supported")]
    [TestCase(200, """{"version":{"number":"1.3.2"},"status":{}}""", "OpenSearch Dashboards 1.3.2 is not supported")]
    public async Task An_answer_that_is_none_is_explained(int status, string body, string cure)
    {
        await using var stub = await Stub.StartAsync(async context =>
        {
            context.Response.StatusCode = status;
            if (status == 302)
            {
                context.Response.Headers.Location = "/login?next=%2F";
            }

            await context.Response.WriteAsync(body);
        });
        Assert.That(async () => await ImportAsync(stub.Address.ToString()), Throws.TypeOf<UserError>().With.Message.Contains(cure).And.Message.StartsWith("http://127.0.0.1"));
        Assert.That(stub.Asked, Is.EqualTo(new[] { "/api/status" }), "nothing is imported");
    }

    [TestCase("ftp://kibana", "http(s)")]
    [TestCase("http://elastic:secret@kibana:5601", "INCIDENTMONITOR_SEARCH_USER")]
    public void An_address_that_is_none_is_refused(string url, string message)
    {
        var error = Assert.Throws<UserError>(() => KibanaAddress.Parse(url));
        Assert.That(error!.Message, Does.Contain(message).And.Not.Contain("secret"));
        Assert.That(error.ExitCode, Is.EqualTo(2));
    }
}
