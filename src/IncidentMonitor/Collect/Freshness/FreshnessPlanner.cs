namespace IncidentMonitor.Collect.Freshness;

/// <summary>
/// Spends a day's calls where new posts are expected. It learns from the times of the posts how often each source speaks, finds the price of
/// a read (in hours of waiting) at which the day's calls are just spent, and says when each source is worth reading again.
/// Not safe for several threads.
/// </summary>
internal sealed class FreshnessPlanner(TimeZoneInfo zone, TimeSpan floor)
{
    /// <summary>Posts of a page; what a source says beyond it between two reads costs further calls.</summary>
    private const double PageSize = 80;

    /// <summary>Share of the calls that the floor of the quiet sources may cost.</summary>
    private const double FloorShare = 0.1;

    /// <summary>Kept for first reads, repetitions and longer pages.</summary>
    private const double Reserve = 0.02;

    /// <summary>Sources whose levels differ by less than this factor are priced together.</summary>
    private const double Alike = 1.3;

    /// <summary>Shares of the quota between which the forecast is left as it is.</summary>
    private const double NearLimit = 0.98;
    private const double BelowLimit = 0.96;

    private static readonly TimeSpan BalancedFor = TimeSpan.FromHours(6);

    private readonly Dictionary<string, Source> sources = new(StringComparer.Ordinal);
    private readonly ReadSchedule schedule = new();
    private readonly double[] rates = new double[ArrivalRates.Cells];
    private ArrivalModel model = ArrivalModel.Of([]);
    private DateTimeOffset balancedAt = DateTimeOffset.MinValue;
    private double balancedCalls = double.NaN;
    private double longest = floor.TotalHours;

    /// <summary>Reads of the last day with what they cost.</summary>
    private readonly Queue<(DateTimeOffset At, double Calls)> reads = new();

    private List<(string Name, DateTimeOffset NextAt)> revised = [];
    private double readCalls;
    private double correction = 1;
    private DateTimeOffset? countedSince;

    /// <summary>What a read costs, in post·hours of waiting; 0 while calls abound.</summary>
    public double Price { get; private set; }

    /// <summary>Enters a source, or changes its shortest interval.</summary>
    /// <param name="rates">What was learned before a restart.</param>
    public void Track(string name, TimeSpan shortest, ArrivalRates? rates = null)
    {
        if (sources.TryGetValue(name, out var known))
            known.Shortest = shortest.TotalHours;
        else
            sources[name] = new Source { Rates = rates ?? new(), Shortest = shortest.TotalHours };
    }

    /// <summary>Tells what a read found.</summary>
    /// <param name="since">How far back the read saw everything, if it was the first.</param>
    /// <returns>What is now known of the source, to be kept.</returns>
    public ArrivalRates Observe(string name, IEnumerable<DateTimeOffset> published, DateTimeOffset since, DateTimeOffset now)
    {
        var source = sources[name];
        var before = source.Rates.Count;
        source.Rates.Observe(published, since, now, model.Week, zone);
        var calls = 1 + Math.Floor(Math.Max(source.Rates.Count - before, 0) / PageSize);
        reads.Enqueue((now, calls));
        readCalls += calls;
        return source.Rates;
    }

    /// <summary>When to read a source again that has just been read.</summary>
    /// <param name="callsPerDay">Calls that all tokens together may make; null: no limit.</param>
    public DateTimeOffset NextRead(string name, double? callsPerDay, DateTimeOffset now)
    {
        Balance(callsPerDay ?? double.PositiveInfinity, now);
        var source = sources[name];
        source.ReadAt = now;
        source.NextAt = Best(source, now);
        return source.NextAt.Value;
    }

    /// <summary>Next reads that came out earlier when the price was found anew; each is told once.</summary>
    public IReadOnlyList<(string Name, DateTimeOffset NextAt)> TakeRevised()
    {
        var taken = revised;
        revised = [];
        return taken;
    }

    private DateTimeOffset Best(Source source, DateTimeOffset readAt)
    {
        if (Price <= 0)
            return readAt.AddHours(source.Shortest);
        model.Fill(source.Rates, rates);
        var place = ArrivalRates.CellOf(readAt, zone) + ((double)(readAt.Ticks % TimeSpan.TicksPerHour) / TimeSpan.TicksPerHour);
        return readAt.AddHours(schedule.Next(rates, place, Price, source.Shortest, Math.Max(longest, source.Shortest)));
    }

    /// <summary>A quiet source must not wait for days because of what was believed when it was last read.</summary>
    private void Revise(DateTimeOffset now)
    {
        revised = [];
        foreach (var (name, source) in sources)
        {
            if (source.NextAt is not { } next || next <= now || Best(source, source.ReadAt) is var better && better + (0.05 * (next - source.ReadAt)) >= next)
                continue;
            // Those that are late already are spread over the time until the next balance.
            var soon = now + (BalancedFor * ((double)revised.Count % 97 / 97));
            source.NextAt = better > soon ? better : soon < next ? soon : next;
            revised.Add((name, source.NextAt.Value));
        }
    }

    /// <summary>Learns the common pattern anew and finds the price at which the calls are just spent; now and then, or when the number of calls has changed.</summary>
    private void Balance(double callsPerDay, DateTimeOffset now)
    {
        if (now - balancedAt < BalancedFor && callsPerDay.Equals(balancedCalls))
            return;
        (balancedAt, balancedCalls) = (now, callsPerDay);
        model = ArrivalModel.Of([.. sources.Values.Select(s => s.Rates)]);
        var budget = Math.Max(callsPerDay * (1 - Reserve) * Correction(callsPerDay, now), 1e-3);
        longest = Math.Max(floor.TotalHours, sources.Count / (FloorShare * budget) * 24);
        var classes = sources.Values
            .GroupBy(s => (Math.Round(Math.Log(model.LevelOf(s.Rates)) / Math.Log(Alike)), s.Shortest))
            .Select(g => (Level: Math.Pow(Alike, g.Key.Item1), g.Key.Shortest, Count: g.Count()))
            .ToList();
        if (classes.Sum(c => c.Count * (24 / c.Shortest)) <= budget)
        {
            Price = 0;
            Revise(now);
            return;
        }
        Price = PriceOf(classes, budget, Price > 0 ? Price : 1);
        Revise(now);
    }

    /// <summary>Calls fall as the price rises: brackets the price from the last one, then narrows the bracket.</summary>
    private double PriceOf(List<(double Level, double Shortest, int Count)> classes, double budget, double guess)
    {
        var (low, high) = (guess, guess);
        for (var i = 0; i < 40 && Calls(classes, low) < budget; i++)
            (high, low) = (low, low / 2);
        for (var i = 0; i < 40 && Calls(classes, high) > budget; i++)
            (low, high) = (high, high * 2);
        while (high / low > 1.01)
        {
            var middle = Math.Sqrt(low * high);
            (low, high) = Calls(classes, middle) > budget ? (middle, high) : (low, middle);
        }
        return high;
    }

    /// <summary>
    /// The forecast of calls is held against what the last day saw. Near the limit the quota may have held reads back, so less is planned;
    /// well below it there is room for more.
    /// </summary>
    private double Correction(double callsPerDay, DateTimeOffset now)
    {
        countedSince ??= now;
        while (reads.TryPeek(out var oldest) && oldest.At < now.AddDays(-1))
        {
            readCalls -= oldest.Calls;
            reads.Dequeue();
        }
        if (Price > 0 && now - countedSince > TimeSpan.FromDays(1.5) && reads.Count > 0)
        {
            var spent = readCalls / callsPerDay;
            correction = Math.Clamp(correction * (spent > NearLimit ? 0.985 : spent < BelowLimit ? Math.Min(Math.Sqrt(BelowLimit / spent), 1.02) : 1), 0.85, 1.15);
        }
        return correction;
    }

    private double Calls(List<(double Level, double Shortest, int Count)> classes, double price)
    {
        var calls = 0.0;
        foreach (var (level, shortest, count) in classes)
        {
            for (var cell = 0; cell < rates.Length; cell++)
                rates[cell] = level * model.Week[cell];
            var reads = schedule.ReadsPerDay(rates, price, shortest, Math.Max(longest, shortest));
            calls += count * Math.Max(reads, level * 24 / PageSize);
        }
        return calls;
    }

    private sealed class Source
    {
        public required ArrivalRates Rates { get; init; }
        public double Shortest { get; set; }
        public DateTimeOffset ReadAt { get; set; }
        public DateTimeOffset? NextAt { get; set; }
    }
}
