using System.Text.Json.Nodes;
using IncidentMonitor.Commands;
using IncidentMonitor.Store.Search;
using IncidentMonitor.Store.Sql;
using Microsoft.Data.Sqlite;

namespace IncidentMonitor.Web;

/// <summary>A part of <c>/health/ready</c>: another part of the service adds its own by registering one more.</summary>
/// <param name="Name">Its key in the answer.</param>
/// <param name="Look">Whether all is well, and what to show.</param>
internal sealed record HealthSection(string Name, Func<(bool IsWell, object Detail)> Look);

/// <summary>
/// <c>/health/live</c> says that the process answers, <c>/health/ready</c> how its parts fare. A feed that fails or an index that lags makes
/// the service degraded, not unfit: 503 is for a record that can't be read.
/// </summary>
internal static class Health
{
    public static void AddHealth(this IServiceCollection services)
    {
        services.AddSingleton(provider => FeedSection(
            provider.GetRequiredService<IncidentQueries>(), provider.GetRequiredService<FeedRoster>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => SearchSection(provider.GetRequiredService<SearchHealth>()));
    }

    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Text("ok"));
        app.MapGet("/health/ready", (IEnumerable<HealthSection> sections) => Ready(sections));
    }

    private static IResult Ready(IEnumerable<HealthSection> sections)
    {
        var answer = new JsonObject { ["status"] = "ready" };
        try
        {
            foreach (var section in sections)
            {
                var (isWell, detail) = section.Look();
                answer[section.Name] = System.Text.Json.JsonSerializer.SerializeToNode(detail, JsonLines.Options);
                if (!isWell)
                {
                    answer["status"] = "degraded";
                }
            }
        }
        catch (SqliteException error)
        {
            answer["status"] = "unfit";
            answer["reason"] = $"the record can't be read: {error.Message}";
            return Results.Json(answer, JsonLines.Options, statusCode: StatusCodes.Status503ServiceUnavailable);
        }

        return Results.Json(answer, JsonLines.Options);
    }

    /// <summary>An index that is not configured is no fault.</summary>
    private static HealthSection SearchSection(SearchHealth search) => new("search", () =>
    {
        var state = search.Read();
        return (state is null or { State: "ok" }, (object?)state ?? new { State = "off" });
    });

    private static HealthSection FeedSection(IncidentQueries queries, FeedRoster roster, TimeProvider clock) => new("feeds", () =>
    {
        var kinds = roster.On.Concat(roster.Pushed).ToDictionary(feed => feed.Name, feed => feed.Kind);
        var states = queries.Feeds(clock.GetUtcNow()).Where(state => kinds.ContainsKey(state.Name)).ToList();
        return (states.TrueForAll(state => state is { Fault: null, SilentSince: null }), states.Select(state => new
        {
            state.Name,
            Kind = kinds[state.Name],
            State = state.Fault is not null ? "failing" : state.SilentSince is not null ? "silent" : state.SuccessAt is null ? "unread" : "ok",
            Reason = state.Fault,
            Detail = state.FaultText,
            state.Failures,
            LastSuccess = state.SuccessAt,
            LastPost = state.PostAt,
            PostsPerDay = Math.Round(state.PostsPerDay, 1),
            state.SilentSince,
            NextRead = state.NextAt,
        }));
    });
}
