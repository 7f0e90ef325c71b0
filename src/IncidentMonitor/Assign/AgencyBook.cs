using IncidentMonitor.Classify;
using IncidentMonitor.Configuration;
using IncidentMonitor.Model;

namespace IncidentMonitor.Assign;

/// <summary>
/// Who answers for which rubric where: <c>config/agencies.yaml</c>. Offices inherit along the tree (rubric, topic, group, kind of office, block) and
/// along the territory (institution, settlement, municipality, region). The entry nearest in the tree wins, among those the one nearest on the map.
/// </summary>
public sealed class AgencyBook
{
    public const string Name = "agencies.yaml";

    /// <summary>For a rubric that the model knows and the tree no longer does.</summary>
    internal static readonly Assignment NoRubric = new(null, null, "Без исполнителя: такой рубрики нет в дереве") { Why = Unassigned.NobodyAtAll };

    private readonly AgencyFile _file;
    private readonly string _region;

    private AgencyBook(AgencyFile file, string region)
    {
        _file = file;
        _region = region;
    }

    public IReadOnlyCollection<Department> Departments => _file.Departments.Values;

    /// <summary>Municipalities that take part.</summary>
    public IReadOnlyCollection<string> Connected => _file.Municipalities.Values.Where(municipality => municipality.IsConnected).Select(municipality => municipality.Name).ToList();

    /// <summary>The office that hears of terms that nobody keeps; null: none is named.</summary>
    public Department? Watch => _file.Watch is { } id ? Find(id) : null;

    /// <summary>Null for an id that the book no longer knows.</summary>
    public Department? Find(string id) => _file.Departments.GetValueOrDefault(id);

    /// <summary>By whose hours the terms of an office run; without one, by the usual ones of the region.</summary>
    public OfficeHours HoursOf(string? id) => (id is null ? null : Find(id)?.Hours) ?? _file.Schedules.Usual;

    /// <summary>Reads the book and names every mistake in it.</summary>
    /// <param name="tree">Null when it could not be read: then its names are not checked.</param>
    /// <param name="region">Its name, as places carry it.</param>
    public static AgencyBook Read(string path, RubricTree? tree, WorkingCalendar calendar, string region, TimeZoneInfo zone, Problems problems) =>
        new(AgencyFile.Read(path, tree, calendar, zone, problems), region);

    /// <summary>Kinds of office in the tree that no entry of the book covers.</summary>
    public IEnumerable<string> KindsOfNobody(RubricTree tree) => tree.Rubrics
        .Where(rubric => !TreeKeys.Path(rubric).Any(_file.Owned.Contains)).Select(rubric => rubric.Department ?? $"rubric {rubric.Id}").Distinct();

    /// <summary>The office for a rubric at a place, or none with the reason.</summary>
    public Assignment Assign(Rubric rubric, Place place) => Find(rubric, place, isTold: false).Assignment;

    /// <summary>The same with every step.</summary>
    public Route Explain(Rubric rubric, Place place) => Find(rubric, place, isTold: true);

    private Route Find(Rubric rubric, Place place, bool isTold)
    {
        var looked = new List<RouteStep>();
        if (place.Region is { } region && Names.Key(region) != Names.Key(_region))
        {
            return Nobody(Unassigned.OtherRegion, $"место в другом регионе ({region})");
        }

        var municipality = _file.MunicipalityOf(place);
        var areas = Areas(municipality, place);
        foreach (var (level, key) in TreeKeys.Path(rubric))
        {
            foreach (var (area, territory) in areas)
            {
                var office = _file.Entries.GetValueOrDefault((level, key, area)) is { } id ? Find(id) : null;
                if (isTold)
                {
                    looked.Add(new RouteStep(level, TreeKeys.Spelled(rubric, level), territory, office?.Id));
                }

                if (office is not null)
                {
                    return Chosen(office, level, territory);
                }
            }
        }

        if (!TreeKeys.Path(rubric).Any(_file.Owned.Contains))
        {
            return Nobody(Unassigned.NobodyAtAll, $"за рубрику никто не отвечает ({Name})");
        }

        return municipality switch
        {
            null when place.Municipality is null => Nobody(Unassigned.NoPlace, "место не определено, а рубрику ведут муниципалитеты"),
            { IsConnected: true } => Nobody(Unassigned.NobodyThere, $"у территории «{municipality.Name}» нет исполнителя по этой рубрике"),
            _ => Nobody(Unassigned.NotConnected, $"«{municipality?.Name ?? place.Municipality}» не подключён"),
        };

        Route Chosen(Department office, TreeLevel level, string territory)
        {
            var because = $"{Why(level)}, {territory}";
            var owner = office;
            while (Delegate(owner, areas) is { } next)
            {
                because += $"; {owner.Name} передаёт сообщения этой территории";
                owner = next;
            }

            var chain = ChainOf(owner);
            var control = chain.Skip(1).FirstOrDefault();
            return new Route(
                new Assignment(owner.Id, owner.Name, $"Исполнитель — {owner.Name}: {because}{(control is null ? "" : $"; контролирует {control.Name}")}") { Control = control?.Name },
                chain, looked);
        }

        Route Nobody(Unassigned why, string reason) => new(new Assignment(null, null, $"Без исполнителя: {reason}") { Why = why }, [], looked);
    }

    /// <summary>An office, the one above it, and so on up.</summary>
    public IReadOnlyList<Department> ChainOf(Department office)
    {
        var chain = new List<Department> { office };
        while (chain[^1].Parent is { } parent && Find(parent) is { } above && !chain.Contains(above))
        {
            chain.Add(above);
        }

        return chain;
    }

    private Department? Delegate(Department owner, List<(Area? Area, string Territory)> areas) => areas
        .Where(here => here.Area is not null)
        .Select(here => owner.Delegates.Select(Find).FirstOrDefault(office => office!.Areas.Contains(here.Area!)))
        .FirstOrDefault(office => office is not null);

    /// <summary>From the narrowest to the whole region; a municipality that is not connected has only the region's offices.</summary>
    private static List<(Area? Area, string Territory)> Areas(Municipality? municipality, Place place)
    {
        var areas = new List<(Area?, string)>();
        if (municipality is { IsConnected: true })
        {
            if (place.Object is { } institution)
            {
                areas.Add((Area.Of(municipality.Name, institution: institution), $"{institution}, {municipality.Name}"));
            }

            if (place.Settlement is { } settlement)
            {
                areas.Add((Area.Of(municipality.Name, settlement), $"{settlement}, {municipality.Name}"));
            }

            areas.Add((Area.Of(municipality.Name), $"территория «{municipality.Name}»"));
        }

        areas.Add((null, "вся область"));
        return areas;
    }

    private static string Why(TreeLevel level) => level switch
    {
        TreeLevel.Rubric => "по рубрике",
        TreeLevel.Topic => "по теме",
        TreeLevel.Group => "по группе тем",
        TreeLevel.Kind => "по виду ведомства рубрики",
        _ => "по блоку",
    };
}
