namespace IncidentMonitor.Commands;

/// <summary>
/// A failure whose message is written for the person at the keyboard: it names the file, line or key and the cure.
/// <c>Program</c> prints it as one line without a stack trace.
/// </summary>
/// <param name="exitCode">1 = failed or part of the input refused, 2 = wrong usage or configuration.</param>
public sealed class UserError(string message, int exitCode = 1) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
