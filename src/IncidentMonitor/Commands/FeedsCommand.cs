using System.CommandLine;
using System.Globalization;
using Dapper;
using IncidentMonitor.Collect;
using IncidentMonitor.Collect.Http;
using IncidentMonitor.Configuration;
using IncidentMonitor.Model;
using IncidentMonitor.Store.Sql;

namespace IncidentMonitor.Commands;

/// <summary><c>feeds test NAME</c>: what a fetch of a feed sees now; nothing is stored.</summary>
internal static class FeedsCommand
{
    /// <summary>Article pages of a test: enough to see whether they can be read.</summary>
    private const int Articles = 3;

    private const int MaxCursor = 200;

    private static readonly Argument<string> FeedName = new("name") { Description = "A feed of sources.yaml." };
    private static readonly Option<bool> FromStart = new("--from-start") { Description = "As if it had never been read, instead of from the stored cursor." };

    public static Command Build()
    {
        var test = new Command("test", "Fetches a feed now: posts as JSON Lines, facts on stderr. Stores nothing.") { FeedName, FromStart };
        test.SetAction(TestAsync);
        return new Command("feeds", "Sources.") { test };
    }

    private static async Task<int> TestAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var configured = Configured.Load(Globals.ConfigFolder(parsed));
        var name = parsed.GetRequiredValue(FeedName);
        var feed = configured.Feeds.FirstOrDefault(known => known.Name == name)
            ?? throw new UserError($"{name}: no such feed in {SourcesFile.Name}. Known: {string.Join(", ", configured.Feeds.Select(known => known.Name))}.", 2);
        if (configured.Roster.Pushed.Contains(feed))
        {
            throw new UserError($"{name}: is pushed to /hooks, so there is nothing to fetch.", 2);
        }

        if (!configured.Roster.On.Contains(feed))
        {
            throw new UserError($"{name}: is off. {string.Join(" ", configured.Roster.Off)}", 2);
        }

        var data = parsed.GetRequiredValue(Globals.Data);
        // Without a record there is no cursor and no quota spent: then a record of the moment does.
        var isNew = !File.Exists(Path.Combine(data, "incidents.db"));
        var folder = isNew ? Directory.CreateTempSubdirectory("incident-monitor-").FullName : data;
        try
        {
            using var store = new IncidentStore(SqliteDatabase.Open(folder));
            return await FetchAsync(parsed, configured, feed, store, cancellationToken);
        }
        finally
        {
            if (isNew)
            {
                Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static async Task<int> FetchAsync(ParseResult parsed, Configured configured, Feed feed, IncidentStore store, CancellationToken cancellationToken)
    {
        var name = feed.Name;
        var cursor = parsed.GetValue(FromStart) ? null : store.Read(connection => connection.ExecuteScalar<string?>("SELECT cursor FROM feed WHERE name = @name", new { name }));
        var settings = configured.Settings with { News = configured.Settings.News with { MaxArticlesPerRead = Articles } };
        using var collectors = new CollectorSet(settings, store, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        collectors.Http.Seen = (request, answer) => Console.Error.WriteLine(Describe(request, answer));
        var collector = collectors.Collectors.First(candidate => candidate.Kinds.Contains(feed.Kind));
        await foreach (var page in collector.CollectAsync([new DueFeed(feed, cursor)], cancellationToken))
        {
            // The first page only: a bot's second would make Telegram forget the first.
            return await ReportAsync(page, cursor, cancellationToken);
        }

        throw new UserError($"{name}: its collector told nothing");
    }

    private static async Task<int> ReportAsync(Collected page, string? before, CancellationToken cancellationToken)
    {
        await using (var stdout = JsonLines.OpenStdout())
        {
            foreach (var post in page.Posts)
            {
                await stdout.WriteLineAsync(JsonLines.Write(ParseCommand.Line.Of(post)).AsMemory(), cancellationToken);
            }
        }

        foreach (var odd in page.Odd)
        {
            await Console.Error.WriteLineAsync($"odd item: {odd.Reason} ({odd.Raw.Length} bytes)".AsMemory(), cancellationToken);
        }

        if (page.Fault is { } fault)
        {
            await Console.Error.WriteLineAsync($"failed: {fault.Reason}: {fault.Message}{(fault.RetryAt is { } at ? $"; not before {Time(at)}" : "")}".AsMemory(), cancellationToken);
            return 1;
        }

        var newest = page.Posts.Max(post => post.PublishedAt);
        await Console.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"posts: {page.Posts.Count}, odd items: {page.Odd.Count}, newest: {(newest is { } time ? Time(time) : "none")}\ncursor before: {Short(before)}\ncursor after: {Short(page.Cursor ?? before)}").AsMemory(), cancellationToken);
        return 0;
    }

    /// <summary>The path of an API's address may hold a token, so only pages show theirs.</summary>
    internal static string Describe(CrawlerRequest request, HttpAnswer answer) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(request.IsPolite ? request.Address.AbsoluteUri : request.Address.Host)}: HTTP {(int)answer.Status}, {answer.MediaType ?? "no type"}, charset {answer.Charset ?? "not declared"}, {answer.Body.Length} bytes{(answer.IsCut ? " (cut off)" : "")}{(answer.ETag is null && answer.LastModified is null ? "" : ", has validators")}{(answer.Location is null ? "" : $", to {answer.Location.GetLeftPart(UriPartial.Path)}")}");

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Short(string? cursor) => cursor is null ? "none" : cursor.Length > MaxCursor ? cursor[..MaxCursor] + "…" : cursor;
}
