using IncidentMonitor.Commands;

namespace IncidentMonitor.Collect.Intake;

/// <summary>An answer of the intake, ready to be written.</summary>
/// <param name="Body">JSON; holds ids and reasons, never words or names of a message.</param>
internal sealed record IntakeAnswer(int Status, string Body, TimeSpan? RetryAfter = null)
{
    public const string ProblemType = "application/problem+json";

    public bool IsProblem => Status >= 400;

    /// <summary>RFC 9457.</summary>
    /// <param name="errors">The fields refused.</param>
    public static IntakeAnswer Problem(int status, string title, string detail, IReadOnlyList<FieldFault>? errors = null, TimeSpan? retryAfter = null) =>
        new(status, JsonLines.Write(new { type = "about:blank", title, status, detail, errors = errors is { Count: > 0 } ? errors : null }), retryAfter);

    /// <summary>A result of one message.</summary>
    public sealed record Result
    {
        /// <summary>Line of a batch, from 1.</summary>
        public int? Line { get; init; }

        /// <summary>The sender's own id.</summary>
        public string? Id { get; init; }

        /// <summary>stored, updated, known or refused.</summary>
        public required string Status { get; init; }

        /// <summary>Id of the post in the record.</summary>
        public string? Post { get; init; }

        /// <summary>Number of the incident that the message started or joined; none if it is no incident.</summary>
        public long? Incident { get; init; }

        public IReadOnlyList<FieldFault>? Errors { get; init; }
    }

    public sealed record Batch(int Stored, int Updated, int Known, int Refused, IReadOnlyList<Result> Results);
}
