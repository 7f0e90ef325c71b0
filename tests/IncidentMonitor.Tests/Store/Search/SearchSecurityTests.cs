using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IncidentMonitor.Model;
using IncidentMonitor.Store.Search;
using IncidentMonitor.Tests.Collect;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Store.Search;

/// <summary>Keys, rights and certificates, where the engine has them: a small OpenSearch without its security plugin has none, and there is nothing to see.</summary>
[Category(SearchEngine.Category)]
internal sealed partial class SearchSecurityTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 21, 10, 0, 0, TimeSpan.Zero);

    [Test]
    public async Task A_key_with_the_documented_privileges_is_enough()
    {
        var settings = await SecuredAsync("t-key");
        var documented = PrivilegesBlock().Match(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "search.md"))).Groups["json"].Value;
        Assert.That(documented, Is.Not.Empty, "docs/search.md holds no privileges");
        var key = await KeyAsync(settings, documented.Replace("incidents", "t-key", StringComparison.Ordinal));
        await using var rig = new SearchRig(settings with { Secrets = key }, new SkippingClock(Now));
        await rig.WriteAsync(unit => Sample.Incident(unit, "p1", Now, Severity.Medium));
        await rig.DrainAsync();
        await rig.Rebuild.RunAsync(null, null, default);
        await rig.WriteAsync(unit => Sample.Incident(unit, "p2", Now, Severity.Medium));
        await rig.Projector.TendAsync(default);
        await rig.DrainAsync();
        await rig.AssertEqualAsync();
        Assert.That(async () => await rig.AskAsync(HttpMethod.Get, "/t-other/_search"), Throws.TypeOf<SearchException>().With.Property("Fault").EqualTo(SearchFault.Denied), "the key may read what is not ours");
    }

    [Test]
    public async Task A_key_without_rights_is_told_which_it_lacks_and_nothing_is_lost()
    {
        var settings = await SecuredAsync("t-poor");
        var key = await KeyAsync(settings, """{ "worker": { "cluster": ["monitor"], "indices": [{ "names": ["t-poor*"], "privileges": ["read", "view_index_metadata"] }] } }""");
        var clock = new SkippingClock(Now);
        await using var rig = new SearchRig(settings with { Secrets = key }, clock);
        await rig.WriteAsync(unit => Sample.Incident(unit, "p1", Now, Severity.Medium));
        Assert.That(await rig.Projector.DrainAsync(default), Does.Contain("403").And.Contain("docs/search.md").And.Contain("create_index"));
    }

    [Test]
    public async Task A_wrong_password_is_told_without_showing_it()
    {
        var settings = await SecuredAsync("t-wrong");
        using var client = new SearchClient(settings with { Secrets = new SearchSecrets("elastic", "hunter2hunter2", null) }, TimeProvider.System);
        Assert.That(async () => await client.ProductAsync(default), Throws.TypeOf<SearchException>().With.Message.Contain("401").And.Message.Contain("INCIDENTMONITOR_SEARCH_API_KEY").And.Message.Not.Contain("hunter2"));
    }

    [Test]
    public async Task A_certificate_is_trusted_by_its_authority_or_fingerprint_only()
    {
        var settings = await SecuredAsync("t-tls");
        if (settings.Urls[0].Scheme != "https")
        {
            Assert.Pass("This engine speaks plain http.");
        }

        using var authority = X509CertificateLoader.LoadCertificateFromFile(settings.CaFile!);
        var print = authority.GetCertHashString(HashAlgorithmName.SHA256);
        Assert.Multiple(() =>
        {
            Assert.That(async () => await AskAsync(settings), Throws.Nothing, "its authority's file");
            Assert.That(async () => await AskAsync(settings with { CaFile = null }), Denied, "nothing");
            Assert.That(async () => await AskAsync(settings with { CaFile = null, Fingerprint = new string('0', 64) }), Denied, "another fingerprint");
        });

        static async Task AskAsync(SearchSettings settings)
        {
            using var client = new SearchClient(settings, TimeProvider.System);
            await client.ProductAsync(default);
        }

        // The engine sends its own certificate without its authority's, so the print is the node's.
        var node = "";
        using (var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, certificate, _, _) => (node = certificate!.GetCertHashString(HashAlgorithmName.SHA256)).Length > 0 })
        using (var plain = new HttpClient(handler))
        {
            await plain.GetAsync(settings.Urls[0]);
        }

        Assert.That(node, Is.Not.EqualTo(print));
        await AskAsync(settings with { CaFile = null, Fingerprint = node });
    }

    private static NUnit.Framework.Constraints.Constraint Denied => Throws.TypeOf<SearchException>().With.Property("Fault").EqualTo(SearchFault.Denied).And.Message.Contain("INCIDENTMONITOR_SEARCH_CA");

    private static async Task<SearchSettings> SecuredAsync(string alias)
    {
        var settings = SearchEngine.Settings(alias);
        using var client = new SearchClient(settings, TimeProvider.System);
        if ((await client.ProductAsync(default)).IsOpenSearch || settings.Secrets.User is null)
        {
            Assert.Pass("This engine has no users and keys.");
        }

        return settings;
    }

    private static async Task<SearchSecrets> KeyAsync(SearchSettings settings, string roles)
    {
        using var client = new SearchClient(settings, TimeProvider.System);
        var body = new JsonObject { ["name"] = settings.Alias, ["role_descriptors"] = JsonNode.Parse(roles), ["expiration"] = "1d" };
        using var answer = await client.SendAsync(HttpMethod.Post, "/_security/api_key", body.ToJsonString(), default);
        return new SearchSecrets(null, null, answer.Root.GetProperty("encoded").GetString());
    }

    [GeneratedRegex("```json\\s*(?<json>.*?)```", RegexOptions.Singleline)]
    private static partial Regex PrivilegesBlock();
}
