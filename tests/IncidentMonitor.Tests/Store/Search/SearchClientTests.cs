using System.IO.Compression;
using System.Text;
using System.Text.Json;
using IncidentMonitor.Commands;
using IncidentMonitor.Configuration;
using IncidentMonitor.Store.Search;
using IncidentMonitor.Tests.Collect;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Store.Search;

internal sealed class SearchClientTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 21, 10, 0, 0, TimeSpan.Zero);

    [TestCase("""{"version":{"number":"8.19.0","build_flavor":"default"}}""", true, "Elasticsearch 8.19.0")]
    [TestCase("""{"version":{"number":"9.1.2"}}""", true, "Elasticsearch 9.1.2")]
    [TestCase("""{"version":{"number":"2.19.1","distribution":"opensearch"}}""", false, "OpenSearch 2.19.1")]
    [TestCase("""{"version":{"number":"3.0.0","distribution":"opensearch"}}""", false, "OpenSearch 3.0.0")]
    [TestCase("""{"version":{"number":"8.19.0"}}""", false, "lack the header X-elastic-product")]
    [TestCase("""{"version":{"number":"7.17.9"}}""", true, "7.17.9 is not supported")]
    [TestCase("""{"version":{"number":"7.10.2"}}""", false, "compatibility.override_main_response_version")]
    [TestCase("""{"version":{"number":"1.3.0","distribution":"opensearch"}}""", false, "OpenSearch 1.3.0 is not supported")]
    [TestCase("""{"version":{"number":"8.1.0","distribution":"fork"}}""", false, "distribution \"fork\" is unknown")]
    [TestCase("""{"version":{"number":"8.11.0","build_flavor":"serverless"}}""", true, "Serverless")]
    [TestCase("""{"status":"ok"}""", false, "names no version")]
    public void The_product_is_recognised_or_refused_with_the_reason(string answer, bool hasHeader, string expected)
    {
        using var json = JsonDocument.Parse(answer);
        string said;
        try
        {
            said = SearchProduct.Read(json.RootElement, hasHeader, "http://host:9200").ToString();
        }
        catch (SearchException error) when (error.Fault is SearchFault.Unsupported)
        {
            said = error.Message;
        }

        Assert.That(said, Does.Contain(expected));
    }

    [Test]
    public async Task A_node_that_fails_is_passed_over_and_rests()
    {
        var isUp = true;
        await using var first = await Stub.StartAsync(context => AnswerAsync(context, isUp ? 200 : 503, "{}"));
        await using var second = await Stub.StartAsync(context => AnswerAsync(context, 200, "{}"));
        var clock = new SkippingClock(Now);
        using var client = new SearchClient(new SearchSettings { Urls = [first.Address, second.Address] }, clock);
        await AskAsync();
        isUp = false;
        await AskAsync();
        await AskAsync();
        Assert.That((first.Asked.Count, second.Asked.Count), Is.EqualTo((2, 2)));

        async Task AskAsync()
        {
            using var answer = await client.SendAsync(HttpMethod.Get, "/", default);
        }
    }

    [Test]
    public async Task Large_bodies_go_packed_and_secrets_stay_out_of_messages()
    {
        var (unpacked, authorization) = ("", "");
        await using var stub = await Stub.StartAsync(async context =>
        {
            authorization = context.Request.Headers.Authorization.ToString();
            using var reader = new StreamReader(new GZipStream(context.Request.Body, CompressionMode.Decompress));
            unpacked = await reader.ReadToEndAsync();
            await AnswerAsync(context, 400, """{"error":{"type":"x","reason":"no"}}""");
        });
        using var client = new SearchClient(new SearchSettings { Urls = [stub.Address], Secrets = new SearchSecrets(null, null, "id:secretkey") }, TimeProvider.System);
        var body = new string(' ', 5000) + "{}";
        var error = await Assert.ThrowsAsync<SearchException>(() => client.SendAsync(HttpMethod.Post, "/x", body, default));
        Assert.Multiple(() =>
        {
            Assert.That(unpacked, Is.EqualTo(body));
            Assert.That(authorization, Is.EqualTo("ApiKey " + Convert.ToBase64String(Encoding.UTF8.GetBytes("id:secretkey"))));
            Assert.That(error!.ToString(), Does.Not.Contain("secretkey").And.Contain("400"));
        });
    }

    [Test]
    public void An_absent_cluster_is_told_with_its_address()
    {
        using var client = new SearchClient(new SearchSettings { Urls = [new Uri("http://127.0.0.1:1")] }, TimeProvider.System);
        Assert.That(async () => await client.ProductAsync(default), Throws.TypeOf<SearchException>().With.Message.Contain("127.0.0.1:1").And.Property("Fault").EqualTo(SearchFault.Unreachable));
    }

    [Test]
    public void Settings_name_each_mistake_and_take_no_secrets_from_the_file()
    {
        using var scratch = new Scratch();
        scratch.Write("appsettings.json", """
            {"Region":{"Name":"Область"},"Digest":{"Hours":[8]},"Console":{"PublicAddress":"ftp://x"},
             "Search":{"Urls":["ftp://host"],"Alias":"Incidents!","Password":"secret1","BulkCount":0,"CaFile":"/no/such.pem","Fingerprint":"12"}}
            """);
        var problems = new Problems();
        SettingsFile.Bind(SettingsFile.Open(scratch.Path), problems);
        var said = string.Join('\n', problems.Lines);
        foreach (var key in new[] { "Console:PublicAddress", "Search:Urls", "Search:Alias", "Search:Password is not a setting", "Search:BulkCount", "Search:CaFile", "Search:Fingerprint" })
        {
            Assert.That(said, Does.Contain(key));
        }

        Assert.That(said, Does.Not.Contain("secret1"));
    }

    [Test]
    public void A_line_of_synonyms_that_is_no_group_is_named()
    {
        using var scratch = new Scratch();
        scratch.Write("search/stopwords.txt", "и\n");
        scratch.Write("search/synonyms.txt", "# words\nук, управляющая компания\nодно слово\n");
        Assert.That(() => SearchWords.Load(scratch.Path), Throws.TypeOf<UserError>().With.Message.Contain("line 3"));
    }

    private static async Task AnswerAsync(HttpContext context, int status, string json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(json);
    }
}
