using IncidentMonitor.Assign;
using IncidentMonitor.Classify;
using IncidentMonitor.Collect;
using IncidentMonitor.Group;
using IncidentMonitor.Locate;
using IncidentMonitor.Model;
using IncidentMonitor.Normalise;
using IncidentMonitor.Regroup;
using IncidentMonitor.Store.Sql;
using Microsoft.Data.Sqlite;

namespace IncidentMonitor;

/// <summary>
/// The whole path, top to bottom: collect → normalise → classify → locate → group → assign → store → outbox.
/// The type changes at each step, so the compiler keeps the order. What only computes runs before the transaction;
/// what must see the record (grouping, storing, the outbox, the cursor) runs inside one.
/// </summary>
public sealed class IncidentFlow(
    Classifier classifier,
    PlaceLocator locator,
    AgencyBook agencies,
    RubricTree tree,
    TermBook terms,
    IncidentStore store,
    TimeProvider clock,
    ILogger<IncidentFlow> log)
{
    /// <summary>SQLITE_CONSTRAINT.</summary>
    private const int SqliteConstraint = 19;

    /// <summary>A date further ahead than clocks differ is a mistake of the source.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromHours(1);

    private readonly IncidentIndex _index = new();
    private long _lastLinkSeen;
    private bool _isIndexCurrent;

    /// <summary>Takes in one page of a feed; the feed's cursor moves in the same transaction.</summary>
    /// <param name="alarmFrom">Posts published before it are stored without raising an alarm (back-fill).</param>
    public Task<FlowCount> TakeAsync(Collected page, DateTimeOffset alarmFrom, DateTimeOffset nextReadAt, CancellationToken cancellationToken) =>
        TakeAsync(
            [.. page.Posts.Select(raw => new Incoming(raw, page.Feed.Name, page.Feed.Municipality, raw.PublishedAt < alarmFrom))],
            page.Odd,
            page.Feed.Name,
            (unit, count) => unit.FeedRead(page.Feed.Name, page.Cursor, count.Added, page.Odd.Count + count.Refused, clock.GetUtcNow(), nextReadAt),
            cancellationToken);

    /// <summary>Takes in posts from any door; <paramref name="finish"/> runs in the same transaction, after the posts.</summary>
    public async Task<FlowCount> TakeAsync(
        IReadOnlyList<Incoming> incoming, IReadOnlyList<OddItem> odd, string? feedName, Action<StoreUnit, FlowCount> finish, CancellationToken cancellationToken)
    {
        var refused = new List<(Incoming Incoming, string Why)>();
        var labelled = new List<(Incoming Incoming, LabelledPost Labelled)>(incoming.Count);
        // Walls and feeds come newest first; what was said first is stored first, so that a copy joins its original and a burst is seen growing.
        foreach (var item in incoming.OrderBy(item => item.Raw.PublishedAt ?? DateTimeOffset.MaxValue))
        {
            try
            {
                labelled.Add((item, Classify(Normalise(item), item.AssumeIncident)));
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                refused.Add((item, Refuse(item, error)));
            }
        }

        return await store.WriteAsync(unit =>
        {
            var grouping = OpenGrouping(unit);
            var count = new FlowCount();
            foreach (var (item, post) in labelled)
            {
                try
                {
                    var (added, edited, erased, known) = (count.Added, count.Edited, count.Erased, count.Known);
                    unit.Item(() => Store(unit, grouping, post, item.IsQuiet, count));
                    count.Outcomes[item] = count.Added > added ? PostOutcome.Added
                        : count.Edited > edited ? PostOutcome.Edited
                        : count.Erased > erased ? PostOutcome.Erased
                        : count.Known > known ? PostOutcome.Known : PostOutcome.Absent;
                }
                catch (Exception error) when (IsFaultOfItem(error))
                {
                    // What the item told the index was rolled back in the record: read it anew.
                    _isIndexCurrent = false;
                    grouping = OpenGrouping(unit);
                    count.Broken++;
                    refused.Add((item, Refuse(item, error)));
                }
            }

            foreach (var (item, why) in refused)
            {
                unit.Quarantine(item.FeedName, new OddItem(why, System.Text.Encoding.UTF8.GetBytes(item.Raw.Text)), clock.GetUtcNow());
            }

            foreach (var item in odd)
            {
                unit.Quarantine(feedName, item, clock.GetUtcNow());
            }

            count.Refused = refused.Count;
            finish(unit, count);
            _lastLinkSeen = unit.LastLink();
            return count;
        }, count =>
        {
            _isIndexCurrent = count.Erased == 0 && count.Broken == 0;
            if (count.Erased > 0)
            {
                store.WipeJournal();
            }
        }, cancellationToken);
    }

    /// <summary>
    /// The index in memory is trusted only while every transaction since it was read was committed and none erased a post: then memory
    /// holds what a restart would read.
    /// </summary>
    private Grouping OpenGrouping(StoreUnit unit)
    {
        // Another process on the same record (replay beside run) stores links that this index has not seen; an operator's merge or split moves some that it has.
        if (!_isIndexCurrent || unit.LastLink() != _lastLinkSeen)
        {
            _index.Clear();
            foreach (var post in unit.PostsForGrouping(IncidentIndex.Window))
            {
                _index.Add(post);
            }
        }

        _isIndexCurrent = false;
        return new Grouping(_index);
    }

    /// <summary>A constraint broken by one post is that post's fault; a disk or lock error is nobody's, and must end the transaction.</summary>
    private static bool IsFaultOfItem(Exception error) => error is not OperationCanceledException && (error is not SqliteException sql || sql.SqliteErrorCode == SqliteConstraint);

    private Post Normalise(Incoming item)
    {
        var now = clock.GetUtcNow();
        var raw = item.Raw;
        var words = string.IsNullOrEmpty(raw.Title) || raw.Text.StartsWith(raw.Title, StringComparison.Ordinal) ? raw.Text : $"{raw.Title}\n{raw.Text}";
        if (words.Length == 0 && raw.RepostText is { } reposted)
        {
            words = reposted;
        }

        return new Post(raw, item.FeedName, item.Home, Normaliser.Normalise(words), raw.PublishedAt is { } said && said <= now + ClockSkew ? said : now, now);
    }

    private LabelledPost Classify(Post post, bool assumeIncident)
    {
        var label = classifier.Classify(post.Text.Original, post.Raw.Context);
        return new LabelledPost(post, assumeIncident || post.Raw.IsAd ? label with { IsIncident = assumeIncident } : label);
    }

    private void Store(StoreUnit unit, Grouping grouping, LabelledPost labelled, bool isQuiet, FlowCount count)
    {
        var post = labelled.Post;
        var id = post.Raw.RecordId;
        if (unit.FindPost(id) is { } stored)
        {
            Revisit(unit, grouping, id, stored, labelled, isQuiet, count);
            return;
        }

        if (post.Raw.IsDeleted)
        {
            return;
        }

        unit.AddPost(labelled);
        count.Added++;
        if (!labelled.Label.IsIncident)
        {
            count.NotIncidents++;
            return;
        }

        StoreIncident(unit, grouping, labelled, isQuiet, count);
    }

    private void Revisit(StoreUnit unit, Grouping grouping, string id, StoredPost stored, LabelledPost labelled, bool isQuiet, FlowCount count)
    {
        count.Known++;
        var raw = labelled.Post.Raw;
        if (stored.IsDeleted)
        {
            return;
        }

        if (raw.IsDeleted)
        {
            unit.ErasePost(id, stored, labelled.Post.ReadAt);
            count.Erased++;
            return;
        }

        unit.UpdateReach(id, raw);
        if (stored.Text == raw.Text)
        {
            return;
        }

        unit.EditPost(stored, labelled);
        count.Edited++;
        if (stored.IncidentId is null && labelled.Label.IsIncident)
        {
            unit.MarkIncident(id);
            StoreIncident(unit, grouping, labelled, isQuiet, count);
        }
    }

    private void StoreIncident(StoreUnit unit, Grouping grouping, LabelledPost labelled, bool isQuiet, FlowCount count)
    {
        var placed = new PlacedPost(labelled.Post, labelled.Label, locator.Locate(labelled.Post));
        var grouped = SplitMemory.Choose(unit, grouping.Group(placed, unit));
        if (grouped.JoinedId is { } incidentId)
        {
            var (agencyId, rubricId) = unit.OfficeOf(incidentId);
            var deadlines = terms.For(labelled.Label.Severity, tree.ById(rubricId), labelled.Post.PublishedAt, agencies.HoursOf(agencyId));
            unit.JoinIncident(incidentId, placed, grouped.Reason, deadlines, isQuiet, labelled.Post.ReadAt);
            grouping.Remember(placed, incidentId, unit.NumberOf(incidentId), isFirst: false);
            count.Joined++;
            Watch(incidentId);
            return;
        }

        var incident = Assign(grouped, isQuiet);
        unit.AddIncident(incident, placed, grouped.Reason);
        grouping.Remember(placed, incident.Id, unit.NumberOf(incident.Id), isFirst: true);
        count.Incidents++;
        Watch(incident.Id);

        void Watch(string id)
        {
            if (WaveWatch.Observe(unit, placed, id, labelled.Post.ReadAt, raised => RaiseTerms(unit, raised)) is { } wave)
            {
                log.LogWarning("Wave {Wave}: {Topic}, {Municipality}", wave.Id, wave.Topic, wave.Municipality);
            }
        }
    }

    /// <summary>A wave made the incident urgent: it is due as soon as an incident that began so.</summary>
    private void RaiseTerms(StoreUnit unit, string incidentId)
    {
        var (agencyId, rubricId) = unit.OfficeOf(incidentId);
        unit.ShortenTerms(incidentId, terms.For(Severity.High, tree.ById(rubricId), unit.StartOf(incidentId), agencies.HoursOf(agencyId)));
    }

    private Incident Assign(GroupedPost grouped, bool isQuiet)
    {
        var (post, label, place) = grouped.Placed;
        var rubric = tree.ById(label.Rubric.Id);
        var agency = rubric is null ? AgencyBook.NoRubric : agencies.Assign(rubric, place);
        return new Incident
        {
            Id = StableId.ForIncident(post.Raw.RecordId),
            Severity = label.Severity,
            Rubric = label.Rubric,
            Topic = label.Topic,
            Group = label.Group,
            Block = label.Block,
            Confidence = label.Confidence,
            NeedsHuman = label.NeedsHuman,
            Place = place,
            Agency = agency,
            Reasons =
            [
                label.Because.Count > 0 ? $"Рубрика по словам: {string.Join(", ", label.Because)}" : "Рубрика по тексту в целом",
                place.Reason,
                grouped.Reason,
                agency.Reason,
            ],
            StartedAt = post.PublishedAt,
            CreatedAt = post.ReadAt,
            Deadlines = terms.For(label.Severity, rubric, post.PublishedAt, agencies.HoursOf(agency.Id)),
            IsQuiet = isQuiet,
        };
    }

    private string Refuse(Incoming item, Exception error)
    {
        log.LogWarning("Post {Id} of feed {Feed} refused and quarantined: {Error}", item.Raw.RecordId, item.FeedName, error.Message);
        return $"{item.Raw.RecordId}: {error.GetType().Name}: {error.Message}";
    }
}
