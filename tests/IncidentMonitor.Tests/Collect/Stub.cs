using IncidentMonitor.Collect.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace IncidentMonitor.Tests.Collect;

/// <summary>A service on a free local port that answers as a test tells it to, and remembers what was asked.</summary>
internal sealed class Stub : IAsyncDisposable
{
    private readonly WebApplication app;

    private Stub(WebApplication app) => this.app = app;

    public Uri Address => new(app.Urls.First());
    public List<string> Asked { get; } = [];

    public static async Task<Stub> StartAsync(Func<HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var stub = new Stub(app);
        app.Run(async context =>
        {
            lock (stub.Asked)
                stub.Asked.Add(context.Request.Path + context.Request.QueryString);
            await answer(context);
        });
        await app.StartAsync();
        return stub;
    }

    /// <summary>A crawler that may visit the stub and does not dawdle.</summary>
    public static CrawlerHttp Http(TimeProvider clock, CrawlerSettings? settings = null) =>
        new((settings ?? new()) with { AllowedPrivateHosts = ["127.0.0.1"], HostGap = TimeSpan.Zero }, clock);

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}

/// <summary>A clock on which waiting takes no time: a timer due within 20 s fires at once and moves the clock; longer ones are time-outs and never fire.</summary>
internal sealed class SkippingClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock gate = new();
    private DateTimeOffset now = start;

    public List<TimeSpan> Waits { get; } = [];

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
            return now;
    }

    public void Advance(TimeSpan time)
    {
        lock (gate)
            now += time;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime >= TimeSpan.FromSeconds(20) || dueTime == Timeout.InfiniteTimeSpan)
            return new Never();
        lock (gate)
        {
            now += dueTime;
            Waits.Add(dueTime);
        }
        return System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }

    private sealed class Never : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
