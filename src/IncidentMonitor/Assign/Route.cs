using IncidentMonitor.Model;

namespace IncidentMonitor.Assign;

/// <summary>How an office was found.</summary>
/// <param name="Chain">The office, the one above it, and so on; empty when nobody answers.</param>
/// <param name="Looked">Every entry looked at, in order; empty unless asked for.</param>
public sealed record Route(Assignment Assignment, IReadOnlyList<Department> Chain, IReadOnlyList<RouteStep> Looked);

/// <summary>One place in the agencies' book that was looked at.</summary>
/// <param name="Level">Level of the tree.</param>
/// <param name="Node">What was looked for on it, as people spell it.</param>
/// <param name="Territory">For an operator, in Russian.</param>
/// <param name="Office">Id of the office that stands there; null: none.</param>
public sealed record RouteStep(TreeLevel Level, string Node, string Territory, string? Office);
