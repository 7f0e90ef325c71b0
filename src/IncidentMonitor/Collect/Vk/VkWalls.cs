namespace IncidentMonitor.Collect.Vk;

/// <summary>Reads many walls side by side, a page of each per round.</summary>
internal static class VkWalls
{
    public static async Task ReadAsync(IReadOnlyList<VkWallRead> walls, VkBatch batch, CancellationToken cancellationToken)
    {
        var open = walls.ToList();
        while (open.Count > 0)
        {
            var outcomes = await batch.RunAsync([.. open.Select(w => (w, w.Call()))], cancellationToken);
            open.Clear();
            foreach (var outcome in outcomes)
            {
                if (outcome.Fault is { } fault)
                    outcome.For.Fail(fault);
                else if (outcome.For.Take(VkParser.Element(outcome.Response!.Value, null, null, false)))
                    open.Add(outcome.For);
            }
        }
    }
}
