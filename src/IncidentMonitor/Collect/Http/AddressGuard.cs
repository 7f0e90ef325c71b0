using System.Net;
using System.Net.Sockets;

namespace IncidentMonitor.Collect.Http;

/// <summary>
/// Keeps crawled links out of the inner network. It looks at the address that is really connected to, so neither a name
/// that resolves inwards nor a redirect gets past it.
/// </summary>
internal sealed class AddressGuard(IReadOnlyList<string> allowedHosts, IReadOnlyDictionary<string, string> resolve)
{
    private static readonly IPNetwork[] Closed =
    [
        // IANA special-purpose address registries.
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/128", "::1/128", "64:ff9b:1::/48", "100::/64", "2001::/32", "2001:db8::/32", "2002::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(network => IPNetwork.Parse(network)),
    ];

    /// <summary>Connects to the first permitted address of the host; for SocketsHttpHandler.ConnectCallback.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var target = context.DnsEndPoint;
        if (resolve.TryGetValue(target.Host, out var fixedAddress))
            return await OpenAsync([.. await Dns.GetHostAddressesAsync(new Uri($"tcp://{fixedAddress}").Host, cancellationToken)], new Uri($"tcp://{fixedAddress}").Port, cancellationToken);
        var addresses = await Dns.GetHostAddressesAsync(target.Host, cancellationToken);
        if (!IsAllowed(target.Host, target.Port))
            addresses = [.. addresses.Where(IsPublic)];
        if (addresses.Length == 0)
            throw new ClosedAddressException(target.Host);
        return await OpenAsync(addresses, target.Port, cancellationToken);
    }

    private static async Task<Stream> OpenAsync(IPAddress[] addresses, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    internal static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        else if (address.AddressFamily == AddressFamily.InterNetworkV6 && address.GetAddressBytes() is [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0, var a, var b, var c, var d])
            // NAT64 hides an IPv4 address in the last four bytes.
            address = new IPAddress([a, b, c, d]);
        return !Array.Exists(Closed, network => network.Contains(address));
    }

    private bool IsAllowed(string host, int port) =>
        allowedHosts.Any(allowed => string.Equals(allowed, host, StringComparison.OrdinalIgnoreCase) || string.Equals(allowed, $"{host}:{port}", StringComparison.OrdinalIgnoreCase));
}

/// <summary>A link led to an address inside.</summary>
internal sealed class ClosedAddressException(string host) : IOException($"{host} lies on a private address");
