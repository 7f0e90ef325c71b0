using System.Net.Mail;
using IncidentMonitor.Classify;
using IncidentMonitor.Configuration;
using IncidentMonitor.Model;

namespace IncidentMonitor.Assign;

/// <summary>A municipality of the region.</summary>
/// <param name="IsConnected">Takes part: its offices get messages.</param>
internal sealed record Municipality(string Name, bool IsConnected);

/// <summary>Reads <c>agencies.yaml</c> into tables and names every mistake in it.</summary>
internal sealed class AgencyFile
{
    private readonly Dictionary<string, Municipality> _bySettlement = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ambiguous = new(StringComparer.Ordinal);

    private bool _hasTerritory;

    private AgencyFile(Schedules schedules) => Schedules = schedules;

    public Schedules Schedules { get; }
    public Dictionary<string, Department> Departments { get; } = new(StringComparer.Ordinal);

    /// <summary>By key of the name.</summary>
    public Dictionary<string, Municipality> Municipalities { get; } = new(StringComparer.Ordinal);

    /// <summary>Ids of the offices that answer.</summary>
    public Dictionary<(TreeLevel Level, string Key, Area? Area), string> Entries { get; } = [];

    /// <summary>What somebody somewhere answers for.</summary>
    public HashSet<(TreeLevel Level, string Key)> Owned { get; } = [];

    public string? Watch { get; private set; }

    /// <summary>The municipality that a place names, or in which alone its settlement lies; null: unknown here.</summary>
    public Municipality? MunicipalityOf(Place place) => place.Municipality is { } name
        ? Municipalities.GetValueOrDefault(Names.Key(name))
        : place.Settlement is { } settlement ? _bySettlement.GetValueOrDefault(Names.Key(settlement)) : null;

    public static AgencyFile Read(string path, RubricTree? tree, WorkingCalendar calendar, TimeZoneInfo zone, Problems problems)
    {
        var document = problems.Try(() => YamlFile.Read<AgencyDocument>(path)) ?? new AgencyDocument();
        var file = new AgencyFile(Schedules.Read(document.Schedules, Path.GetDirectoryName(path) ?? "", calendar, zone, problems)) { Watch = document.Watch };
        file.AddTerritory(document.Territory, problems);
        var keys = new TreeKeys(tree, problems);
        var entries = document.Departments ?? [];
        for (var i = 0; i < entries.Count; i++)
        {
            var where = $"{AgencyBook.Name}: departments[{i}] {entries[i]?.Id}".TrimEnd();
            if (entries[i] is { } entry)
            {
                var department = file.AddDepartment(entry, where, problems);
                var count = file.AddEntries(department, entry, keys, where, problems);
                if (count == 0 && !entries.Any(other => other?.Delegates?.Contains(entry.Id) == true))
                {
                    problems.Add(where, "answers for nothing: give it kinds, topics, groups, blocks or rubrics, or let another office delegate to it.");
                }
            }
            else
            {
                problems.Add(where, "an empty item. Fill it in or take it out.");
            }
        }

        file.CheckLinks(problems);
        return file;
    }

    private void AddTerritory(List<TerritoryEntry?>? territory, Problems problems)
    {
        _hasTerritory = territory is not null;
        foreach (var (entry, index) in (territory ?? []).Select((entry, index) => (entry, index)))
        {
            var where = $"{AgencyBook.Name}: territory[{index}] {entry?.Municipality}".TrimEnd();
            if (string.IsNullOrWhiteSpace(entry?.Municipality))
            {
                problems.Add(where, "municipality is empty.");
                continue;
            }

            var municipality = new Municipality(entry.Municipality.Trim(), entry.Connected ?? true);
            if (!Municipalities.TryAdd(Names.Key(municipality.Name), municipality))
            {
                problems.Add(where, "stands here twice.");
            }

            foreach (var settlement in entry.Settlements ?? [])
            {
                if (string.IsNullOrWhiteSpace(settlement))
                {
                    problems.Add(where, "an empty item in settlements. Fill it in or take it out.");
                }
                else if (!_ambiguous.Contains(Names.Key(settlement)) && !_bySettlement.TryAdd(Names.Key(settlement), municipality))
                {
                    // Two villages of one name: the name alone says nothing.
                    _bySettlement.Remove(Names.Key(settlement));
                    _ambiguous.Add(Names.Key(settlement));
                }
            }
        }
    }

    private Department AddDepartment(DepartmentEntry entry, string where, Problems problems)
    {
        var hours = Schedules.Usual;
        if (entry.Schedule is { } schedule && (Schedules.Find(schedule) ?? Missing(schedule)) is { } named)
        {
            hours = named;
        }

        var department = new Department(entry.Id ?? "", entry.Name ?? "", entry.Email ?? "")
        {
            DutyEmail = entry.DutyEmail,
            Areas = ReadAreas(entry, where, problems),
            Parent = entry.Parent,
            Delegates = [.. (entry.Delegates ?? []).Where(id => !string.IsNullOrWhiteSpace(id)).Select(id => id!)],
            Hours = hours,
        };
        if (department.Id.Length == 0 || department.Id.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not '-' and not '_') || !Departments.TryAdd(department.Id, department))
        {
            problems.Add(where, "id is empty, used twice or holds other characters than latin letters, digits, - and _.");
        }

        if (department.Name.Length == 0)
        {
            problems.Add(where, "name is empty.");
        }

        if (!MailAddress.TryCreate(department.Email, out _))
        {
            problems.Add(where, $"email \"{department.Email}\" is no mail address.");
        }

        if (department.DutyEmail is { } duty && !MailAddress.TryCreate(duty, out _))
        {
            problems.Add(where, $"dutyEmail \"{duty}\" is no mail address.");
        }

        return department;

        OfficeHours? Missing(string name)
        {
            problems.Add(where, $"schedule \"{name}\" is unknown. Known: {string.Join(", ", Schedules.Names)}.");
            return null;
        }
    }

    private List<Area> ReadAreas(DepartmentEntry entry, string where, Problems problems)
    {
        if (string.IsNullOrWhiteSpace(entry.Municipality))
        {
            if (entry.Settlements is { Count: > 0 } || entry.Objects is { Count: > 0 })
            {
                problems.Add(where, "settlements and objects need the municipality in which they lie.");
            }

            return [];
        }

        var name = entry.Municipality.Trim();
        if (!Municipalities.TryGetValue(Names.Key(name), out var municipality))
        {
            // Without a list of the territory, whoever has an office takes part.
            Municipalities[Names.Key(name)] = municipality = new Municipality(name, IsConnected: true);
            if (_hasTerritory)
            {
                problems.Add(where, $"municipality \"{name}\" is not in territory. Add it there or correct the name.");
            }
        }
        else if (!municipality.IsConnected)
        {
            problems.Add(where, $"serves \"{name}\", which territory says is not connected. Set connected: true there or take the office out.");
        }

        var areas = Part(entry.Settlements, "settlements", part => Area.Of(name, part)).Concat(Part(entry.Objects, "objects", part => Area.Of(name, institution: part))).ToList();
        return areas.Count > 0 ? areas : [Area.Of(name)];

        IEnumerable<Area> Part(List<string?>? parts, string list, Func<string, Area> make)
        {
            foreach (var part in parts ?? [])
            {
                if (string.IsNullOrWhiteSpace(part))
                {
                    problems.Add(where, $"an empty item in {list}. Fill it in or take it out.");
                }
                else
                {
                    yield return make(part);
                }
            }
        }
    }

    private int AddEntries(Department department, DepartmentEntry entry, TreeKeys keys, string where, Problems problems)
    {
        (TreeLevel Level, List<string?>? Items)[] lists =
        [
            (TreeLevel.Rubric, entry.Rubrics), (TreeLevel.Topic, entry.Topics), (TreeLevel.Group, entry.Groups), (TreeLevel.Kind, entry.Kinds), (TreeLevel.Block, entry.Blocks),
        ];
        foreach (var (level, key) in lists.SelectMany(list => keys.Of(list.Level, list.Items, where)))
        {
            Owned.Add((level, key));
            foreach (var area in department.Areas.DefaultIfEmpty<Area?>(null))
            {
                if (!Entries.TryAdd((level, key, area), department.Id))
                {
                    problems.Add(where, $"\"{key}\" already has {Entries[(level, key, area)]} for the same territory. One office answers.");
                }
            }
        }

        return lists.Sum(list => list.Items?.Count ?? 0);
    }

    /// <summary>What one office says of another can be checked only when all are read.</summary>
    private void CheckLinks(Problems problems)
    {
        if (Watch is { } watch && !Departments.ContainsKey(watch))
        {
            problems.Add($"{AgencyBook.Name}: watch", $"\"{watch}\" is no id of a department.");
        }

        foreach (var office in Departments.Values.ToList())
        {
            var where = $"{AgencyBook.Name}: {office.Id}";
            if (office.Parent is { } parent && !Departments.ContainsKey(parent))
            {
                problems.Add(where, $"parent \"{parent}\" is no id of a department.");
            }

            foreach (var id in office.Delegates)
            {
                if (!Departments.TryGetValue(id, out var below))
                {
                    problems.Add(where, $"delegates to \"{id}\", which is no id of a department.");
                }
                else if (below.Depth <= office.Depth)
                {
                    problems.Add(where, $"delegates to {id}, which serves no narrower territory. Give {id} a municipality, settlements or objects.");
                }
                else if (below.Parent is null)
                {
                    Departments[id] = below with { Parent = office.Id };
                }
            }
        }

        foreach (var office in Departments.Values)
        {
            var above = office;
            for (var steps = 0; above.Parent is { } parent && Departments.TryGetValue(parent, out above!); steps++)
            {
                if (parent == office.Id || steps > Departments.Count)
                {
                    problems.Add($"{AgencyBook.Name}: {office.Id}", "is its own superior along the parents. Break the circle.");
                    break;
                }
            }
        }
    }
}
