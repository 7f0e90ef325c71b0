using System.CommandLine;
using System.Text.Json;
using IncidentMonitor.Classify;
using IncidentMonitor.Model;

namespace IncidentMonitor.Commands;

/// <summary><c>classify</c>: JSON Lines of texts in, JSON Lines of labels out, in the same order.</summary>
internal static class ClassifyCommand
{
    private const int MaxLineChars = 4 << 20;

    private static readonly Option<string?> ModelPath = new("--model") { Description = "The model; default: the shipped one." };
    private static readonly Option<int> Top = new("--top") { Description = "How many further topics to name.", DefaultValueFactory = _ => 3 };
    private static readonly Argument<string> Input = new("file") { Description = "JSON Lines {\"id\",\"text\",\"context\"?}; - or nothing: stdin.", DefaultValueFactory = _ => "-" };

    public static Command Build()
    {
        var command = new Command("classify", "Labels texts: incident or not, severity, rubric, topic, group, with the words that decided.") { ModelPath, Top, Input };
        command.SetAction(Run);
        return command;
    }

    /// <summary>The model that <c>--model</c> names, or the shipped one.</summary>
    internal static Classifier LoadClassifier(string? path) => Classifier.Load(path ?? Path.Combine(Globals.ModelsFolder, "rubrics.model"));

    private static int Run(ParseResult parsed)
    {
        var top = parsed.GetValue(Top);
        if (top < 0)
            throw new UserError("--top must be 0 or more", 2);
        var path = parsed.GetValue(Input)!;
        if (path != "-" && !File.Exists(path))
            throw new UserError($"{path} is not there", 2);
        var classifier = LoadClassifier(parsed.GetValue(ModelPath));
        using var input = path == "-" ? new StreamReader(Console.OpenStandardInput()) : new StreamReader(path);
        using var output = JsonLines.OpenStdout();
        var refused = 0;
        var number = 0;
        while (input.ReadLine() is { } line)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            var (post, fault) = Read(line);
            if (post is null)
            {
                refused++;
                Console.Error.WriteLine($"{(path == "-" ? "stdin" : path)}, line {number}: {fault}");
                continue;
            }

            output.WriteLine(JsonLines.Write(new Answer(post.Value.Id, classifier.Classify(post.Value.Text, post.Value.Context, top))));
        }

        return refused == 0 ? 0 : 1;
    }

    private static ((JsonElement Id, string Text, string? Context)? Post, string? Fault) Read(string line)
    {
        if (line.Length > MaxLineChars)
            return (null, $"longer than {MaxLineChars >> 20} MiB; shorten its text");
        try
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                return (null, "no JSON object; write {\"id\",\"text\"}");
            if (!root.TryGetProperty("id", out var id) || id.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
                return (null, "\"id\" must be a text or a number");
            if (!root.TryGetProperty("text", out var text) || text.ValueKind != JsonValueKind.String)
                return (null, "\"text\" must be a text");
            var context = root.TryGetProperty("context", out var around) && around.ValueKind == JsonValueKind.String ? around.GetString() : null;
            return ((id.Clone(), text.GetString()!, context), null);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return (null, $"no valid JSON ({error.Message})");
        }
    }

    /// <summary>A label with the id of its text in front.</summary>
    private sealed record Answer(JsonElement Id, bool IsIncident, double IncidentProbability, Severity Severity, string Topic, string Group, string? Block,
        double Confidence, bool NeedsHuman, RubricScore Rubric, IReadOnlyList<Alternative> Alternatives, IReadOnlyList<string> Because)
    {
        public Answer(JsonElement id, Label label)
            : this(id, label.IsIncident, label.IncidentProbability, label.Severity, label.Topic, label.Group, label.Block, label.Confidence,
                label.NeedsHuman, label.Rubric, label.Alternatives, label.Because)
        {
        }
    }
}
