using IncidentMonitor.Model;
using IncidentMonitor.Store.Sql;

namespace IncidentMonitor.Group;

/// <summary>
/// Sees a burst of one topic in one municipality («снежный кейс»). The posts of the last three hours are held against the topic's rate: a Gamma
/// distribution whose mean is the rate of the last four weeks, sharpened by the same hours of the eight weeks before. The count to expect is then
/// negative binomial (the Poisson model of Kulldorff's scan statistic, 1997, with the baseline's own uncertainty in it). A wave begins when so many
/// posts or more had a chance below one in a hundred thousand, and ends when six hours bring no post.
/// </summary>
internal static class WaveWatch
{
    /// <summary>Fewer are no wave, however rare the topic.</summary>
    public const int LeastPosts = 5;

    /// <summary>On a record's first day there is nothing to hold a burst against: then it takes more.</summary>
    public const int LeastOnFirstDay = 12;

    public static readonly TimeSpan Burst = TimeSpan.FromHours(3);
    public static readonly TimeSpan Silence = TimeSpan.FromHours(6);
    public const int BaselineWeeks = 8;

    private const double Chance = 1e-5;

    /// <summary>Before any data a topic is held to bring a municipality a post in four days; that, and the average rate, count as a day's observation.</summary>
    private const double PriorHours = 24;
    private const double PriorPosts = 0.25;

    private static readonly TimeSpan RateSpan = TimeSpan.FromDays(28);

    /// <summary>Looks at the topic after a post was stored; ties its incident to the running wave or begins one.</summary>
    /// <returns>The wave that began with this post, or null.</returns>
    public static Wave? Observe(StoreUnit unit, PlacedPost placed, string incidentId, DateTimeOffset now)
    {
        if (placed.Place.Municipality is not { } municipality)
        {
            return null;
        }

        var (topic, at) = (placed.Label.Topic, placed.Post.PublishedAt);
        if (unit.FindWave(topic, municipality, at, Silence) is { } running)
        {
            unit.JoinWave(running, incidentId, at, now);
            return null;
        }

        var posts = unit.CountVoices(topic, municipality, at - Burst, at);
        var first = unit.FirstPostAt() ?? at;
        if (posts < (at - first < TimeSpan.FromDays(1) ? LeastOnFirstDay : LeastPosts))
        {
            return null;
        }

        var (past, hours) = Baseline(unit, topic, municipality, at, first);
        if (ChanceOf(posts, past, hours) > Chance)
        {
            return null;
        }

        var wave = new Wave(StableId.Hash($"{topic}\n{municipality}\n{at.ToUnixTimeSeconds()}"), topic, municipality, at - Burst, at);
        unit.AddWave(wave, now);
        return wave;
    }

    /// <summary>Chance of <paramref name="count"/> posts or more in <see cref="Burst"/>, when the rate's Gamma has seen so many posts in so many hours.</summary>
    internal static double ChanceOf(int count, double posts, double hours)
    {
        // Negative binomial with r = posts and success p = hours / (hours + burst): P(X ≥ count) = 1 − Σ P(X = k), k < count.
        var p = hours / (hours + Burst.TotalHours);
        var term = Math.Exp(posts * Math.Log(p));
        var below = term;
        for (var k = 1; k < count; k++)
        {
            term *= (posts + k - 1) / k * (1 - p);
            below += term;
        }

        return Math.Max(0, 1 - below);
    }

    private static (double Posts, double Hours) Baseline(StoreUnit unit, string topic, string municipality, DateTimeOffset at, DateTimeOffset first)
    {
        var until = at - Burst;
        var from = first > at - RateSpan ? first : at - RateSpan;
        var known = Math.Max(0, (until - from).TotalHours);
        var rate = (PriorPosts + (known > 0 ? unit.CountVoices(topic, municipality, from, until) : 0)) / (PriorHours + known);
        var (posts, hours) = (rate * PriorHours, PriorHours);
        for (var week = 1; week <= BaselineWeeks && at.AddDays(-7 * week) - Burst >= first; week++)
        {
            var to = at.AddDays(-7 * week);
            posts += unit.CountVoices(topic, municipality, to - Burst, to);
            hours += Burst.TotalHours;
        }

        return (posts, hours);
    }
}
