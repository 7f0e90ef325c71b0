namespace IncidentMonitor.Store.Search.Kibana;

/// <summary>
/// What operators and leaders find in Kibana or OpenSearch Dashboards, said once. <see cref="KibanaObjects"/> and
/// <see cref="DashboardsObjects"/> write it as the saved objects of either product.
/// </summary>
internal sealed record Workspace(DataView View, IReadOnlyList<SavedSearch> Searches, IReadOnlyList<Dashboard> Dashboards);

/// <summary>The alias with its time field, and how values are shown wherever they appear.</summary>
/// <param name="Id">Fixed, as all ids here: an import replaces what an older one left, and links stay alive.</param>
/// <param name="Pattern">Name of the alias.</param>
/// <param name="Name">As people see it.</param>
internal sealed record DataView(string Id, string Pattern, string Name, string TimeField, IReadOnlyList<ViewField> Fields);

/// <param name="Name">Path in the document.</param>
/// <param name="Label">Column head, in Russian. OpenSearch Dashboards has no labels of fields and shows the path.</param>
internal sealed record ViewField(string Name, string Label, FieldFormat? Format = null);

/// <param name="From">Date math: <c>now-24h</c>.</param>
internal sealed record TimeRange(string From, string To = "now");

/// <param name="Query">In KQL, which both products speak.</param>
/// <param name="Columns">After the time, which both products put first by themselves.</param>
/// <param name="Time">Of the incident's beginning.</param>
internal sealed record SavedSearch(string Id, string Title, string Description, string Query, IReadOnlyList<string> Columns, IReadOnlyList<Sort> Sort, TimeRange Time);

internal sealed record Sort(string Field, bool IsDescending = false);

/// <param name="Refresh">How often an open dashboard asks again.</param>
internal sealed record Dashboard(string Id, string Title, string Description, TimeRange Time, TimeSpan Refresh, IReadOnlyList<Control> Controls, IReadOnlyList<PlacedPanel> Panels);

/// <summary>A list of values above the dashboard that narrows all of its panels.</summary>
internal sealed record Control(string Id, string Field, string Label);

/// <summary>A panel on the grid of 48 columns; a row is 20 pixels high.</summary>
internal sealed record PlacedPanel(Panel Panel, int X, int Y, int Width, int Height);

/// <summary>Lays panels out row by row, so that none covers another.</summary>
internal sealed class Layout
{
    public const int Columns = 48;

    private readonly List<PlacedPanel> _panels = [];
    private int _nextY;

    public IReadOnlyList<PlacedPanel> Panels => _panels;

    public Layout Row(int height, params ReadOnlySpan<(Panel Panel, int Width)> panels)
    {
        var x = 0;
        foreach (var (panel, width) in panels)
        {
            _panels.Add(new PlacedPanel(panel, x, _nextY, width, height));
            x += width;
        }

        _nextY += height;
        return this;
    }
}
