using IncidentMonitor.Classify;
using IncidentMonitor.Configuration;
using IncidentMonitor.Model;

namespace IncidentMonitor.Assign;

/// <summary>
/// By when an office takes up an incident and answers: <c>config/terms.yaml</c> and the tree's column <c>answer</c>. Of the reactions that severity and
/// rubric ask for, the sooner counts; the answer is the rubric's own, and severity may cut it short.
/// </summary>
public sealed class TermBook
{
    public const string Name = "terms.yaml";

    private readonly Dictionary<Severity, SeverityTerms> _severities = [];
    private readonly Dictionary<(TreeLevel Level, string Key), RubricTerms> _rules = [];
    private double _nearAfter = 0.75;
    private TermRule _react = new(9, TermUnit.WorkingHours);
    private TermRule _answer = new(10, TermUnit.Days);
    private TermRule _final = new(7, TermUnit.WorkingDays);

    private TermBook()
    {
    }

    /// <summary>Reads the terms and names every mistake in them.</summary>
    /// <param name="tree">Null when it could not be read: then its names are not checked.</param>
    public static TermBook Read(string path, RubricTree? tree, Problems problems)
    {
        var book = new TermBook();
        if (problems.Try(() => YamlFile.Read<Document>(path)) is not { } document)
        {
            return book;
        }

        var keys = new TreeKeys(tree, problems);
        if (document.NearAfter is not null and not (> 0 and < 1))
        {
            problems.Add($"{Name}: nearAfter", "must be a share of the term between 0 and 1, for example 0.75.");
        }

        book._nearAfter = document.NearAfter is > 0 and < 1 and var share ? share : book._nearAfter;
        book._react = Rule(document.Usual?.React, "usual: react") ?? book._react;
        book._answer = Rule(document.Usual?.Answer, "usual: answer") ?? book._answer;
        book._final = Rule(document.Usual?.Final, "usual: final") ?? book._final;
        foreach (var (name, terms) in document.Severities ?? [])
        {
            if (SeverityNames.Parse(name) is not { } severity)
            {
                problems.Add($"{Name}: severities", $"\"{name}\" is unknown; write low, medium, high or critical.");
                continue;
            }

            book._severities[severity] = new SeverityTerms(
                Rule(terms?.React, $"severities: {name}: react"), Rule(terms?.AnswerAtMost, $"severities: {name}: answerAtMost"));
        }

        foreach (var (entry, index) in (document.Rules ?? []).Select((entry, index) => (entry, index)))
        {
            var where = $"rules[{index}]";
            var terms = new RubricTerms(Rule(entry?.React, $"{where}: react"), Rule(entry?.Answer, $"{where}: answer"), Rule(entry?.Final, $"{where}: final"));
            var named = keys.Of(TreeLevel.Rubric, entry?.Rubrics, $"{Name}: {where}")
                .Concat(keys.Of(TreeLevel.Topic, entry?.Topics, $"{Name}: {where}"))
                .Concat(keys.Of(TreeLevel.Group, entry?.Groups, $"{Name}: {where}")).ToList();
            if (terms == default || (entry?.Rubrics, entry?.Topics, entry?.Groups) is (null, null, null))
            {
                problems.Add($"{Name}: {where}", "says nothing: name rubrics, topics or groups, and react, answer or final.");
            }

            foreach (var key in named)
            {
                if (!book._rules.TryAdd(key, terms))
                {
                    problems.Add($"{Name}: {where}", $"\"{key.Key}\" already has a rule. One rule each.");
                }
            }
        }

        return book;

        TermRule? Rule(string? written, string where)
        {
            if (written is null)
            {
                return null;
            }

            if (TermRule.TryParse(written, out var rule))
            {
                return rule;
            }

            problems.Add($"{Name}: {where}", $"\"{written}\" is no term; {TermRule.Forms}.");
            return null;
        }
    }

    /// <summary>The terms of an incident that starts now.</summary>
    /// <param name="rubric">Null for a rubric that the tree no longer knows.</param>
    /// <param name="trace">Takes the arithmetic, a line a step, in Russian.</param>
    public Deadlines For(Severity severity, Rubric? rubric, DateTimeOffset start, OfficeHours hours, ICollection<string>? trace = null)
    {
        start = start.ToUniversalTime();
        trace?.Add($"Часы исполнителя: {hours}");
        var own = rubric is null ? default : RulesOf(rubric);
        var limits = _severities.GetValueOrDefault(severity);
        var react = Soonest(start, hours, limits.React ?? _react, own.React);
        Tell(trace, "Взять в работу", react, start, hours, "");
        var (wanted, source) = own.Answer is { } ruled ? (ruled, "правило рубрики") : TermRule.TryParse(rubric?.Answer, out var said) ? (said, "срок рубрики в дереве") : (_answer, "обычный срок");
        var answer = Soonest(start, hours, wanted, limits.AnswerAtMost);
        Tell(trace, "Ответить", answer, start, hours, answer.Rule == wanted ? $" ({source})" : $" (срочность; {source} — {wanted.InRussian()})");
        if (react.Due > answer.Due)
        {
            react = answer;
            trace?.Add("Взять в работу не позже, чем ответить");
        }

        return new Deadlines(react.Due, answer.Due) { Terms = [Term(TermKind.React, react, start, hours), Term(TermKind.Answer, answer, start, hours)] };
    }

    /// <summary>The term of the final answer, which an interim one starts.</summary>
    public Term Final(Rubric? rubric, DateTimeOffset interimAt, OfficeHours hours)
    {
        var rule = (rubric is null ? null : RulesOf(rubric).Final) ?? _final;
        return Term(TermKind.Final, (rule, rule.From(interimAt, hours)), interimAt.ToUniversalTime(), hours);
    }

    /// <summary>The rules that name the rubric, its topic or its group; of several the nearest one's word on each term counts.</summary>
    private RubricTerms RulesOf(Rubric rubric)
    {
        var found = default(RubricTerms);
        foreach (var key in new[] { (TreeLevel.Rubric, rubric.Id), (TreeLevel.Topic, Names.Key(rubric.Topic)), (TreeLevel.Group, Names.Key(rubric.Group)) })
        {
            var rule = _rules.GetValueOrDefault(key);
            found = new RubricTerms(found.React ?? rule.React, found.Answer ?? rule.Answer, found.Final ?? rule.Final);
        }

        return found;
    }

    private Term Term(TermKind kind, (TermRule Rule, DateTimeOffset Due) end, DateTimeOffset start, OfficeHours hours) =>
        new(kind, end.Rule.ToString(), start, end.Rule.PartOfWay(_nearAfter, start, end.Due, hours), end.Due);

    private static (TermRule Rule, DateTimeOffset Due) Soonest(DateTimeOffset start, OfficeHours hours, TermRule one, TermRule? other)
    {
        var due = one.From(start, hours);
        return other is { } limit && limit.From(start, hours) is var sooner && sooner < due ? (limit, sooner) : (one, due);
    }

    private static void Tell(ICollection<string>? trace, string what, (TermRule Rule, DateTimeOffset Due) end, DateTimeOffset start, OfficeHours hours, string why)
    {
        if (trace is null)
        {
            return;
        }

        var spans = new List<WorkedSpan>();
        end.Rule.From(start, hours, spans);
        trace.Add($"{what}: {end.Rule.InRussian()}{why} с {Local(start)} — до {Local(end.Due)}");
        foreach (var span in spans)
        {
            trace.Add($"  {Local(span.From)} – {TimeZoneInfo.ConvertTime(span.To, hours.Zone):HH:mm}: {(span.To - span.From).TotalHours:0.##} ч");
        }

        string Local(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, hours.Zone).ToString("ddd dd.MM.yyyy HH:mm", System.Globalization.CultureInfo.GetCultureInfo("ru-RU"));
    }

    private readonly record struct SeverityTerms(TermRule? React, TermRule? AnswerAtMost);

    private readonly record struct RubricTerms(TermRule? React, TermRule? Answer, TermRule? Final);

#pragma warning disable CA1812 // made by the YAML reader
    internal sealed class Document
    {
        public double? NearAfter { get; set; }
        public UsualEntry? Usual { get; set; }
        public Dictionary<string, SeverityEntry?>? Severities { get; set; }
        public List<RuleEntry?>? Rules { get; set; }
    }

    internal sealed class UsualEntry
    {
        public string? React { get; set; }
        public string? Answer { get; set; }
        public string? Final { get; set; }
    }

    internal sealed class SeverityEntry
    {
        public string? React { get; set; }
        public string? AnswerAtMost { get; set; }
    }

    internal sealed class RuleEntry
    {
        public List<string?>? Rubrics { get; set; }
        public List<string?>? Topics { get; set; }
        public List<string?>? Groups { get; set; }
        public string? React { get; set; }
        public string? Answer { get; set; }
        public string? Final { get; set; }
    }
#pragma warning restore CA1812
}
