using IncidentMonitor.Model;

namespace IncidentMonitor.Collect;

/// <summary>What a pure parser made of one recorded answer.</summary>
/// <param name="Posts">In the answer's order.</param>
/// <param name="Odd">Items refused, with their raw bytes.</param>
/// <param name="IsReadable">False only when nothing of the answer could be understood; an answer that is well but empty is readable.</param>
/// <param name="Next">Paging token of the service, if any.</param>
public sealed record ParsedPage(IReadOnlyList<RawPost> Posts, IReadOnlyList<OddItem> Odd, bool IsReadable = true, string? Next = null)
{
    /// <summary>Nothing in it could be understood.</summary>
    public static ParsedPage Unreadable(string reason, ReadOnlySpan<byte> raw) =>
        new([], [new OddItem(reason, raw[..Math.Min(raw.Length, OddItem.MaxBytes)].ToArray())], IsReadable: false);
}
