using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace IncidentMonitor.Store.Search;

/// <summary>
/// The indices on the cluster. One a year, <c>incidents-2026-1a2b3c4d-3</c>: alias, year, shape, generation. Each has a write alias of its own
/// (<c>…-w</c>) that bulk requests insist on, so that an index which was deleted is never made anew by accident, without mapping.
/// </summary>
internal sealed partial class IndexCluster(SearchClient client, IndexShape shape, string alias)
{
    public SearchClient Client => client;

    public IndexShape Shape => shape;

    /// <summary>The alias that people search.</summary>
    public string Alias => alias;

    public string IndexName(string target, int year) => string.Create(CultureInfo.InvariantCulture, $"{alias}-{year}-{target}");

    public string WriteAlias(string target, int year) => IndexName(target, year) + "-w";

    /// <summary>A name that no index on the cluster has: this shape, the next generation.</summary>
    public async Task<string> NextTargetAsync(CancellationToken cancellationToken)
    {
        var last = (await IndicesAsync(cancellationToken)).Select(name => NameForm().Match(name[alias.Length..])).Select(match => long.Parse(match.Groups["generation"].Value, CultureInfo.InvariantCulture)).DefaultIfEmpty(0).Max();
        return string.Create(CultureInfo.InvariantCulture, $"{shape.Hash}-{last + 1}");
    }

    /// <summary>All of our indices, of any year, shape and generation.</summary>
    public async Task<IReadOnlyList<string>> IndicesAsync(CancellationToken cancellationToken)
    {
        using var answer = await client.SendAsync(HttpMethod.Get, $"/{alias}-*/_alias?allow_no_indices=true&ignore_unavailable=true", cancellationToken);
        return [.. answer.Root.EnumerateObject().Select(index => index.Name).Where(IsOurs)];
    }

    /// <summary>Makes the index of a year, if it is not there.</summary>
    /// <param name="isLive">People find it at once; else when it is published.</param>
    public async Task CreateAsync(string target, int year, bool isLive, CancellationToken cancellationToken)
    {
        var body = shape.Body;
        var aliases = new JsonObject { [WriteAlias(target, year)] = new JsonObject() };
        if (isLive)
        {
            aliases[alias] = new JsonObject();
        }
        else
        {
            // Nobody reads it while it is built.
            body["settings"]!["index"]!["refresh_interval"] = "-1";
        }

        body["aliases"] = aliases;
        try
        {
            using var answer = await client.SendAsync(HttpMethod.Put, $"/{IndexName(target, year)}", body.ToJsonString(), cancellationToken);
        }
        catch (SearchException error) when (error.Kind == SearchErrors.ExistsKind)
        {
            // Made before a crash that kept us from noting it.
        }
    }

    /// <summary>Lets everything that was written be found, from now on as fast as usual.</summary>
    public async Task OpenForReadersAsync(string target, CancellationToken cancellationToken)
    {
        var interval = shape.Body["settings"]!["index"]!["refresh_interval"]!.GetValue<string>();
        using var settings = await client.SendAsync(HttpMethod.Put, $"/{alias}-*-{target}/_settings", new JsonObject { ["index"] = new JsonObject { ["refresh_interval"] = interval } }.ToJsonString(), cancellationToken);
        await RefreshAsync(target, cancellationToken);
    }

    public async Task RefreshAsync(string target, CancellationToken cancellationToken)
    {
        using var answer = await client.SendAsync(HttpMethod.Post, $"/{alias}-*-{target}/_refresh", cancellationToken);
    }

    /// <summary>In one atomic step the alias names this target's indices and no others; those are then deleted. Harmless to repeat.</summary>
    /// <exception cref="SearchException">A real index has the alias's name.</exception>
    public async Task PublishAsync(string target, CancellationToken cancellationToken)
    {
        var actions = new JsonArray();
        var old = new List<string>();
        foreach (var index in await IndicesAsync(cancellationToken))
        {
            var isNew = index.EndsWith($"-{target}", StringComparison.Ordinal);
            var action = new JsonObject { ["index"] = index, ["alias"] = alias };
            if (!isNew)
            {
                old.Add(index);
                action["must_exist"] = false;
            }

            actions.Add(new JsonObject { [isNew ? "add" : "remove"] = action });
        }

        try
        {
            using var swapped = await client.SendAsync(HttpMethod.Post, "/_aliases", new JsonObject { ["actions"] = actions }.ToJsonString(), cancellationToken);
        }
        catch (SearchException error) when (error.Kind == "invalid_alias_name_exception")
        {
            throw new SearchException(SearchFault.Refused, $"{client.Where}: an index is called \"{alias}\", where the alias belongs. Delete that index, or choose another Search:Alias.", error);
        }

        foreach (var index in old)
        {
            await DeleteAsync(index, cancellationToken);
        }
    }

    public async Task DeleteAsync(string index, CancellationToken cancellationToken)
    {
        using var answer = await client.SendAsync(HttpMethod.Delete, $"/{index}?ignore_unavailable=true", cancellationToken);
    }

    /// <summary>Puts the versioned template, and takes away those of other versions.</summary>
    /// <returns>Its name.</returns>
    public async Task<string> PutTemplateAsync(CancellationToken cancellationToken)
    {
        var name = $"{alias}-{shape.Hash}";
        var template = new JsonObject
        {
            ["index_patterns"] = new JsonArray($"{alias}-*-{shape.Hash}-*"),
            ["priority"] = 200,
            ["template"] = shape.Body,
            ["_meta"] = new JsonObject { ["product"] = "IncidentMonitor", ["shape"] = shape.Hash },
        };
        using (await client.SendAsync(HttpMethod.Put, $"/_index_template/{name}", template.ToJsonString(), cancellationToken))
        {
        }

        using var all = await client.SendAsync(HttpMethod.Get, "/_index_template", cancellationToken);
        var old = all.Root.GetProperty("index_templates").EnumerateArray()
            .Where(entry => entry.GetProperty("index_template").TryGetProperty("_meta", out var meta) && meta.TryGetProperty("product", out var product) && product.GetString() == "IncidentMonitor")
            .Select(entry => entry.GetProperty("name").GetString()!)
            .Where(other => other != name && TemplateForm().IsMatch(other[Math.Min(alias.Length, other.Length)..]) && other.StartsWith(alias, StringComparison.Ordinal));
        foreach (var other in old.ToList())
        {
            using var gone = await client.SendAsync(HttpMethod.Delete, $"/_index_template/{other}", cancellationToken);
        }

        return name;
    }

    public async Task<bool> HasAliasAsync(CancellationToken cancellationToken)
    {
        using var answer = await client.SendAsync(HttpMethod.Get, $"/{alias}-*/_alias?allow_no_indices=true", cancellationToken);
        return answer.Root.EnumerateObject().Any(index => index.Value.GetProperty("aliases").TryGetProperty(alias, out _));
    }

    /// <summary>Documents that people can find.</summary>
    public async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        using var answer = await client.SendAsync(HttpMethod.Get, $"/{alias}/_count", cancellationToken);
        return answer.Root.GetProperty("count").GetInt64();
    }

    private bool IsOurs(string index) => index.StartsWith(alias, StringComparison.Ordinal) && NameForm().IsMatch(index[alias.Length..]);

    [GeneratedRegex("^-[0-9]{4}-[0-9a-f]{8}-(?<generation>[0-9]{1,15})$")]
    private static partial Regex NameForm();

    [GeneratedRegex("^-[0-9a-f]{8}$")]
    private static partial Regex TemplateForm();
}
