namespace IncidentMonitor.Collect.Freshness;

/// <summary>
/// What all sources together teach about each: how lively a source is before it has said much (a Gamma prior over the rates), and the
/// usual shape of a week. Estimates are posterior means of Gamma–Poisson models, one inside the other: all sources → one source's level → its
/// hours of the day → its hours of the week; each level moves away from the one above only as far as its own posts bear it out.
/// </summary>
internal sealed class ArrivalModel
{
    /// <summary>Posts that a source's own pattern needs to weigh as much as the common one.</summary>
    private const double OwnPattern = 16;

    /// <summary>The same for the common pattern against an even week.</summary>
    private const double CommonPattern = 60;

    /// <summary>One source's posts count in the common pattern as if there were no more than this: a flood is not the town.</summary>
    private const double MostFromOne = 500;

    /// <summary>Before anything is known: ten posts a day, and hardly believed.</summary>
    private const double DefaultRate = 10.0 / 24;

    private readonly double shape;
    private readonly double rate;
    private readonly double[] week;

    private ArrivalModel(double shape, double rate, double[] week)
    {
        this.shape = shape;
        this.rate = rate;
        this.week = week;
    }

    /// <summary>Usual shape of a week, by hour from Sunday midnight; mean 1.</summary>
    public ReadOnlySpan<double> Week => week;

    public static ArrivalModel Of(IReadOnlyCollection<ArrivalRates> sources)
    {
        var (shape, rate) = Prior(sources);
        return new(shape, rate, WeekOf(sources, shape, rate));
    }

    /// <summary>Posts an hour, averaged over a week.</summary>
    public double LevelOf(ArrivalRates source) => (shape + source.Count) / (rate + source.Exposure);

    /// <summary>Posts an hour for each hour of the week.</summary>
    public void Fill(ArrivalRates source, Span<double> rates)
    {
        var level = LevelOf(source);
        Span<double> ofDay = stackalloc double[24];
        for (var hour = 0; hour < 24; hour++)
        {
            var (posts, expected) = (0.0, 0.0);
            for (var cell = hour; cell < ArrivalRates.Cells; cell += 24)
            {
                posts += source.PostsIn(cell);
                expected += level * week[cell] * source.HoursIn(cell);
            }
            ofDay[hour] = (OwnPattern + posts) / (OwnPattern + expected);
        }
        for (var cell = 0; cell < ArrivalRates.Cells; cell++)
        {
            var usual = level * week[cell] * ofDay[cell % 24];
            rates[cell] = usual * (OwnPattern + source.PostsIn(cell)) / (OwnPattern + (usual * source.HoursIn(cell)));
        }
    }

    /// <summary>Gamma prior by the method of moments: the spread of the sources' rates beyond what chance alone gives.</summary>
    private static (double Shape, double Rate) Prior(IReadOnlyCollection<ArrivalRates> sources)
    {
        var known = sources.Where(s => s.Exposure >= 6).ToList();
        if (known.Count < 3)
            return (0.5, 0.5 / DefaultRate);
        var mean = Math.Max(known.Average(s => s.Count / s.Exposure), 1e-4);
        var spread = known.Average(s => Math.Pow((s.Count / s.Exposure) - mean, 2) - (mean / s.Exposure));
        // Rates of communities have a long tail: the shape is small, and never so large that a source's own posts would not be heard.
        var shape = Math.Clamp(mean * mean / Math.Max(spread, 1e-9), 0.1, 4);
        return (shape, shape / mean);
    }

    private static double[] WeekOf(IReadOnlyCollection<ArrivalRates> sources, double shape, double rate)
    {
        var (posts, expected) = (new double[ArrivalRates.Cells], new double[ArrivalRates.Cells]);
        foreach (var source in sources)
        {
            var weight = Math.Min(1, MostFromOne / Math.Max(source.Count, 1));
            var watched = 0.0;
            for (var cell = 0; cell < ArrivalRates.Cells; cell++)
                watched += source.HoursIn(cell);
            if (watched <= 0)
                continue;
            var level = (shape + source.Count) / (rate + source.Exposure);
            for (var cell = 0; cell < ArrivalRates.Cells; cell++)
            {
                posts[cell] += weight * source.PostsIn(cell);
                expected[cell] += weight * level * source.HoursIn(cell);
            }
        }
        var week = new double[ArrivalRates.Cells];
        for (var hour = 0; hour < 24; hour++)
        {
            var (p, e) = (0.0, 0.0);
            for (var cell = hour; cell < ArrivalRates.Cells; cell += 24)
            {
                p += posts[cell];
                e += expected[cell];
            }
            var ofDay = (CommonPattern + p) / (CommonPattern + e);
            for (var cell = hour; cell < ArrivalRates.Cells; cell += 24)
                week[cell] = ofDay * (CommonPattern + posts[cell]) / (CommonPattern + (ofDay * expected[cell]));
        }
        var mean = week.Average();
        for (var cell = 0; cell < ArrivalRates.Cells; cell++)
            week[cell] /= mean;
        return week;
    }
}
