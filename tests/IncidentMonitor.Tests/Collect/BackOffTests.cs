using IncidentMonitor.Collect;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Collect;

internal sealed class BackOffTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [TestCase(FaultReason.Unreachable, 0, 1)]
    [TestCase(FaultReason.Unreachable, 50, 30)]
    [TestCase(FaultReason.BadAnswer, 50, 360)]
    [TestCase(FaultReason.Auth, 0, 60)]
    [TestCase(FaultReason.Gone, 50, 360)]
    [TestCase(FaultReason.RateLimited, 2, 15)]
    public void Rests_grow_as_far_as_the_reason_deserves(FaultReason reason, int failures, int minutes) =>
        Assert.That(BackOff.NextTry(new(reason, ""), failures, Now), Is.EqualTo(Now.AddMinutes(minutes)));

    [TestCase(10, 10)]
    [TestCase(0, 1)]
    public void A_time_that_a_limit_names_is_kept_however_often_it_was_named(int named, int minutes) =>
        Assert.That(BackOff.NextTry(new(FaultReason.RateLimited, "", Now.AddMinutes(named)), 9, Now), Is.EqualTo(Now.AddMinutes(minutes)));
}
