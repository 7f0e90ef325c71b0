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
    private const double Reserve = 0.01;

    /// <summary>Sources whose levels differ by less than this factor are priced together.</summary>
    private const double Alike = 1.2;

    private static readonly TimeSpan BalancedFor = TimeSpan.FromHours(3);

    private readonly Dictionary<string, Source> sources = new(StringComparer.Ordinal);
    private readonly ReadSchedule schedule = new();
    private readonly double[] rates = new double[ArrivalRates.Cells];
    private ArrivalModel model = ArrivalModel.Of([]);
    private DateTimeOffset balancedAt = DateTimeOffset.MinValue;
    private double balancedCalls = double.NaN;
    private double longest = floor.TotalHours;

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
        source.Rates.Observe(published, since, now, model.Week, zone);
        return source.Rates;
    }

    /// <summary>When to read a source again that has just been read.</summary>
    /// <param name="callsPerDay">Calls that all tokens together may make; null: no limit.</param>
    public DateTimeOffset NextRead(string name, double? callsPerDay, DateTimeOffset now)
    {
        Balance(callsPerDay ?? double.PositiveInfinity, now);
        var source = sources[name];
        if (Price <= 0)
            return now.AddHours(source.Shortest);
        model.Fill(source.Rates, rates);
        var place = ArrivalRates.CellOf(now, zone) + ((double)(now.Ticks % TimeSpan.TicksPerHour) / TimeSpan.TicksPerHour);
        return now.AddHours(schedule.Next(rates, place, Price, source.Shortest, Math.Max(longest, source.Shortest)));
    }

    /// <summary>Learns the common pattern anew and finds the price at which the calls are just spent; now and then, or when the number of calls has changed.</summary>
    private void Balance(double callsPerDay, DateTimeOffset now)
    {
        if (now - balancedAt < BalancedFor && callsPerDay.Equals(balancedCalls))
            return;
        (balancedAt, balancedCalls) = (now, callsPerDay);
        model = ArrivalModel.Of([.. sources.Values.Select(s => s.Rates)]);
        var budget = Math.Max(callsPerDay * (1 - Reserve), 1e-3);
        longest = Math.Max(floor.TotalHours, sources.Count / (FloorShare * budget) * 24);
        var classes = sources.Values
            .GroupBy(s => (Math.Round(Math.Log(model.LevelOf(s.Rates)) / Math.Log(Alike)), s.Shortest))
            .Select(g => (Level: Math.Pow(Alike, g.Key.Item1), g.Key.Shortest, Count: g.Count()))
            .ToList();
        if (classes.Sum(c => c.Count * (24 / c.Shortest)) <= budget)
        {
            Price = 0;
            return;
        }
        // Calls fall as the price rises: halve the range of its logarithm.
        var (low, high) = (Math.Log(1e-9), Math.Log(1e7));
        for (var i = 0; i < 32; i++)
        {
            var middle = (low + high) / 2;
            if (Calls(classes, Math.Exp(middle)) > budget)
                low = middle;
            else
                high = middle;
        }
        Price = Math.Exp(high);
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
    }
}
