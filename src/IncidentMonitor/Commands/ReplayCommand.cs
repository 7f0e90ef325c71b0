using System.CommandLine;
using System.Text.Json;
using IncidentMonitor.Configuration;
using IncidentMonitor.Model;

namespace IncidentMonitor.Commands;

/// <summary><c>replay</c>: history import and load tests; posts from a file go through the whole flow.</summary>
internal static class ReplayCommand
{
    /// <summary>Lines per transaction: large enough to be fast, small enough to lose little time to a crash.</summary>
    private const int BatchSize = 500;

    /// <summary>A longer line is refused: no post is that long.</summary>
    private const int MaxLineLength = 1_000_000;

    public static Command Build()
    {
        var file = new Argument<string>("file") { Description = "JSON Lines, or - for standard input." };
        var assume = new Option<bool>("--assume-incident") { Description = "Every post is an incident, whatever the classifier holds." };
        var notify = new Option<bool>("--notify") { Description = "Let digests tell of these incidents." };
        var command = new Command("replay", "Sends posts from a file through the whole flow.") { file, assume, notify };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var configured = Configured.Load(Globals.ConfigFolder(parsed));
            await using var parts = Service.BuildParts(configured, parsed.GetRequiredValue(Globals.Data), TimeProvider.System, parsed.GetValue(Globals.Verbose));
            using var reader = JsonLines.OpenInput(parsed.GetRequiredValue(file));
            var replay = new Run(
                parts.GetRequiredService<IncidentFlow>(), configured.Feeds.ToDictionary(feed => feed.Name, feed => feed.Municipality), parsed.GetValue(assume), !parsed.GetValue(notify));
            await replay.ReadAsync(reader, cancellationToken);
            await using var stdout = JsonLines.OpenStdout();
            await stdout.WriteLineAsync(JsonLines.Write(replay.Summary));
            return replay.Summary.Refused == 0 ? 0 : 1;
        });
        return command;
    }

    /// <summary>What <c>replay</c> prints.</summary>
    internal sealed record ReplaySummary
    {
        /// <summary>Posts new to the record.</summary>
        public int Posts { get; set; }

        /// <summary>Incidents started.</summary>
        public int Incidents { get; set; }

        /// <summary>Posts that joined an incident, and lines that the record already held.</summary>
        public int Duplicates { get; set; }

        public int NotIncidents { get; set; }
        public int Refused { get; set; }
    }

    private sealed class Run(IncidentFlow flow, Dictionary<string, string?> homes, bool assumeIncident, bool isQuiet)
    {
        private readonly List<Incoming> _batch = [];

        public ReplaySummary Summary { get; } = new();

        public async Task ReadAsync(TextReader reader, CancellationToken cancellationToken)
        {
            var number = 0;
            var lines = new CappedLines(reader, MaxLineLength);
            while (await lines.ReadAsync(cancellationToken) is var (line, isTooLong))
            {
                number++;
                if (string.IsNullOrWhiteSpace(line))
                {
                    continue;
                }

                if (TryRead(line, isTooLong, out var incoming, out var why))
                {
                    _batch.Add(incoming!);
                }
                else
                {
                    Summary.Refused++;
                    await Console.Error.WriteLineAsync($"line {number}: {why}".AsMemory(), cancellationToken);
                }

                if (_batch.Count >= BatchSize)
                {
                    await FlushAsync(cancellationToken);
                }
            }

            await FlushAsync(cancellationToken);
        }

        private async Task FlushAsync(CancellationToken cancellationToken)
        {
            if (_batch.Count == 0)
            {
                return;
            }

            var count = await flow.TakeAsync(_batch, [], null, (_, _) => { }, cancellationToken);
            Summary.Posts += count.Added;
            Summary.Incidents += count.Incidents;
            Summary.Duplicates += count.Joined + count.Known;
            Summary.NotIncidents += count.NotIncidents;
            Summary.Refused += count.Refused;
            _batch.Clear();
        }

        private bool TryRead(string line, bool isTooLong, out Incoming? incoming, out string? why)
        {
            incoming = null;
            why = null;
            if (isTooLong)
            {
                why = $"longer than {MaxLineLength} characters.";
                return false;
            }

            Line? read;
            try
            {
                read = JsonSerializer.Deserialize<Line>(line, JsonLines.Options);
            }
            catch (Exception error) when (error is JsonException or FormatException)
            {
                why = $"no JSON object of a post ({error.Message})";
                return false;
            }

            if (string.IsNullOrWhiteSpace(read?.Id))
            {
                why = "\"id\" is missing or empty.";
            }
            else if (read.Text is null)
            {
                why = "\"text\" is missing.";
            }
            else if (read.PublishedAt is null)
            {
                why = "\"publishedAt\" is missing (ISO 8601).";
            }

            if (why is not null)
            {
                return false;
            }

            var raw = new RawPost
            {
                Source = read!.Source ?? SourceKind.File,
                OwnerId = read.Feed ?? "file",
                Id = read.Id!,
                RecordId = read.Id!,
                Author = read.Author,
                PublishedAt = read.PublishedAt,
                Url = read.Url,
                Text = read.Text!,
                Context = read.Context,
            };
            incoming = new Incoming(raw, read.Feed, read.Feed is null ? null : homes.GetValueOrDefault(read.Feed), isQuiet, assumeIncident);
            return true;
        }
    }

#pragma warning disable CA1812 // made by the JSON reader
    private sealed record Line(string? Id, SourceKind? Source, string? Feed, string? Author, DateTimeOffset? PublishedAt, string? Url, string? Text, string? Context);
#pragma warning restore CA1812
}
