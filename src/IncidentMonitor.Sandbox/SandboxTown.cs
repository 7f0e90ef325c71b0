namespace IncidentMonitor.Sandbox;

/// <summary>The authored town whose VK, Telegram and news the sandbox serves.</summary>
public sealed class SandboxTown
{
}
