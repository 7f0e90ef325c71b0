namespace IncidentMonitor.Collect.Freshness;

/// <summary>
/// When to read a source next, if a read costs as much as a given sum of waiting. With a constant rate λ the best interval is √(2·price/λ),
/// which over many sources gives frequencies in proportion to √λ: the known optimum for the delay objective (Cho &amp; Garcia-Molina 2003;
/// Azar et al. 2018). Rates here change by the hour, so for slow sources the order of reads over the coming days is found by dynamic programming:
/// a source that is read once a day is read when its day's talk ebbs.
/// All times are hours, prices are post·hours.
/// </summary>
internal sealed class ReadSchedule
{
    /// <summary>Below this interval (hours) the rate hardly changes between two reads.</summary>
    private const double Brief = 0.6;

    /// <summary>Steps of the grid to an interval of usual length.</summary>
    private const int Fineness = 12;

    /// <summary>Longest step (hours): the hour of the day must still show.</summary>
    private const double Coarsest = 1;

    /// <summary>A stretch whose waiting costs so many reads is never the best.</summary>
    private const double WorthOf = 6;

    private readonly double[] arrived;
    private readonly double[] moment;
    private readonly double[] cost;
    private readonly int[] next;

    /// <summary>Longest plan.</summary>
    private const int MaxSteps = 1200;

    public ReadSchedule()
    {
        arrived = new double[MaxSteps + 1];
        moment = new double[MaxSteps + 1];
        cost = new double[MaxSteps + 1];
        next = new int[MaxSteps + 1];
    }

    /// <summary>Hours until the next read of a source that has just been read.</summary>
    /// <param name="week">Posts an hour by hour of the week.</param>
    /// <param name="at">Now, in hours of the week.</param>
    /// <param name="shortest">Least interval allowed.</param>
    /// <param name="longest">Greatest interval allowed.</param>
    public double Next(ReadOnlySpan<double> week, double at, double price, double shortest, double longest)
    {
        var usual = Usual(week, price);
        if (usual <= Math.Max(Brief, shortest))
            return Math.Clamp(Accumulate(week, at, price, longest), shortest, longest);
        var (step, _) = Plan(week, at, price, usual, shortest, longest);
        return Math.Clamp(next[0] * step, shortest, longest);
    }

    /// <summary>Reads a day that the schedule makes of a source.</summary>
    public double ReadsPerDay(ReadOnlySpan<double> week, double price, double shortest, double longest)
    {
        var usual = Usual(week, price);
        if (usual <= Math.Max(Brief, shortest))
        {
            var reads = 0.0;
            foreach (var rate in week)
                reads += Math.Clamp(Math.Sqrt(rate / (2 * price)), 1 / longest, 1 / shortest);
            return reads / week.Length * 24;
        }
        var (step, steps) = Plan(week, 0, price, usual, shortest, longest);
        // The end of a plan is a guess, so its last interval is left out.
        var (count, last, k) = (0, 0, 0);
        while (next[k] < steps)
        {
            k = next[k];
            count++;
            last = k;
        }
        return count == 0 ? 24 / Math.Min(next[0] * step, longest) : count / (last * step) * 24;
    }

    private static double Usual(ReadOnlySpan<double> week, double price)
    {
        var sum = 0.0;
        foreach (var rate in week)
            sum += rate;
        return Math.Sqrt(2 * price / Math.Max(sum / week.Length, 1e-9));
    }

    /// <summary>Until the waiting of what has come, ∫∫λ, equals the price: at a constant rate exactly the best interval.</summary>
    private static double Accumulate(ReadOnlySpan<double> week, double at, double price, double longest)
    {
        var (waited, come, time) = (0.0, 0.0, 0.0);
        while (time < longest)
        {
            var place = at + time;
            var rate = week[(int)place % week.Length];
            var part = Math.Floor(place) + 1 - place;
            // waited + come·x + rate·x²/2 = price
            var left = price - waited;
            var x = rate > 1e-12
                ? (Math.Sqrt((come * come) + (2 * rate * left)) - come) / rate
                : come > 1e-12 ? left / come : double.PositiveInfinity;
            if (x <= part)
                return time + x;
            waited += (come * part) + (rate * part * part / 2);
            come += rate * part;
            time += part;
        }
        return longest;
    }

    /// <summary>
    /// Finds the cheapest sequence of reads on a grid: the cost of a stretch from a to b is the waiting of its posts, ∫λ(s)(b−s)ds, and the
    /// price of the read at b, less what the same time costs on average.
    /// </summary>
    private (double Step, int Steps) Plan(ReadOnlySpan<double> week, double at, double price, double usual, double shortest, double longest)
    {
        var step = Math.Clamp(usual / Fineness, 1.0 / 12, Coarsest);
        var steps = (int)Math.Min(Math.Ceiling(((3 * Math.Min(usual, longest)) + 24) / step), MaxSteps);
        var average = 0.0;
        foreach (var rate in week)
            average += Math.Sqrt(2 * price * rate);
        average /= week.Length;
        (arrived[0], moment[0]) = (0, 0);
        for (var k = 0; k < steps; k++)
        {
            var middle = (k + 0.5) * step;
            var came = week[(int)(at + middle) % week.Length] * step;
            arrived[k + 1] = arrived[k] + came;
            moment[k + 1] = moment[k] + (came * middle);
        }
        var least = Math.Max(1, (int)Math.Ceiling(shortest / step));
        var most = Math.Max(least, (int)(longest / step));
        cost[steps] = 0;
        next[steps] = steps;
        for (var k = steps - 1; k >= 0; k--)
        {
            var (best, choice) = (double.PositiveInfinity, steps);
            for (var j = Math.Min(k + least, steps); j <= Math.Min(k + most, steps); j++)
            {
                var waiting = (j * step * (arrived[j] - arrived[k])) - (moment[j] - moment[k]);
                var sum = waiting + price - (average * (j - k) * step) + cost[j];
                if (sum < best)
                    (best, choice) = (sum, j);
                if (waiting > WorthOf * price)
                    break;
            }
            (cost[k], next[k]) = (best, choice);
        }
        return (step, steps);
    }
}
