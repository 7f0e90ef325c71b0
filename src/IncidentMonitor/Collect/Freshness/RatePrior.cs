namespace IncidentMonitor.Collect.Freshness;

/// <summary>
/// How rates are spread over the sources: a mixture of Gamma distributions, so that a source's rate has a closed Gamma–Poisson posterior under
/// each. The weights are learned from all sources (expectation–maximisation). A single Gamma fits communities badly: their rates are spread over
/// decades, and it would take a quiet week for silence.
/// </summary>
internal sealed class RatePrior
{
    /// <summary>Shape of each component: a spread of ±50 % around its mean.</summary>
    private const double Shape = 4;

    private const int Components = 22;
    private const double Lowest = 0.0004;
    private const double Ratio = 1.85;

    /// <summary>The spread assumed before anything is known (log-normal, median five posts a day) weighs as much as so many sources.</summary>
    private const double Assumed = 3;

    private const int Rounds = 12;

    /// <summary>More sources tell nothing new about the spread.</summary>
    private const int Enough = 1500;

    private readonly double[] rate = [.. Enumerable.Range(0, Components).Select(k => Shape / (Lowest * Math.Pow(Ratio, k)))];
    private readonly double[] weight;

    public RatePrior(IReadOnlyCollection<ArrivalRates> sources)
    {
        double[] assumed = [.. rate.Select(b => Math.Exp(-Math.Pow(Math.Log(Shape / b * 24 / 5) / 1.7, 2) / 2))];
        var sum = assumed.Sum();
        assumed = [.. assumed.Select(w => w / sum)];
        weight = assumed;
        var known = sources.Where(s => s.Exposure > 1).ToList();
        var stride = Math.Max(1, known.Count / Enough);
        Span<double> share = stackalloc double[Components];
        for (var round = 0; round < Rounds && known.Count > 0; round++)
        {
            double[] total = [.. assumed.Select(w => w * Assumed)];
            for (var i = 0; i < known.Count; i += stride)
            {
                Shares(known[i].Count, known[i].Exposure, share);
                for (var k = 0; k < Components; k++)
                    total[k] += share[k];
            }
            sum = total.Sum();
            weight = [.. total.Select(w => w / sum)];
        }
    }

    /// <summary>Posterior mean of the rate (posts an hour) after so many posts in so many hours.</summary>
    public double Mean(double posts, double hours)
    {
        Span<double> share = stackalloc double[Components];
        Shares(posts, hours, share);
        var mean = 0.0;
        for (var k = 0; k < Components; k++)
            mean += share[k] * (Shape + posts) / (rate[k] + hours);
        return mean;
    }

    /// <summary>Probability of each component given the posts: its weight times b^a / (b + hours)^(a + posts).</summary>
    private void Shares(double posts, double hours, Span<double> share)
    {
        var most = double.NegativeInfinity;
        for (var k = 0; k < Components; k++)
        {
            share[k] = Math.Log(weight[k] + 1e-12) + (Shape * Math.Log(rate[k])) - ((Shape + posts) * Math.Log(rate[k] + hours));
            most = Math.Max(most, share[k]);
        }
        var sum = 0.0;
        for (var k = 0; k < Components; k++)
            sum += share[k] = Math.Exp(share[k] - most);
        for (var k = 0; k < Components; k++)
            share[k] /= sum;
    }
}
