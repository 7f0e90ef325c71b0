using IncidentMonitor.Sandbox.Faults;
using IncidentMonitor.Sandbox.Vk;

namespace IncidentMonitor.Sandbox;

/// <summary>How a sandbox is started.</summary>
public sealed record SandboxOptions
{
    /// <summary>TCP port on the loopback, 0–65535; 0 takes any free one.</summary>
    public int Port { get; init; }

    /// <summary>What has happened by its time is served, nothing else. Default: the whole week is over.</summary>
    public TimeProvider Clock { get; init; } = TownClock.Stepped(SandboxTown.End);

    /// <summary>What is to go wrong; it can be added to while the sandbox runs.</summary>
    public FaultPlan Faults { get; init; } = new();

    /// <summary>Counts VK's calls, and may have quotas and dead tokens.</summary>
    public VkMeter Meter { get; init; } = new();
}
