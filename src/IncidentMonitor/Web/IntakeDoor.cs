using System.Net;
using IncidentMonitor.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace IncidentMonitor.Web;

/// <summary>
/// Keeps the console and what strangers may reach apart. The mark of a connection is set by the socket that accepted it, so no header and no
/// host name can claim another door.
/// </summary>
internal sealed class IntakeDoor
{
    private static readonly IntakeDoor Mark = new();

    /// <summary>Opens the doors: the console's, and the intake's own if it has an address.</summary>
    public static void Open(IWebHostBuilder web, Settings settings)
    {
        web.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        if (settings.Intake.Address is not { } door)
        {
            web.UseUrls(settings.Console.Address.ToString());
            return;
        }

        web.ConfigureKestrel(kestrel =>
        {
            Listen(kestrel, settings.Console.Address, _ => { });
            Listen(kestrel, door, options => options.Use(next => connection =>
            {
                connection.Features.Set(Mark);
                return next(connection);
            }));
        });
    }

    /// <summary>True for a request that came in by the intake's own door.</summary>
    public static bool IsUsedBy(HttpContext context) => context.Features.Get<IntakeDoor>() is not null;

    /// <summary>At the intake's door only <c>/api</c> and <c>/hooks</c> answer; once it exists, they answer nowhere else.</summary>
    public static void Guard(WebApplication app, Settings settings)
    {
        var hasDoor = settings.Intake.Address is not null;
        app.Use(async (context, next) =>
        {
            var isPushed = context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal) || context.Request.Path.StartsWithSegments("/hooks", StringComparison.Ordinal);
            if (IsUsedBy(context) ? !isPushed : isPushed && hasDoor)
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }

            await next();
        });
    }

    private static void Listen(KestrelServerOptions kestrel, Uri address, Action<ListenOptions> configure)
    {
        if (IPAddress.TryParse(address.DnsSafeHost, out var ip))
        {
            kestrel.Listen(ip, address.Port, configure);
        }
        else
        {
            kestrel.ListenLocalhost(address.Port, configure);
        }
    }
}
