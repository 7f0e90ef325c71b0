using IncidentMonitor.Model;
using IncidentMonitor.Store.Sql;

namespace IncidentMonitor.Group;

/// <summary>
/// Sees a burst of one topic in one municipality («снежный кейс»). As in a scan statistic (M. Kulldorff, 1997; here over time, one territory at a
/// time) windows of several lengths that end with the newest post are held against the topic's own past. That past is a Gamma distribution of the
/// rate: four weeks of it, sharpened by the same hours of the week in the eight weeks before; the count to expect is then negative binomial, the
/// Gamma-Poisson model of Clayton and Kaldor (1987), which knows how little is known of a rare topic. A wave begins when so many people or more had
/// a chance below <see cref="Chance"/> in one of the windows, and is over when twelve hours bring no post.
/// </summary>
internal static class WaveWatch
{
    /// <summary>Fewer people are no wave, however rare the topic.</summary>
    public const int LeastPosts = 5;

    /// <summary>On a record's first day there is nothing to hold a burst against: then it takes more.</summary>
    public const int LeastOnFirstDay = 12;

    public static readonly TimeSpan Silence = TimeSpan.FromHours(12);
    public const int BaselineWeeks = 8;

    /// <summary>Per post and window. A region's 10,000 posts a month, four windows each, then bring a false wave in two years.</summary>
    internal const double Chance = 1e-6;

    /// <summary>A burst pipe is told of within the hour, a snowfall over half a day.</summary>
    private static readonly TimeSpan[] Windows = [TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(3), TimeSpan.FromHours(12)];

    /// <summary>Before any data a topic is held to bring a municipality a post in four days; that, and the average rate, count as a day's observation.</summary>
    private const double PriorHours = 24;
    private const double PriorPosts = 0.25;

    private static readonly TimeSpan RateSpan = TimeSpan.FromDays(28);

    /// <summary>Looks at the topic after a post was stored; ties its incident to the running wave or begins one.</summary>
    /// <param name="raised">Called for each incident whose severity the wave raised: its terms are those of a high one now.</param>
    /// <returns>The wave that began with this post, or null.</returns>
    public static Wave? Observe(StoreUnit unit, PlacedPost placed, string incidentId, DateTimeOffset now, Action<string> raised)
    {
        if (placed.Place.Municipality is not { } municipality)
        {
            return null;
        }

        var (topic, at) = (placed.Label.Topic, placed.Post.PublishedAt);
        if (unit.FindWave(topic, municipality, at, Silence, Windows[2]) is { } running)
        {
            unit.JoinWave(running.Id, incidentId, at, now, raised);
            SeeSooner(unit, running, topic, municipality, at);
            return null;
        }

        if (FindBurst(unit, topic, municipality, at) is not { } burst)
        {
            return null;
        }

        var wave = new Wave(StableId.Hash($"{topic}\n{municipality}\n{at.ToUnixTimeSeconds()}"), topic, municipality, burst.StartedAt, at);
        unit.AddWave(wave, burst.Chance, now, raised);
        return wave;
    }

    /// <summary>
    /// Feeds are read one after the other: what a post that is read late would have shown, with those published between it and the moment
    /// when the wave was seen, counts as shown then.
    /// </summary>
    private static void SeeSooner(StoreUnit unit, (string Id, DateTimeOffset SeenAt) running, string topic, string municipality, DateTimeOffset at)
    {
        if (at >= running.SeenAt)
        {
            return;
        }

        foreach (var moment in unit.Voices(topic, municipality, at, running.SeenAt).Prepend(at).Order())
        {
            if (moment < running.SeenAt && FindBurst(unit, topic, municipality, moment) is { } sooner)
            {
                unit.WaveSeenSooner(running.Id, sooner.StartedAt, moment);
                return;
            }
        }
    }

    /// <summary>The shortest window ending at a time that holds more people than chance would bring; null if none does.</summary>
    private static (DateTimeOffset StartedAt, double Chance)? FindBurst(StoreUnit unit, string topic, string municipality, DateTimeOffset at)
    {
        var voices = unit.Voices(topic, municipality, at - Windows[^1], at);
        if (voices.Count < LeastPosts)
        {
            return null;
        }

        var first = unit.FirstPostAt() ?? at;
        var least = at - first < TimeSpan.FromDays(1) ? LeastOnFirstDay : LeastPosts;
        foreach (var window in Windows)
        {
            var within = voices.Count(voice => voice > at - window);
            if (within < least)
            {
                continue;
            }

            var (past, hours) = Baseline(unit, topic, municipality, at, first, window);
            var chance = ChanceOf(within, past, hours, window);
            if (chance <= Chance)
            {
                return (voices.Where(voice => voice > at - window).Min(), chance);
            }
        }

        return null;
    }

    /// <summary>Closes the waves that have been silent long enough.</summary>
    public static int Close(StoreUnit unit, DateTimeOffset now) => unit.CloseWaves(now - Silence, now);

    /// <summary>Chance of <paramref name="count"/> posts or more in a window, when the rate's Gamma has seen so many posts in so many hours.</summary>
    internal static double ChanceOf(int count, double posts, double hours, TimeSpan window)
    {
        // Negative binomial with r = posts and success p = hours / (hours + window): summed from the tail's first term on, for 1 − Σ below loses what is small.
        var p = hours / (hours + window.TotalHours);
        var term = Math.Exp(posts * Math.Log(p));
        for (var k = 1; k <= count; k++)
        {
            term *= (posts + k - 1) / k * (1 - p);
        }

        var tail = 0.0;
        for (var k = count; k < count + 10_000 && term > tail * 1e-12; k++)
        {
            tail += term;
            term *= (posts + k) / (k + 1) * (1 - p);
        }

        return Math.Min(1, tail);
    }

    private static (double Posts, double Hours) Baseline(StoreUnit unit, string topic, string municipality, DateTimeOffset at, DateTimeOffset first, TimeSpan window)
    {
        var until = at - Windows[^1];
        var from = first > at - RateSpan ? first : at - RateSpan;
        var known = Math.Max(0, (until - from).TotalHours);
        var rate = (PriorPosts + (known > 0 ? unit.CountVoices(topic, municipality, from, until) : 0)) / (PriorHours + known);
        var (posts, hours) = (rate * PriorHours, PriorHours);
        // The hours around the same time of the week: three at least, or a half-hour window would see nothing of them.
        var half = TimeSpan.FromHours(Math.Max(3, window.TotalHours) / 2);
        var middle = at - (window / 2);
        for (var week = 1; week <= BaselineWeeks && middle.AddDays(-7 * week) - half >= first; week++)
        {
            var centre = middle.AddDays(-7 * week);
            posts += unit.CountVoices(topic, municipality, centre - half, centre + half);
            hours += 2 * half.TotalHours;
        }

        return (posts, hours);
    }
}
