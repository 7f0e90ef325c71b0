using System.CommandLine;
using System.Text.Json;
using IncidentMonitor.Assign;
using IncidentMonitor.Classify;
using IncidentMonitor.Configuration;
using IncidentMonitor.Locate;
using IncidentMonitor.Model;

namespace IncidentMonitor.Commands;

/// <summary><c>route</c>: who would answer by when, and with <c>--explain</c> each step of the decision.</summary>
internal static class RouteCommand
{
    private const int MaxLineChars = 4 << 20;

    private static readonly Argument<string> File = new("file") { Description = "JSON Lines {\"id\",\"text\",\"context\"?,\"feed\"?,\"at\"?}, or - for standard input.", DefaultValueFactory = _ => "-" };
    private static readonly Option<bool> Explain = new("--explain") { Description = "Print each step." };
    private static readonly Option<string?> Rubric = new("--rubric") { Description = "Instead of texts: the id of a rubric." };
    private static readonly Option<string?> Municipality = new("--municipality") { Description = "With --rubric: where it is." };
    private static readonly Option<string?> Settlement = new("--settlement") { Description = "With --rubric: in which settlement." };
    private static readonly Option<string?> Object = new("--object") { Description = "With --rubric: at which institution («школа № 2»)." };
    private static readonly Option<string?> SeverityName = new("--severity") { Description = "With --rubric: low, medium, high or critical; default: the rubric's usual one." };
    private static readonly Option<DateTimeOffset?> At = new("--at") { Description = "When it was published (ISO 8601); default: now." };

    public static Command Build()
    {
        var command = new Command("route", "Finds the office that answers, and by when.") { File, Explain, Rubric, Municipality, Settlement, Object, SeverityName, At };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var configured = Configured.Load(Globals.ConfigFolder(parsed));
        var router = new Router(configured, parsed.GetValue(Explain));
        var at = parsed.GetValue(At) ?? TimeProvider.System.GetUtcNow();
        await using var stdout = JsonLines.OpenStdout();
        if (parsed.GetValue(Rubric) is { } id)
        {
            var rubric = configured.Tree.ById(id) ?? throw new UserError($"--rubric {id}: no such id in rubrics/tree.csv", 2);
            var name = parsed.GetValue(SeverityName);
            var severity = name is null ? rubric.Severity ?? Severity.Medium
                : SeverityNames.Parse(name) ?? throw new UserError($"--severity «{name}» is unknown; write low, medium, high or critical", 2);
            var place = new Place
            {
                Region = configured.Settings.Region.Name,
                Municipality = parsed.GetValue(Municipality),
                Settlement = parsed.GetValue(Settlement),
                Object = parsed.GetValue(Object),
                Reason = "Место указано в команде",
            };
            await stdout.WriteLineAsync(JsonLines.Write(router.Route(null, rubric, severity, null, place, at)));
            return 0;
        }

        if (new[] { parsed.GetValue(Municipality), parsed.GetValue(Settlement), parsed.GetValue(Object), parsed.GetValue(SeverityName) }.Any(value => value is not null))
        {
            throw new UserError("--municipality, --settlement, --object and --severity go with --rubric", 2);
        }

        var classifier = ClassifyCommand.LoadClassifier(null);
        var locator = PlaceLocator.Load(Path.Combine(configured.Folder, "places"), configured.Settings.Region.Name);
        var homes = configured.Feeds.ToDictionary(feed => feed.Name, feed => feed.Municipality, StringComparer.Ordinal);
        using var reader = JsonLines.OpenInput(parsed.GetRequiredValue(File));
        var (number, refused) = (0, 0);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            if (Read(line, out var why) is not { } post)
            {
                refused++;
                await Console.Error.WriteLineAsync($"line {number}: {why}".AsMemory(), cancellationToken);
                continue;
            }

            var label = classifier.Classify(post.Text!, post.Context);
            var place = locator.Locate(post.Text!).Place;
            var home = post.Feed is null ? null : homes.GetValueOrDefault(post.Feed);
            place = place.Municipality is null && place.Region is null && home is not null ? place with { Municipality = home, Reason = $"{place.Reason}; территория источника" } : place;
            await stdout.WriteLineAsync(JsonLines.Write(router.Route(post.Id, configured.Tree.ById(label.Rubric.Id), label.Severity, label, place, post.At ?? at)).AsMemory(), cancellationToken);
        }

        return refused == 0 ? 0 : 1;
    }

    private static Line? Read(string line, out string? why)
    {
        why = line.Length > MaxLineChars ? $"longer than {MaxLineChars >> 20} MiB; shorten its text" : null;
        if (why is not null)
        {
            return null;
        }

        try
        {
            var read = JsonSerializer.Deserialize<Line>(line, JsonLines.Options);
            why = read?.Text is null ? "\"text\" is missing" : null;
            return read?.Text is null ? null : read;
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            why = $"no JSON object with a text ({error.Message})";
            return null;
        }
    }

    /// <summary>What is printed of one decision.</summary>
    private sealed class Router(Configured configured, bool isExplained)
    {
        public object Route(JsonElement? id, Rubric? rubric, Severity severity, Label? label, Place place, DateTimeOffset at)
        {
            var route = rubric is null ? new Assign.Route(AgencyBook.NoRubric, [], []) : configured.Agencies.Explain(rubric, place);
            var arithmetic = new List<string>();
            var deadlines = configured.Terms.For(severity, rubric, at, configured.Agencies.HoursOf(route.Assignment.Id), arithmetic);
            return new
            {
                id,
                label = new
                {
                    label?.IsIncident, severity, rubric = rubric is null ? null : new { rubric.Id, rubric.Name }, rubric?.Topic, rubric?.Group, rubric?.Block, kind = rubric?.Department,
                    because = isExplained ? label?.Because : null,
                },
                place = new { place.Region, place.Municipality, place.Settlement, place.Street, place.House, place.Object, reason = isExplained ? place.Reason : null },
                looked = isExplained ? route.Looked.Select(step => $"{step.Level.ToString().ToLowerInvariant()} {step.Node}, {step.Territory}: {step.Office ?? "—"}") : null,
                agency = route.Chain.Count > 0 ? new { route.Chain[0].Id, route.Chain[0].Name, mailbox = route.Chain[0].Email, duty = route.Chain[0].DutyEmail } : null,
                unassigned = route.Assignment.Why,
                reason = route.Assignment.Reason,
                chain = route.Chain.Select(office => new { office.Id, office.Name, mailbox = office.Email }),
                deadlines = new { deadlines.React, deadlines.Answer },
                terms = isExplained ? deadlines.Terms.Select(term => new { term.Kind, term.Rule, start = term.StartAt, near = term.NearAt, due = term.DueAt }) : null,
                arithmetic = isExplained ? arithmetic : null,
            };
        }
    }

#pragma warning disable CA1812 // made by the JSON reader
    private sealed record Line(JsonElement? Id, string? Text, string? Context, string? Feed, DateTimeOffset? At);
#pragma warning restore CA1812
}
