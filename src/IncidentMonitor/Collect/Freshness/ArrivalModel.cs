namespace IncidentMonitor.Collect.Freshness;

/// <summary>
/// What all sources together teach about each: how lively a source is before it has said much (<see cref="RatePrior"/>), and the usual shape of
/// a week. Estimates are posterior means of Gamma–Poisson models, one inside the other: all sources → one source's level → its
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

    private readonly RatePrior prior;
    private readonly double[] week;

    private ArrivalModel(RatePrior prior, double[] week)
    {
        this.prior = prior;
        this.week = week;
    }

    /// <summary>Usual shape of a week, by hour from Sunday midnight; mean 1.</summary>
    public ReadOnlySpan<double> Week => week;

    public static ArrivalModel Of(IReadOnlyCollection<ArrivalRates> sources)
    {
        var prior = new RatePrior(sources);
        return new(prior, WeekOf(sources, prior));
    }

    /// <summary>Posts an hour, averaged over a week.</summary>
    public double LevelOf(ArrivalRates source) => prior.Mean(source.Count, source.Exposure);

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

    private static double[] WeekOf(IReadOnlyCollection<ArrivalRates> sources, RatePrior prior)
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
            var level = prior.Mean(source.Count, source.Exposure);
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
