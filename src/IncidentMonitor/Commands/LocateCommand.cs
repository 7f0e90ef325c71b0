using System.CommandLine;
using System.Text.Json;
using IncidentMonitor.Locate;

namespace IncidentMonitor.Commands;

/// <summary><c>locate</c>: the place that each text names.</summary>
internal static class LocateCommand
{
    public static Command Build()
    {
        var region = new Option<string?>("--region") { Description = "Full name of the region that decides between towns of one name." };
        var file = new Argument<string>("file") { Description = "JSON Lines {\"id\",\"text\",\"feed\"?}, or - for standard input.", DefaultValueFactory = _ => "-" };
        var command = new Command("locate", "Finds the place that each text names.") { region, file };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var locator = PlaceLocator.Load(Path.Combine(Globals.ConfigFolder(parsed), "places"), parsed.GetValue(region));
            using var reader = JsonLines.OpenInput(parsed.GetRequiredValue(file));
            await using var stdout = JsonLines.OpenStdout();
            var (number, refused) = (0, 0);
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
            {
                number++;
                if (string.IsNullOrWhiteSpace(line))
                {
                    continue;
                }

                Line? read;
                try
                {
                    read = JsonSerializer.Deserialize<Line>(line, JsonLines.Options);
                    if (read?.Text is null)
                    {
                        throw new JsonException("\"text\" is missing.");
                    }
                }
                catch (JsonException error)
                {
                    refused++;
                    await Console.Error.WriteLineAsync($"line {number}: no JSON object with a text ({error.Message})".AsMemory(), cancellationToken);
                    continue;
                }

                var (place, span, others) = locator.Locate(read.Text);
                await stdout.WriteLineAsync(JsonLines.Write(new
                {
                    read.Id, place.Region, place.Municipality, place.Settlement, place.Street, place.House, place.Object, place.Lat, place.Lon, place.Confidence, span, others,
                }).AsMemory(), cancellationToken);
            }

            return refused == 0 ? 0 : 1;
        });
        return command;
    }

#pragma warning disable CA1812 // made by the JSON reader
    private sealed record Line(string? Id, string? Text, string? Feed);
#pragma warning restore CA1812
}
