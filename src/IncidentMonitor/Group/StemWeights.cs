using System.Collections.Frozen;
using System.Globalization;

namespace IncidentMonitor.Group;

/// <summary>
/// How much a stem says of a text's subject, 0 to 1: the square of its inverse document frequency (K. Spärck Jones, 1972), 1 for stems that the
/// corpus of example posts hardly knows (names, house numbers, rare things). The table is part of the program: the same words weigh the same after
/// a restart.
/// </summary>
internal static class StemWeights
{
    /// <summary>Posts that the table was counted over.</summary>
    public const double Posts = 43_800;

    /// <summary>A stem met in no more than this share of posts says all that a stem can.</summary>
    private const double RareShare = 1 / 1000.0;
    private static readonly double LogRareShare = Math.Log(RareShare);

    private static readonly FrozenDictionary<int, float> Shares = Read();

    /// <summary>Share of posts that have the stem, 0 to 1; a small number for one that the table does not hold.</summary>
    public static double ShareOf(int stem) => Shares.TryGetValue(stem, out var share) ? share : 0.3 / 1000;

    /// <summary>Weight of a stem that this share of posts has.</summary>
    public static double WeightOf(double share)
    {
        var relative = share <= RareShare ? 1 : Math.Log(share) / LogRareShare;
        return relative * relative;
    }

    private static FrozenDictionary<int, float> Read()
    {
        using var stream = typeof(StemWeights).Assembly.GetManifestResourceStream("IncidentMonitor.Group.common-stems.txt")!;
        using var reader = new StreamReader(stream);
        var shares = new Dictionary<int, float>();
        while (reader.ReadLine() is { } line)
        {
            var at = line.IndexOf(' ');
            if (at > 0 && line[0] != '#')
            {
                shares[TextShape.HashOf(line.AsSpan(0, at))] = (float)(int.Parse(line.AsSpan(at + 1), CultureInfo.InvariantCulture) / Posts);
            }
        }

        return shares.ToFrozenDictionary();
    }
}
