using System.Text.Json;
using IncidentMonitor.Sandbox;

namespace IncidentMonitor.Tests.Sandbox;

/// <summary>A running sandbox with a client that shows what is on the wire: no redirects followed, nothing decoded.</summary>
internal sealed class SandboxScene : IAsyncDisposable
{
    private SandboxScene(SandboxHost host, TownClock clock)
    {
        Host = host;
        Clock = clock;
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = host.BaseAddress };
    }

    public SandboxHost Host { get; }

    public TownClock Clock { get; }

    public HttpClient Client { get; }

    /// <summary>The clock stands at the given moment, or at the end of the week.</summary>
    public static async Task<SandboxScene> AtAsync(DateTimeOffset? moment = null)
    {
        var clock = TownClock.Stepped(moment ?? SandboxTown.End);
        return new SandboxScene(await SandboxHost.StartAsync(new SandboxOptions { Clock = clock }, CancellationToken.None), clock);
    }

    /// <summary>«21 06:05» of the town.</summary>
    public static DateTimeOffset At(int day, int hour, int minute = 0) => new(2026, 1, day, hour, minute, 0, SandboxTown.Offset);

    /// <summary>Calls a VK method with a good token and version.</summary>
    public async Task<JsonElement> VkAsync(string method, params (string Key, string Value)[] parameters)
    {
        var form = parameters.Append(("access_token", "sandbox-test")).Append(("v", "5.199"))
            .Select(p => new KeyValuePair<string, string>(p.Item1, p.Item2));
        using var content = new FormUrlEncodedContent(form);
        using var answer = await Client.PostAsync($"vk/method/{method}", content);
        return await JsonAsync(answer);
    }

    public async Task<JsonElement> GetJsonAsync(string address)
    {
        using var answer = await Client.GetAsync(address);
        return await JsonAsync(answer);
    }

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
    {
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return document.RootElement.Clone();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Host.DisposeAsync();
    }
}
