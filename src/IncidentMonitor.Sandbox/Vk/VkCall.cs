using System.Globalization;

namespace IncidentMonitor.Sandbox.Vk;

/// <summary>VK refuses a call.</summary>
internal sealed class VkRefusal(int code, string message) : Exception(message)
{
    public int Code => code;
}

/// <summary>One method call with its parameters as strings, as they come from a form, a query or <c>execute</c> code.</summary>
internal sealed record VkCall(string Method, IReadOnlyDictionary<string, string> Parameters)
{
    public string? Text(string key) => Parameters.TryGetValue(key, out var value) && value.Length > 0 ? value : null;

    /// <exception cref="VkRefusal">100: not a number.</exception>
    public long? Number(string key) => Text(key) is not { } text
        ? null
        : long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : throw Invalid(key);

    public bool Flag(string key) => Text(key) is "1" or "true";

    /// <summary>A count or offset: the default if absent, cut to the service's maximum.</summary>
    public int Count(string key, int @default, int max) => (int)Math.Clamp(Number(key) ?? @default, 0, max);

    public long Required(string key) => Number(key) ?? throw Invalid(key);

    public static VkRefusal Invalid(string key) => new(100, $"One of the parameters specified was missing or invalid: {key} is undefined");
}
