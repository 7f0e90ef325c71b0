using IncidentMonitor.Collect.Freshness;

namespace IncidentMonitor.Benchmarks;

/// <summary>
/// Communities that post by chance, read under a day's calls: how late are posts seen? Rates are log-normal (σ 1.7, mean 20 posts a day), arrivals
/// Poisson with a profile of the day; three days of learning, seven measured. A read of a wall costs one call per page of 100 posts (twenty known
/// posts must show to end it), and calls inside execute count each. The planner is the service's own.
/// </summary>
internal sealed class FreshnessSimulation
{
    private const int Learning = 3;
    private const int Measured = 7;

    /// <summary>The days after the measured ones, until the last post of theirs is seen.</summary>
    private const int Rest = 5;

    /// <summary>Activity by hour, local time: low at night, rising through the day, highest in the evening.</summary>
    private static readonly double[] Day = Normal(
        [0.45, 0.25, 0.15, 0.1, 0.1, 0.15, 0.35, 0.7, 1.0, 1.2, 1.3, 1.3, 1.35, 1.3, 1.2, 1.2, 1.25, 1.35, 1.5, 1.65, 1.7, 1.6, 1.3, 0.8]);

    private static readonly DateTimeOffset Start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    private readonly double _calls;
    private readonly Random _random;
    private readonly double[] _rates;
    private readonly double[][] _posts;

    /// <param name="calls">A day, over all tokens.</param>
    public FreshnessSimulation(int communities, double calls, int seed, bool isFlat = false)
    {
        _calls = calls;
        _random = new Random(seed);
        var raw = Enumerable.Range(0, communities).Select(_ => Math.Exp(1.7 * Gauss())).ToArray();
        var mean = raw.Average();
        _rates = [.. raw.Select(r => r / mean * 20)];
        _posts = [.. _rates.Select(rate => Arrivals(rate, isFlat))];
    }

    /// <summary>Mean delay (hours) with frequencies in proportion to √λ, by formula.</summary>
    public double OptimumByFormula => Math.Pow(_rates.Sum(Math.Sqrt), 2) / (2 * _calls * _rates.Sum()) * 24;

    /// <summary>Every community equally often.</summary>
    public FreshnessResult Uniform() => Periodic(_ => _calls / _rates.Length);

    /// <summary>The best for constant rates that are known.</summary>
    public FreshnessResult Optimum()
    {
        var sum = _rates.Sum(Math.Sqrt);
        return Periodic(rate => _calls * Math.Sqrt(rate) / sum);
    }

    public FreshnessResult Planned()
    {
        var planner = new FreshnessPlanner(TimeZoneInfo.Utc, TimeSpan.FromDays(1));
        var queue = new PriorityQueue<int, double>();
        var (seen, last, due) = (new int[_rates.Length], new double[_rates.Length], new double[_rates.Length]);
        for (var i = 0; i < _rates.Length; i++)
        {
            planner.Track(Name(i), TimeSpan.FromMinutes(1));
            // Nothing is known at the start: the first reads spread evenly.
            due[i] = _rates.Length / _calls * 24 * i / _rates.Length;
            queue.Enqueue(i, due[i]);
        }

        var delays = new List<float>();
        var purse = new Purse(_calls);
        while (queue.TryDequeue(out var i, out var now) && now < (Learning + Measured + Rest) * 24)
        {
            if (!now.Equals(due[i]))
            {
                continue; // Planned anew since.
            }

            var end = seen[i];
            while (end < _posts[i].Length && _posts[i][end] <= now)
            {
                end++;
            }

            if (!purse.TrySpend(now, 1 + ((end - seen[i] + 20 - 1) / 100)))
            {
                due[i] = now + (1 / 60.0);
                queue.Enqueue(i, due[i]);
                continue;
            }

            Count(delays, _posts[i].AsSpan(seen[i]..end), now);
            var published = _posts[i][seen[i]..end].Select(At);
            planner.Observe(Name(i), published, At(last[i]), At(now));
            (seen[i], last[i]) = (end, now);
            Plan(i, planner.NextRead(Name(i), _calls, At(now)));
            foreach (var (name, next) in planner.TakeRevised())
            {
                Plan(int.Parse(name, System.Globalization.CultureInfo.InvariantCulture), next);
            }
        }

        void Plan(int i, DateTimeOffset next)
        {
            due[i] = (next - Start).TotalHours;
            queue.Enqueue(i, due[i]);
        }

        return FreshnessResult.Of(delays, purse.MostInADay, purse.Of(Learning * 24, (Learning + Measured) * 24) / Measured);
    }

    private FreshnessResult Periodic(Func<double, double> readsPerDay)
    {
        var delays = new List<float>();
        for (var i = 0; i < _rates.Length; i++)
        {
            var interval = 24 / readsPerDay(_rates[i]);
            var phase = _random.NextDouble() * interval;
            foreach (var post in _posts[i])
            {
                var read = phase + (Math.Ceiling((post - phase) / interval) * interval);
                Count(delays, [post], read);
            }
        }

        return FreshnessResult.Of(delays, _calls, _calls);
    }

    private static void Count(List<float> delays, ReadOnlySpan<double> posts, double read)
    {
        foreach (var post in posts)
        {
            if (post is >= Learning * 24 and < (Learning + Measured) * 24)
            {
                delays.Add((float)(read - post));
            }
        }
    }

    private double[] Arrivals(double rate, bool isFlat)
    {
        var posts = new List<double>();
        for (var hour = 0; hour < (Learning + Measured + Rest) * 24; hour++)
        {
            var expected = rate / 24 * (isFlat ? 1 : Day[hour % 24]);
            // Exponential gaps within the hour.
            for (var at = hour + (Exponential() / expected); at < hour + 1; at += Exponential() / expected)
            {
                posts.Add(at);
            }
        }

        return [.. posts];
    }

    private double Exponential() => -Math.Log(1 - _random.NextDouble());

    private double Gauss() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    private static double[] Normal(double[] profile) => [.. profile.Select(p => p / profile.Average())];

    private static DateTimeOffset At(double hours) => Start.AddHours(hours);

    private static string Name(int i) => i.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The quota as the service keeps it: slots of 15 minutes, no more than the day's calls in any 24 hours and a quarter of them in an hour.</summary>
    private sealed class Purse(double calls)
    {
        private readonly List<int> _slots = [];

        public double MostInADay { get; private set; }

        public bool TrySpend(double now, int cost)
        {
            var slot = (int)(now * 4);
            while (_slots.Count <= slot)
            {
                _slots.Add(0);
            }

            var (day, hour) = (Sum(slot - 96, slot), Sum(slot - 4, slot));
            if (day + cost > calls || hour + cost > calls / 4)
            {
                return false;
            }

            _slots[slot] += cost;
            MostInADay = Math.Max(MostInADay, day + cost);
            return true;
        }

        public double Of(double from, double to) => Sum((int)(from * 4), (int)(to * 4) - 1);

        private double Sum(int from, int to)
        {
            var sum = 0;
            for (var i = Math.Max(from, 0); i <= Math.Min(to, _slots.Count - 1); i++)
            {
                sum += _slots[i];
            }

            return sum;
        }
    }
}

/// <summary>Delays from publication to the read that sees the post, in hours.</summary>
/// <param name="MostInADay">Calls in the fullest 24 hours.</param>
internal sealed record FreshnessResult(int Posts, double Mean, double P95, double MostInADay, double CallsPerDay)
{
    public static FreshnessResult Of(List<float> delays, double mostInADay, double callsPerDay)
    {
        delays.Sort();
        return new(delays.Count, delays.Average(), delays[(int)(0.95 * (delays.Count - 1))], mostInADay, callsPerDay);
    }
}
