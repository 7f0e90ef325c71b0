using System.Text;

namespace IncidentMonitor.Classify;

/// <summary>Names of rubrics, topics, groups and columns compare by letters and digits only: case, ё/е, «★» and punctuation don't count.</summary>
public static class Names
{
    /// <summary>What is left of <paramref name="name"/> for comparing; empty when it holds no letter and no digit.</summary>
    public static string Key(string name)
    {
        var key = new StringBuilder(name.Length);
        foreach (var letter in name)
        {
            if (char.IsLetterOrDigit(letter))
                key.Append(char.ToLowerInvariant(letter) is var lower && lower == 'ё' ? 'е' : lower);
        }

        return key.ToString();
    }
}
