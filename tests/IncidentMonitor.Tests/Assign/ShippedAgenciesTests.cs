using System.Text.Json;
using IncidentMonitor.Configuration;
using IncidentMonitor.Model;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Assign;

/// <summary>The shipped offices of the invented region.</summary>
internal sealed class ShippedAgenciesTests
{
    private static readonly Configured Shipped = Configured.Load(Repository.Config);

    [Test]
    public void Every_rubric_finds_an_office_in_every_connected_municipality()
    {
        var homeless = from municipality in Shipped.Agencies.Connected
                       from rubric in Shipped.Tree.Rubrics
                       let assignment = Shipped.Agencies.Assign(rubric, At(municipality))
                       where assignment.Id is null
                       select $"{rubric.Id} {rubric.Department} in {municipality}: {assignment.Reason}";
        Assert.Multiple(() =>
        {
            Assert.That(Shipped.Agencies.Connected, Has.Count.EqualTo(8));
            Assert.That(Shipped.Tree.Rubrics, Has.Count.EqualTo(689));
            Assert.That(homeless, Is.Empty);
            Assert.That(Shipped.Agencies.KindsOfNobody(Shipped.Tree), Is.Empty);
        });
    }

    [Test]
    public void Municipal_business_of_a_municipality_that_is_not_connected_waits_and_regional_business_does_not()
    {
        var byOwner = Shipped.Tree.Rubrics.ToLookup(rubric => Shipped.Agencies.Assign(rubric, At("Северолесский район")).Why);
        Assert.Multiple(() =>
        {
            Assert.That(byOwner.Select(group => group.Key), Is.EquivalentTo(new Unassigned?[] { null, Unassigned.NotConnected }));
            Assert.That(byOwner[Unassigned.NotConnected].Select(rubric => rubric.Department), Does.Contain("municipality_roads").And.Not.Contain("police"));
        });
    }

    [TestCase("r1001", "Нижнеозёрский район", "Плёсово", "no-plesovo>no-improvement>no-general>ro-internal-policy", TestName = "Selsovet, district, region")]
    [TestCase("r1001", "Нижнеозёрский район", null, "no-improvement>no-general>ro-internal-policy", TestName = "District, region")]
    public void Chains_go_up(string rubric, string municipality, string? settlement, string chain) => Assert.That(
        string.Join('>', Shipped.Agencies.Explain(Shipped.Tree.ById(rubric)!, At(municipality) with { Settlement = settlement }).Chain.Select(office => office.Id)), Is.EqualTo(chain));

    [Test]
    public void A_clinic_answers_first_then_its_hospital_then_the_ministry()
    {
        var rubric = Shipped.Tree.Rubrics.First(rubric => rubric.Department == "hospital");
        var route = Shipped.Agencies.Explain(rubric, At("Светлоозёрский городской округ") with { Object = "поликлиника № 2" });
        Assert.That(route.Chain.Select(office => office.Id), Is.EqualTo(new[] { "so-clinic-2", "so-hospital", "ro-health" }));
    }

    /// <summary>
    /// Real regions' maps from topic to department, by kind of department. Two regions never cut alike (theirs give heat to the housing inspection, ours
    /// to the network), so most of the topics must agree, not all.
    /// </summary>
    [TestCase("topic_to_department_city.json", 0.75)]
    [TestCase("topic_to_department_region.json", 0.8)]
    public void Offices_agree_with_a_real_regions_map(string file, double least)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Repository.Shared("taxonomy", file)));
        var (known, agreed) = (0, 0);
        var apart = new List<string>();
        foreach (var entry in json.RootElement.EnumerateObject())
        {
            if (Shipped.Tree.Find(entry.Name) is not { Topic: { } topic } || Side(entry.Value.GetString()!) is not { } theirs)
            {
                continue;
            }

            known++;
            var ours = Shipped.Tree.RubricsOfTopic[topic].Select(rubric => Shipped.Agencies.Assign(Shipped.Tree.Rubrics[rubric], At("Верхнеозёрский городской округ")).Id!).Distinct().ToList();
            if (ours.Any(id => theirs.Any(prefix => id.StartsWith(prefix, StringComparison.Ordinal))))
            {
                agreed++;
            }
            else
            {
                apart.Add($"{entry.Name}: {string.Join(", ", ours)}, there {entry.Value}");
            }
        }

        TestContext.Out.WriteLine($"{file}: {agreed} of {known} topics agree\n{string.Join('\n', apart)}");
        Assert.That((double)agreed / known, Is.GreaterThanOrEqualTo(least));
    }

    /// <summary>Ours that stand for a real department; null: it has no counterpart.</summary>
    private static string[]? Side(string department) => department switch
    {
        _ when department.Contains("Администрация города", StringComparison.Ordinal) || department.Contains("одоканал", StringComparison.Ordinal) || department.Contains("облводопровод", StringComparison.Ordinal) => ["vo-"],
        _ when department.Contains("здравоохранения", StringComparison.Ordinal) => ["ro-health", "vo-hospital", "ro-pharmacy"],
        _ when department.Contains("труда и социального", StringComparison.Ordinal) => ["ro-social", "vo-social", "ro-labour", "ro-employment"],
        _ when department.Contains("жилищная инспекция", StringComparison.Ordinal) => ["ro-housing-inspection", "vo-heat", "vo-housing"],
        _ when department.Contains("транспорта и дорожного", StringComparison.Ordinal) => ["ro-roads", "vo-road", "ro-transport", "vo-transport", "ro-railway", "ro-airport"],
        _ when department.Contains("образования", StringComparison.Ordinal) => ["ro-education", "vo-education"],
        _ when department.Contains("культуры", StringComparison.Ordinal) => ["ro-culture", "vo-culture"],
        _ when department.Contains("Защитники", StringComparison.Ordinal) => ["ro-defence-fund", "ro-military"],
        _ when department.Contains("Соцфонд", StringComparison.Ordinal) => ["ro-social"],
        _ when department.Contains("природных ресурсов", StringComparison.Ordinal) => ["ro-ecology", "ro-forestry"],
        _ when department.Contains("Роспотребнадзор", StringComparison.Ordinal) => ["ro-consumer"],
        _ when department.Contains("цифрового", StringComparison.Ordinal) => ["ro-communications", "ro-post"],
        _ when department.Contains("спорта", StringComparison.Ordinal) => ["ro-sport", "vo-culture", "ro-youth"],
        _ when department.Contains("строительства", StringComparison.Ordinal) => ["ro-construction"],
        _ when department.Contains("энергетики", StringComparison.Ordinal) || department.Contains("Россети", StringComparison.Ordinal) => ["ro-energy", "ro-power", "ro-gas"],
        _ when department.Contains("ветеринарии", StringComparison.Ordinal) => ["ro-veterinary"],
        _ when department.Contains("лесного", StringComparison.Ordinal) => ["ro-forestry", "ro-ecology"],
        _ when department.Contains("капитального ремонта", StringComparison.Ordinal) => ["ro-capital-repair"],
        _ when department.Contains("Магнит", StringComparison.Ordinal) => ["ro-waste"],
        _ when department.Contains("сельского", StringComparison.Ordinal) => ["ro-agriculture"],
        _ when department.Contains("имущественных", StringComparison.Ordinal) => ["ro-property", "vo-land"],
        _ when department.Contains("экономического", StringComparison.Ordinal) => ["ro-economy"],
        _ when department.Contains("торговли", StringComparison.Ordinal) => ["ro-trade", "ro-economy"],
        _ => null,
    };

    private static Place At(string municipality) => new() { Region = "Приозёрная область", Municipality = municipality, Reason = "" };
}
