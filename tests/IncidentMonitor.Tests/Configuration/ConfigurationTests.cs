using IncidentMonitor.Commands;
using IncidentMonitor.Configuration;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Configuration;

/// <summary>One bad configuration per mistake; each must name its key and the cure.</summary>
internal sealed class ConfigurationTests
{
    [Test]
    public void The_shipped_configuration_is_sound() =>
        Assert.That(() => Configured.Load(Repository.Config), Throws.Nothing);

    [TestCase("""{"Region":{"Name":"Р"},"Vk":{"Tokn":"x"}}""", "Vk:Tokn", TestName = "Misspelled key")]
    [TestCase("""{"Region":{"Name":"Р","TimeZone":"Ural"}}""", "Region:TimeZone", TestName = "Unknown time zone")]
    [TestCase("""{"Region":{"TimeZone":"Europe/Moscow"}}""", "Region:Name", TestName = "No region")]
    [TestCase("""{"Region":{"Name":"Р"},"Console":{"Address":"http://0.0.0.0:8080"}}""", "Console:Address", TestName = "Console open to the network")]
    [TestCase("""{"Region":{"Name":"Р"},"Console":{"Address":"http://10.0.0.5:8080"}}""", "loopback", TestName = "Console on another address")]
    [TestCase("""{"Region":{"Name":"Р"},"Console":{"PublicAddress":"cur.example"}}""", "Console:PublicAddress", TestName = "Public address without a scheme")]
    [TestCase("""{"Region":{"Name":"Р"},"Console":{"PublicAddress":"ftp://cur.example"}}""", "Console:PublicAddress", TestName = "Public address that no browser opens")]
    [TestCase("""{"Region":{"Name":"Р"},"Digest":{"Hours":[25]}}""", "Digest:Hours", TestName = "Hour 25")]
    [TestCase("""{"Region":{"Name":"Р"},"Collect":{"BackFill":"-1.00:00:00"}}""", "Collect:BackFill", TestName = "Negative window")]
    [TestCase("""{"Region":{"Name":"Р"},"Collect":{"BackFill":"soon"}}""", "BackFill", TestName = "A word for a window")]
    [TestCase("""{"Region":{"Name":"Р"}""", "appsettings.json", TestName = "Broken JSON")]
    public void A_mistake_in_the_settings_is_named(string json, string expected) =>
        Assert.That(Refusal(settings: json), Does.Contain(expected));

    [TestCase("feeds:\n  - {name: a, kind: vk-wal, address: '-1'}", "vk-wal", TestName = "Unknown kind")]
    [TestCase("feeds:\n  - {name: a, kind: news, address: 'example'}", "http", TestName = "Feed that is no URL")]
    [TestCase("feeds:\n  - {name: a, kind: vk-wall, address: '-1'}\n  - {name: a, kind: vk-wall, address: '-2'}", "twice", TestName = "Name used twice")]
    [TestCase("feeds:\n  - {name: a, kind: vk-wall, address: '-1', every: soon}", "every", TestName = "Interval that is none")]
    [TestCase("feeds:\n  - {name: a, kind: vk-wall, adress: '-1'}", "sources.yaml:2", TestName = "Unknown key names its line")]
    public void A_mistake_in_the_sources_is_named(string yaml, string expected) =>
        Assert.That(Refusal(sources: yaml), Does.Contain(expected));

    [TestCase("departments:\n  - {id: a, name: А, email: nobody, kinds: [police]}", "email", TestName = "No mail address")]
    [TestCase("departments:\n  - {id: a, name: А, email: a@b.example}", "nothing", TestName = "Answers for nothing")]
    [TestCase("departments:\n  - {id: a, name: А, email: a@b.example, kinds: [police]}\n  - {id: b, name: Б, email: a@b.example, kinds: [police]}", "One office", TestName = "Two owners of one kind")]
    [TestCase("departments:\n  - {id: a, name: А, email: a@b.example, topics: [Луна]}", "Луна", TestName = "Unknown topic")]
    [TestCase("departments:\n  - {id: a, name: А, email: a@b.example, kinds: [polise]}", "polise", TestName = "Unknown kind")]
    [TestCase("departments:\n  - {id: ../a, name: А, email: a@b.example, kinds: [police]}", "characters", TestName = "Id that is a path")]
    public void A_mistake_in_the_agencies_is_named(string yaml, string expected) =>
        Assert.That(Refusal(agencies: yaml), Does.Contain(expected));

    [Test]
    public void All_mistakes_come_at_once()
    {
        var message = Refusal("""{"Region":{"TimeZone":"Ural"},"Vk":{"Tokn":"x"}}""", "feeds:\n  - {name: '', kind: x, address: ''}");
        Assert.That(message.Split('\n'), Has.Length.GreaterThanOrEqualTo(5));
    }

    [Test]
    public void A_mistake_in_one_file_does_not_hide_those_of_another()
    {
        var message = Refusal("""{"Region":{"TimeZone":"Ural"},"Vk":{"Tokn":"x"}}""", "feeds:\n  - \n", "departments:\n  - {id: a, name: А, email: nobody, kinds: [police]}", "date,kind\nsoon,off\n");
        Assert.That(message, Does.Contain("Region:TimeZone").And.Contain("Vk:Tokn").And.Contain("feeds[0]").And.Contain("nobody").And.Contain("calendar.csv:2"));
    }

    [TestCase(null, "http://127.0.0.1:8080/incidents/7")]
    [TestCase("https://cur.example", "https://cur.example/incidents/7")]
    [TestCase("https://cur.example/monitor/", "https://cur.example/monitor/incidents/7")]
    public void Links_begin_with_the_public_address(string? address, string expected)
    {
        var console = new ConsoleSettings { PublicAddress = address is null ? null : new Uri(address) };
        Assert.That(console.LinkTo("incidents/7").AbsoluteUri, Is.EqualTo(expected));
    }

    private static string Refusal(string? settings = null, string? sources = null, string? agencies = null, string? calendar = null)
    {
        using var scratch = new Scratch();
        foreach (var file in Directory.GetFiles(Repository.Config, "*.*").Append(Path.Combine(Repository.Config, "rubrics", "tree.csv")))
        {
            scratch.Write(Path.GetRelativePath(Repository.Config, file), File.ReadAllText(file));
        }

        Overwrite("appsettings.json", settings);
        Overwrite("sources.yaml", sources);
        Overwrite("agencies.yaml", agencies);
        Overwrite("calendar.csv", calendar);
        var error = Assert.Throws<UserError>(() => Configured.Load(scratch.Path))!;
        Assert.That(error.ExitCode, Is.EqualTo(2));
        return error.Message;

        void Overwrite(string name, string? text)
        {
            if (text is not null)
            {
                scratch.Write(name, text);
            }
        }
    }
}
