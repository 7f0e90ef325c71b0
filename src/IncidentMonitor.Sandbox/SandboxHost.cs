using System.Net;
using IncidentMonitor.Sandbox.Faults;
using IncidentMonitor.Sandbox.News;
using IncidentMonitor.Sandbox.Telegram;
using IncidentMonitor.Sandbox.Vk;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace IncidentMonitor.Sandbox;

/// <summary>
/// The town on a loopback port. VK: <c>{BaseAddress}vk/method/</c>; Telegram bot: <c>{BaseAddress}bot{token}/</c>; t.me:
/// <c>{BaseAddress}s/NAME</c>; news: <c>{BaseAddress}news/PAPER/…</c>; mishaps: <c>POST {BaseAddress}_sandbox/faults</c>.
/// Tokens are whatever begins with <c>sandbox-</c>.
/// </summary>
public sealed class SandboxHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SandboxHost(WebApplication app, SandboxOptions options)
    {
        _app = app;
        Faults = options.Faults;
        BaseAddress = new Uri(app.Urls.First() + "/");
        Feeds = SandboxFeeds.At(BaseAddress);
    }

    /// <summary>With a slash at its end.</summary>
    public Uri BaseAddress { get; }

    /// <summary>The plan given in the options; add to it at any time.</summary>
    public FaultPlan Faults { get; }

    /// <summary>The town's feeds with addresses at this host.</summary>
    public IReadOnlyList<SandboxFeed> Feeds { get; }

    /// <summary>Listens when it returns.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<SandboxHost> StartAsync(SandboxOptions options, CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, options.Port));
        var app = builder.Build();
        FaultMiddleware.Use(app, options);
        VkRoutes.Map(app, options);
        new BotRoutes(options).Map(app);
        PreviewRoutes.Map(app, options.Clock);
        NewsRoutes.Map(app, options.Clock);
        await app.StartAsync(ct);
        return new SandboxHost(app, options);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
