using System.Globalization;
using IncidentMonitor.Store.Sql;

namespace IncidentMonitor.Collect.Vk;

/// <summary>Calls that may be made now with one token, or why none may.</summary>
/// <param name="WasTroubled">The record has the token as dead or parked: this is a probe.</param>
internal sealed record VkLease(VkToken? Token, int Calls, FeedFault? Refusal, bool WasTroubled = false);

/// <summary>
/// The tokens with their rates, quotas and rests. Quotas and rests are the record's: they survive a restart, and <c>collect --once</c>
/// beside <c>run</c> spends from the same purse. VK resets its quotas at a time that nobody knows for sure (midnight in Moscow, or 24 hours after
/// each call), so calls are counted over rolling 24 hours, which satisfies both.
/// </summary>
internal sealed class VkTokenPool(VkSettings settings, IncidentStore store, TimeProvider clock, ILogger log) : IDisposable
{
    /// <summary>Of a day's calls no more than a quarter in an hour: a burst in the morning would leave the evening blind.</summary>
    private const int HourShare = 4;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly Dictionary<string, VkLimiter> limiters = VkToken.Of(settings).ToDictionary(token => token.Id, token =>
        new VkLimiter(token.Kind == VkTokenKind.Community ? settings.CommunityRequestsPerSecond : settings.RequestsPerSecond, clock));
    private readonly HashSet<string> alone = [];
    private DateTimeOffset warnedAt;
    private bool isPresented;

    public IReadOnlyList<VkToken> Tokens { get; } = VkToken.Of(settings);

    public VkLimiter Limiter(VkToken token) => limiters[token.Id];

    /// <summary>Calls that one request can hold with this token: execute is not for service tokens.</summary>
    public int BatchSize(VkToken token) => token.May("execute") && !alone.Contains(token.Id) ? VkClient.MaxBatch : 1;

    /// <summary>VK refused execute to this token: its calls go one by one from now on.</summary>
    public void GoAlone(VkToken token) => alone.Add(token.Id);

    public void Dispose()
    {
        foreach (var limiter in limiters.Values)
            limiter.Dispose();
    }

    /// <summary>Takes up to <paramref name="wanted"/> calls of a method out of the quota, from the token with most left. What is taken is spent, whatever becomes of the request.</summary>
    public Task<VkLease> TakeAsync(string method, int wanted, CancellationToken cancellationToken) => store.WriteAsync(unit =>
    {
        var now = clock.GetUtcNow();
        var (token, left, refusal) = Best(unit, method, now);
        if (token is null)
            return new VkLease(null, 0, refusal);
        var calls = (int)Math.Min(Math.Min(wanted, left), BatchSize(token));
        unit.VkSpend(token.Id, method, calls, now);
        unit.Execute("UPDATE vk_token SET used_at = @now WHERE id = @Id", new { now = now.ToRow(), token.Id });
        return new VkLease(token, calls, null, unit.Query<string>("SELECT state FROM vk_token WHERE id = @Id", new { token.Id }).SingleOrDefault() is "dead" or "parked");
    }, cancellationToken);

    /// <summary>Calls of a method that all tokens together may still make now; and why none, if that is more than our own share being spent.</summary>
    public Task<(long Calls, FeedFault? Refusal)> FreeAsync(string method, CancellationToken cancellationToken) => store.WriteAsync(unit =>
    {
        var now = clock.GetUtcNow();
        var purses = Purses(unit, method, now);
        var awake = purses.Where(p => p.Rest is null).ToList();
        return (awake.Sum(p => p.Left), awake.Count > 0 ? null : Refusal(method, purses, now));
    }, cancellationToken);

    /// <summary>The service itself is down or has asked for a pause: nobody asks before.</summary>
    public Task RestAllAsync(FeedFault fault, CancellationToken cancellationToken)
    {
        var least = clock.GetUtcNow() + VkFaults.ShortPause;
        var until = fault.RetryAt > least ? fault.RetryAt.Value : least;
        return store.WriteAsync(unit => unit.AddVkRest(new(VkTokenRows.All, VkTokenRows.All, until, fault.Reason, fault.Message)), cancellationToken);
    }

    /// <summary>A day's calls of a method over the tokens that live; null: no limit is known.</summary>
    public Task<double?> DayAsync(string method, CancellationToken cancellationToken) => store.WriteAsync(unit =>
    {
        if (Limit(method) is not { } limit)
            return (double?)null;
        var soon = clock.GetUtcNow() + Hour;
        var dead = unit.VkRests(soon).Where(rest => rest.Method == VkTokenRows.All).Select(rest => rest.Token).ToHashSet();
        return (double)limit * Tokens.Count(token => token.May(method) && !dead.Contains(token.Id));
    }, cancellationToken);

    /// <summary>Does with the token, the method or both what the error calls for, and tells it once.</summary>
    public async Task ReactAsync(VkToken token, string method, VkError error, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var fault = VkFaults.Of(error, now);
        var reason = VkToken.Redact(fault.Message, Tokens);
        VkRest? rest = error.Reaction switch
        {
            VkReaction.DisableToken => new(token.Id, VkTokenRows.All, now + VkFaults.DeadProbe, FaultReason.Auth, reason),
            VkReaction.ParkToken => new(token.Id, VkTokenRows.All, now + VkFaults.ParkedProbe, FaultReason.Auth, reason),
            VkReaction.QuotaSpent or VkReaction.LongPause => new(token.Id, method, fault.RetryAt!.Value, FaultReason.RateLimited, reason),
            VkReaction.MethodOff => new(VkTokenRows.All, method, now + VkFaults.OffProbe, FaultReason.Auth, reason),
            _ => null,
        };
        if (rest is null)
            return;
        var state = error.Reaction switch { VkReaction.DisableToken => "dead", VkReaction.ParkToken => "parked", _ => null };
        var (isNews, living) = await store.WriteAsync(unit =>
        {
            unit.AddVkRest(rest);
            var changed = state is null || unit.SetVkToken(token.Id, state, reason, now);
            var resting = unit.VkRests(now).Where(r => r.Method == VkTokenRows.All).Select(r => r.Token).ToHashSet();
            return (changed, Tokens.Count(t => t.May(method) && !resting.Contains(t.Id)));
        }, cancellationToken);
        if (!isNews)
            return;
        if (state is not null)
            log.LogError("{Token} {State}: {Reason}. Tokens left for {Method}: {Living}", token, state == "dead" ? "died" : "is parked", reason, method, living);
        else
            log.LogWarning("{Token}: {Method} rests until {Until:O}: {Reason}", rest.Token == VkTokenRows.All ? "All VK tokens" : token, method, rest.Until, reason);
    }

    /// <summary>A probe went well: the token lives again.</summary>
    public async Task ReviveAsync(VkToken token, CancellationToken cancellationToken)
    {
        if (await store.WriteAsync(unit => unit.SetVkToken(token.Id, "ok", null, clock.GetUtcNow()), cancellationToken))
            log.LogInformation("{Token} answers again", token);
    }

    /// <summary>Enters the tokens into the record, and warns of those that end soon, once a day.</summary>
    public async Task PresentAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (!isPresented)
            await store.WriteAsync(unit => unit.PresentVkTokens(Tokens.Select(t => (t.Id, t.Number, t.Kind.ToString(), t.ExpiresAt)), now), cancellationToken);
        isPresented = true;
        if (now - warnedAt < Day)
            return;
        warnedAt = now;
        foreach (var token in Tokens.Where(t => t.ExpiresAt < now + settings.WarnBeforeExpiry))
            log.LogWarning("{Token} expires at {ExpiresAt:O}: put a new one before that", token, token.ExpiresAt);
    }

    private long? Limit(string method) => settings.DailyCalls.TryGetValue(method, out var limit) ? limit : null;

    private (VkToken? Token, long Left, FeedFault? Refusal) Best(StoreUnit unit, string method, DateTimeOffset now)
    {
        var purses = Purses(unit, method, now);
        var best = purses.Where(p => p.Rest is null && p.Left > 0).MaxBy(p => p.Left);
        return best is not null ? (best.Token, best.Left, null) : (null, 0, Refusal(method, purses, now));
    }

    private List<Purse> Purses(StoreUnit unit, string method, DateTimeOffset now)
    {
        var rests = unit.VkRests(now);
        var spent = unit.VkSpent(method, now - Day, now - Hour);
        return [.. Tokens.Where(token => token.May(method)).Select(token =>
        {
            var rest = rests.Where(r => (r.Token == token.Id || r.Token == VkTokenRows.All) && (r.Method == method || r.Method == VkTokenRows.All)).MaxBy(r => r.Until);
            if (Limit(method) is not { } limit)
                return new Purse(token, int.MaxValue, rest, now);
            var used = spent.GetValueOrDefault(token.Id);
            var (day, hour) = (limit - (used?.Day ?? 0), Math.Max(limit / HourShare, 1) - (used?.Hour ?? 0));
            return new Purse(token, Math.Max(Math.Min(day, hour), 0), rest, day <= 0 ? used!.OldestOfDay + Day : hour <= 0 ? used!.OldestOfHour + Hour : now);
        })];
    }

    private static FeedFault Refusal(string method, List<Purse> purses, DateTimeOffset now)
    {
        if (purses.Count == 0)
            return new(FaultReason.Auth, $"no VK token may call {method}: it takes a user's or a service token");
        var soonest = purses.MinBy(p => p.Rest is { } rest && rest.Until > p.FreeAt ? rest.Until : p.FreeAt)!;
        return soonest.Rest is { } why
            ? new(why.Fault, why.Reason, why.Until)
            : new(FaultReason.RateLimited, string.Create(CultureInfo.InvariantCulture, $"VK {method}: our share of the day's quota is spent"), soonest.FreeAt > now ? soonest.FreeAt : now);
    }

    /// <param name="FreeAt">When the oldest calls leave the window that is full.</param>
    private sealed record Purse(VkToken Token, long Left, VkRest? Rest, DateTimeOffset FreeAt);
}
