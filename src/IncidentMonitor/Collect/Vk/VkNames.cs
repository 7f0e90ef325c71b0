using System.Net;
using System.Text.Json;
using IncidentMonitor.Collect.Http;

namespace IncidentMonitor.Collect.Vk;

/// <summary>Names of people and communities that an extended answer carries beside its items.</summary>
internal sealed class VkNames
{
    private readonly Dictionary<long, string> names = [];

    /// <summary>Communities have negative ids as owners and positive ones in their own list.</summary>
    public void Add(JsonElement answer)
    {
        foreach (var person in answer.List("profiles"))
        {
            if ((person.Long("id") ?? person.Long("uid")) is { } id)
                Keep(id, $"{person.Text("first_name")} {person.Text("last_name")}");
        }
        foreach (var group in answer.List("groups"))
        {
            if ((group.Long("id") ?? group.Long("gid")) is { } id)
                Keep(-Math.Abs(id), group.Text("name"));
        }
    }

    public string? Of(long id) => names.GetValueOrDefault(id);

    private void Keep(long id, string? name)
    {
        if (name is not null && WebUtility.HtmlDecode(name).Trim() is { Length: > 0 } known)
            names[id] = known;
    }
}
