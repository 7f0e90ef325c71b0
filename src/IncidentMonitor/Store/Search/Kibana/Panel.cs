namespace IncidentMonitor.Store.Search.Kibana;

/// <summary>One rectangle of a dashboard. Only what both products can draw.</summary>
/// <param name="Id">Unique over all dashboards.</param>
internal abstract record Panel(string Id, string Title);

/// <param name="Markdown">Links are relative to the product's own pages, so that they hold in every space and tenant.</param>
internal sealed record TextPanel(string Id, string Title, string Markdown) : Panel(Id, Title);

/// <summary>A saved search as a list of rows.</summary>
internal sealed record RowsPanel(string Id, SavedSearch Search) : Panel(Id, Search.Title);

/// <summary>A panel that counts incidents.</summary>
internal abstract record CountPanel(string Id, string Title) : Panel(Id, Title)
{
    /// <summary>KQL that narrows the panel; empty for all incidents in the time range.</summary>
    public string Query { get; init; } = "";

    /// <summary>Its own time range, where the dashboard's would hide what matters: an incident of last week may fall due in an hour.</summary>
    public TimeRange? Time { get; init; }
}

/// <summary>One large number.</summary>
/// <param name="Alarm">Colour from 1 on, while 0 is green; null for a number that is neither good nor bad.</param>
internal sealed record NumberPanel(string Id, string Title, Measure Measure, string? Alarm = null) : CountPanel(Id, Title);

/// <summary>Bars along an axis, each cut into coloured bands or into the values of a field.</summary>
internal sealed record BarPanel(string Id, string Title, Axis Axis, Split? Split = null, BarStyle Style = BarStyle.Standing) : CountPanel(Id, Title);

internal enum BarStyle
{
    Standing,
    Lying,

    /// <summary>Lying, each filled to 100 %.</summary>
    LyingShare,
}

/// <summary>Number of incidents in each cell of two axes, as depth of colour.</summary>
internal sealed record HeatPanel(string Id, string Title, Terms X, Terms Y) : CountPanel(Id, Title);

/// <summary>Rows by the values of fields, the first field outermost, with measures.</summary>
internal sealed record TablePanel(string Id, string Title, IReadOnlyList<Terms> Rows, IReadOnlyList<Measure> Measures) : CountPanel(Id, Title);

/// <summary>Numbers of incidents on a map.</summary>
/// <param name="Field">A <c>geo_point</c>.</param>
internal sealed record MapPanel(string Id, string Title, string Field) : CountPanel(Id, Title);

/// <summary>What bars stand on.</summary>
internal abstract record Axis(string Label);

/// <summary>The most frequent values of a field, or the first in order.</summary>
/// <param name="InOrder">By value instead of by number of incidents.</param>
internal sealed record Terms(string Field, string Label, int Size, bool InOrder = false) : Axis(Label)
{
    /// <summary>Hours and weekdays are numbers; all else that is counted by is a word.</summary>
    public bool IsNumber { get; init; }
}

/// <param name="Unit"><c>h</c> or <c>d</c>, by the clock of the reader's browser.</param>
internal sealed record Timeline(string Field, string Label, char Unit) : Axis(Label);

/// <summary>Named queries, in this order.</summary>
internal sealed record Bands(string Label, IReadOnlyList<Band> Items) : Axis(Label);

/// <param name="Query">KQL.</param>
/// <param name="Colour">#rrggbb.</param>
internal sealed record Band(string Label, string Query, string Colour);

/// <summary>How bars are cut: exactly one of the two.</summary>
internal sealed record Split(Bands? Bands, Terms? Terms)
{
    public static implicit operator Split(Bands bands) => new(bands, null);
    public static implicit operator Split(Terms terms) => new(null, terms);
}

/// <param name="Field">Null for <see cref="MeasureKind.Count"/>.</param>
internal sealed record Measure(MeasureKind Kind, string? Field, string Label)
{
    public static Measure Count(string label) => new(MeasureKind.Count, null, label);
}

internal enum MeasureKind
{
    Count,
    Average,
    Median,

    /// <summary>Number of different values (approximate above 3000, as the engines count).</summary>
    Unique,
    Earliest,
    Latest,
}
