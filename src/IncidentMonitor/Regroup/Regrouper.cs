using IncidentMonitor.Assign;
using IncidentMonitor.Classify;
using IncidentMonitor.Commands;
using IncidentMonitor.Model;
using IncidentMonitor.Store.Sql;

namespace IncidentMonitor.Regroup;

/// <summary>What a regrouping did.</summary>
/// <param name="AuditId">Names it for an undo.</param>
/// <param name="Kept">Number of the incident that took the posts in, or kept the rest.</param>
/// <param name="Other">Number of the incident that gave its posts, or got them.</param>
public sealed record Regrouped(long AuditId, string Kind, long Kept, long Other);

/// <summary>
/// An operator joins incidents, takes posts out of one, and takes either back. Nothing is deleted: an incident without posts keeps its number, history
/// and mails and says where its posts are. Each call is one transaction with an audit line; grouping reads its index anew after it.
/// Incidents are named by id or number.
/// </summary>
public sealed class Regrouper(IncidentStore store, AgencyBook agencies, TermBook terms, RubricTree tree, TimeProvider clock)
{
    /// <summary>The posts of <paramref name="other"/> go to <paramref name="kept"/>, which becomes as grave and as early as the graver and earlier of both.</summary>
    /// <exception cref="UserError">One of them is not in the record, both are one, or one was merged before.</exception>
    public Task<Regrouped> MergeAsync(string kept, string other, string who, CancellationToken cancellationToken) => store.WriteAsync(unit =>
    {
        var now = clock.GetUtcNow();
        var (keeper, giver) = (Find(unit, kept), Find(unit, other));
        if (keeper.Id == giver.Id)
        {
            throw new UserError($"№ {keeper.Number} cannot be merged with itself.");
        }

        var before = new RegroupBefore(keeper, giver, unit.Links(giver.Id), unit.Followers(giver.Id));
        foreach (var link in before.Links)
        {
            unit.MovePost(link.PostId, keeper.Id, isFirst: false);
        }

        foreach (var follower in before.Followers.Append(giver.Id))
        {
            unit.SetMergedInto(follower, keeper.Id);
        }

        unit.SetState(keeper.Id, Math.Max(keeper.Severity, giver.Severity), Math.Min(keeper.StartedAt, giver.StartedAt), keeper.Wave ?? giver.Wave, keeper.IsQuiet && giver.IsQuiet, now);
        foreach (var term in keeper.Terms)
        {
            if (giver.Terms.FirstOrDefault(its => its.Kind == term.Kind && its.DueAt < term.DueAt) is { } sooner)
            {
                unit.SetOpenTerm(keeper.Id, sooner);
            }
        }

        unit.AddReason(keeper.Id, MergeReason(giver));
        // The office knows the problem if it has had a mail of either.
        if (keeper.IsQuiet && !giver.IsQuiet && unit.OfficeOf(keeper.Id).AgencyId is { } agency && !unit.WasTold(giver.Id, agency))
        {
            unit.Enqueue(OutboxKind.Created, keeper.Id, agency, Math.Max(keeper.Severity, giver.Severity) >= (int)Severity.High, now);
        }

        unit.ScheduleTerms(keeper.Id);
        unit.ScheduleTerms(giver.Id);
        var audit = unit.Audit(now, who, "объединён", keeper.Id, $"в него вошёл № {giver.Number}, сообщений: {before.Links.Count}");
        unit.Audit(now, who, "объединён", giver.Id, $"вошёл в № {keeper.Number}");
        unit.AddRegrouping(audit, "merge", keeper.Id, giver.Id, before);
        return new Regrouped(audit, "merge", keeper.Number, giver.Number);
    }, cancellationToken);

    /// <summary>Takes posts out into a new incident, with the rubric, place, office and terms that they would have had alone. Grouping keeps the two apart from then on.</summary>
    /// <exception cref="UserError">The incident or one of the posts is not there, or nothing would stay.</exception>
    public Task<Regrouped> SplitAsync(string incident, IReadOnlyCollection<string> posts, string who, CancellationToken cancellationToken) => store.WriteAsync(unit =>
    {
        var now = clock.GetUtcNow();
        var keeper = Find(unit, incident);
        var links = unit.Links(keeper.Id);
        var taken = unit.SplitPosts(keeper.Id, posts);
        if (posts.Except(taken.Select(post => post.Id)).FirstOrDefault() is { } missing)
        {
            throw new UserError($"№ {keeper.Number} holds no post {missing}; its card and `export` name the ids of its posts.");
        }

        if (taken.Count == 0 || taken.Count == links.Count)
        {
            throw new UserError($"№ {keeper.Number}: name some of its {links.Count} posts, not {(taken.Count == 0 ? "none" : "all")} of them.");
        }

        var before = new RegroupBefore(keeper, null, [.. links.Where(link => taken.Any(post => post.Id == link.PostId))], []);
        var split = Start(taken, keeper, now, unit.LastLink());
        unit.Insert(split);
        foreach (var post in taken)
        {
            unit.MovePost(post.Id, split.Id, isFirst: post == taken[0]);
        }

        unit.EnsureFirst(keeper.Id);
        var rest = unit.RestOf(keeper.Id, []) ?? (keeper.Severity, keeper.StartedAt);
        unit.SetState(keeper.Id, keeper.Severity, rest.StartedAt, keeper.Wave, keeper.IsQuiet, now);
        var number = unit.NumberOf(split.Id);
        var audit = unit.Audit(now, who, "разделён", keeper.Id, $"в новый № {number} ушли: {string.Join(", ", taken.Select(post => post.Id))}");
        unit.Audit(now, who, "заведён разделением", split.Id, $"из № {keeper.Number}");
        unit.AddRegrouping(audit, "split", keeper.Id, split.Id, before);
        return new Regrouped(audit, "split", keeper.Number, number);
    }, cancellationToken);

    /// <summary>
    /// Takes a merge or split back. Posts that joined meanwhile stay where they joined (after a merge) or come along (after a split: the new incident
    /// gives all it has). What mails said before is not unsaid.
    /// </summary>
    /// <exception cref="UserError">No such regrouping, undone before, or a later one on the same incidents must be undone first.</exception>
    public Task<Regrouped> UndoAsync(long auditId, string who, CancellationToken cancellationToken) => store.WriteAsync(unit =>
    {
        var now = clock.GetUtcNow();
        var done = unit.FindRegrouping(auditId) is { Kind: not "undo" } found ? found
            : throw new UserError($"{auditId} is no merge or split; `incident history` prints the numbers of the lines that can be undone.");
        if (done.UndoneBy is not null)
        {
            throw new UserError($"{auditId} was undone before.");
        }

        if (unit.LaterThan(done) is { } later)
        {
            throw new UserError($"{auditId}: undo {later} first, it regrouped the same incidents later.");
        }

        var (keeper, other) = (unit.FindState(done.KeptId)!, unit.FindState(done.OtherId)!);
        if (done.Kind == "merge")
        {
            UndoMerge(unit, done.State, keeper, now);
        }
        else
        {
            UndoSplit(unit, done.State, keeper, other, now);
        }

        unit.ScheduleTerms(keeper.Id);
        unit.ScheduleTerms(other.Id);
        var what = done.Kind == "merge" ? "объединение отменено" : "разделение отменено";
        var audit = unit.Audit(now, who, what, keeper.Id, $"строка {auditId}, № {other.Number}");
        unit.Audit(now, who, what, other.Id, $"строка {auditId}, № {keeper.Number}");
        unit.SetUndone(done.Id, unit.AddRegrouping(audit, "undo", keeper.Id, other.Id, done.State));
        return new Regrouped(audit, "undo", keeper.Number, other.Number);
    }, cancellationToken);

    private static void UndoMerge(StoreUnit unit, RegroupBefore before, IncidentState keeper, DateTimeOffset now)
    {
        var (was, giver) = (before.Kept, before.Other!);
        foreach (var link in before.Links)
        {
            unit.MovePost(link.PostId, link.IncidentId, link.IsFirst);
        }

        foreach (var follower in before.Followers)
        {
            unit.SetMergedInto(follower, giver.Id);
        }

        unit.SetMergedInto(giver.Id, null);
        unit.RemoveReason(keeper.Id, MergeReason(giver));
        // What came by the merge goes; what posts or a wave brought since stays.
        var since = unit.RestOf(keeper.Id, []) ?? (was.Severity, was.StartedAt);
        var wave = keeper.Wave == giver.Wave ? was.Wave : keeper.Wave;
        var severity = Math.Max(was.Severity, since.Severity);
        unit.SetState(keeper.Id, wave is null ? severity : Math.Max(severity, (int)Severity.High), Math.Min(was.StartedAt, since.StartedAt), wave, was.IsQuiet && keeper.IsQuiet, now);
        foreach (var term in was.Terms)
        {
            // Only where the end is still the one that the merge set: a pause or a graver post may have moved it since.
            if (keeper.Terms.Any(open => open.Kind == term.Kind && giver.Terms.Any(its => its.Kind == term.Kind && its.DueAt == open.DueAt && its.DueAt < term.DueAt)))
            {
                unit.SetOpenTerm(keeper.Id, term);
            }
        }
    }

    private static void UndoSplit(StoreUnit unit, RegroupBefore before, IncidentState keeper, IncidentState split, DateTimeOffset now)
    {
        foreach (var link in unit.Links(split.Id))
        {
            var wasFirst = before.Links.Any(was => was.PostId == link.PostId && was.IsFirst);
            if (wasFirst)
            {
                foreach (var stand in unit.Links(keeper.Id).Where(stand => stand.IsFirst))
                {
                    unit.MovePost(stand.PostId, keeper.Id, isFirst: false);
                }
            }

            unit.MovePost(link.PostId, keeper.Id, wasFirst);
        }

        foreach (var follower in unit.Followers(split.Id).Append(split.Id))
        {
            unit.SetMergedInto(follower, keeper.Id);
        }

        unit.SetState(keeper.Id, Math.Max(keeper.Severity, split.Severity), Math.Min(keeper.StartedAt, split.StartedAt), keeper.Wave, keeper.IsQuiet, now);
    }

    private Incident Start(IReadOnlyList<SplitPost> posts, IncidentState from, DateTimeOffset now, long salt)
    {
        var first = posts[0];
        var rubric = tree.ById(first.Label.Rubric.Id);
        var agency = rubric is null ? AgencyBook.NoRubric : agencies.Assign(rubric, first.Place);
        var severity = posts.Max(post => post.Label.Severity);
        return new Incident
        {
            // The post's own id may already name the incident that it once started, or an earlier split of it.
            Id = StableId.ForIncident($"{first.Id}\n{from.Id}\n{salt}"),
            Severity = severity,
            Rubric = first.Label.Rubric,
            Topic = first.Label.Topic,
            Group = first.Label.Group,
            Block = first.Label.Block,
            Confidence = first.Label.Confidence,
            NeedsHuman = first.Label.NeedsHuman,
            Place = first.Place,
            Agency = agency,
            Reasons =
            [
                first.Label.Because.Count > 0 ? $"Рубрика по словам: {string.Join(", ", first.Label.Because)}" : "Рубрика по тексту в целом",
                first.Place.Reason,
                $"Оператор отделил от № {from.Number}",
                agency.Reason,
            ],
            StartedAt = first.PublishedAt,
            CreatedAt = now,
            Deadlines = terms.For(severity, rubric, first.PublishedAt, agencies.HoursOf(agency.Id)),
            IsQuiet = from.IsQuiet,
        };
    }

    private static string MergeReason(IncidentState giver) => $"Оператор объединил с № {giver.Number}";

    private static IncidentState Find(StoreUnit unit, string idOrNumber)
    {
        var state = unit.FindState(idOrNumber) ?? throw new UserError($"The record holds no incident {idOrNumber}; name its id or number.");
        return unit.MergedInto(state.Id) is { } keeper
            ? throw new UserError($"№ {state.Number} was merged into № {unit.NumberOf(keeper)}; name that one, or undo the merge.")
            : state;
    }
}
