namespace IncidentMonitor.Store.Search;

/// <summary>Why a request to the index did not succeed; decides what is tried again.</summary>
internal enum SearchFault
{
    /// <summary>No node answers.</summary>
    Unreachable,

    /// <summary>It answers that it can't now: 429, 502, 503, 504, a block on the disk.</summary>
    Busy,

    /// <summary>401, 403, an untrusted certificate: a person must act; worth trying again, for then it works without a restart.</summary>
    Denied,

    /// <summary>A product or version that the service does not know.</summary>
    Unsupported,

    /// <summary>An index, alias or template that is not there.</summary>
    Missing,

    /// <summary>Any other 4xx: the request itself is wrong.</summary>
    Refused,
}

/// <summary>A request to the index that did not succeed.</summary>
/// <param name="message">For the person who runs the service: what happened and what to do. Holds no secrets.</param>
internal sealed class SearchException(SearchFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    public SearchFault Fault { get; } = fault;

    /// <summary>The engine's own word for it, such as <c>resource_already_exists_exception</c>.</summary>
    public string? Kind { get; init; }
}
