using IncidentMonitor.Sandbox;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Sandbox;

[TestFixture]
public sealed class TownClockTests
{
    [Test]
    public void A_stepped_clock_stands_until_it_is_moved_and_never_goes_back()
    {
        var clock = TownClock.Stepped(SandboxTown.Start);
        Assert.That(clock.GetUtcNow(), Is.EqualTo(SandboxTown.Start));
        clock.AdvanceTo(SandboxScene.At(20, 12));
        Assert.That(clock.GetUtcNow(), Is.EqualTo(SandboxScene.At(20, 12)));
        Assert.That(() => clock.AdvanceTo(SandboxScene.At(20, 11)), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_running_clock_lives_so_many_seconds_a_second_and_goes_on_from_a_step()
    {
        var real = new FakeTimeProvider();
        var clock = TownClock.Running(SandboxTown.Start, 600, real);
        real.Advance(TimeSpan.FromSeconds(6));
        Assert.That(clock.GetUtcNow(), Is.EqualTo(SandboxTown.Start.AddHours(1)));
        clock.AdvanceTo(SandboxTown.Start.AddHours(5));
        real.Advance(TimeSpan.FromSeconds(1));
        Assert.That(clock.GetUtcNow(), Is.EqualTo(SandboxTown.Start.AddHours(5).AddMinutes(10)));
    }

    [Test]
    public async Task Timers_keep_real_time()
    {
        var real = new FakeTimeProvider();
        var clock = TownClock.Running(SandboxTown.Start, 600, real);
        var pause = Task.Delay(TimeSpan.FromSeconds(2), clock, CancellationToken.None);
        real.Advance(TimeSpan.FromSeconds(1));
        Assert.That(pause.IsCompleted, Is.False);
        real.Advance(TimeSpan.FromSeconds(1));
        await pause;
        Assert.That(clock.GetTimestamp(), Is.EqualTo(real.GetTimestamp()));
    }
}
