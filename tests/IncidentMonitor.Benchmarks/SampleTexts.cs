namespace IncidentMonitor.Benchmarks;

/// <summary>Texts of the corpus: what the service reads, in its usual mix of lengths.</summary>
internal static class SampleTexts
{
    /// <summary>The first 1,000 posts of the corpus in the working copy.</summary>
    public static string[] Load()
    {
        using var table = Classify.Table.Open(Path.Combine(Root, "config", "rubrics", "examples", "posts.csv"));
        var text = table.Require("text");
        return [.. table.Rows().Select(row => row.Cell(text)).Where(t => t.Length > 0).Take(1_000)];
    }

    public static string ModelPath => Path.Combine(Root, "models", "rubrics.model");

    public static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "IncidentMonitor.sln")))
                folder = folder.Parent;
            return folder?.FullName ?? throw new DirectoryNotFoundException("Run the benchmarks from within the working copy.");
        }
    }
}
