using IncidentMonitor.Commands;

namespace IncidentMonitor.Configuration;

/// <summary>Collects every mistake of the configuration before refusing it, so that one round of repairs is enough.</summary>
public sealed class Problems
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines => _lines;

    /// <param name="where">File and key or line.</param>
    /// <param name="what">What is wrong and how to mend it.</param>
    public void Add(string where, string what) => _lines.Add($"{where}: {what}");

    /// <summary>Runs a loader that stops at its first mistake.</summary>
    public T? Try<T>(Func<T> load)
        where T : class
    {
        try
        {
            return load();
        }
        catch (UserError error)
        {
            _lines.Add(error.Message);
            return null;
        }
    }

    /// <exception cref="UserError">Exit code 2, a line per mistake.</exception>
    public void ThrowIfAny()
    {
        if (_lines.Count > 0)
        {
            throw new UserError(string.Join('\n', _lines), 2);
        }
    }
}
