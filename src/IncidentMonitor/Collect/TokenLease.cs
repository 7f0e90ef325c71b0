using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using IncidentMonitor.Model;
using IncidentMonitor.Store.Sql;

namespace IncidentMonitor.Collect;

/// <summary>
/// The right to poll with a token, held by one process at a time: two pollers of one bot take each other's updates. It is a row of the record
/// that runs out by itself; a holder on this machine that is seen to be dead is not waited for.
/// </summary>
public sealed class TokenLease(IncidentStore store, TimeProvider clock)
{
    /// <summary>Longer than any poll between two renewals.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(90);

    private static readonly string Self = Holder(Place(), Environment.ProcessId, Started(Process.GetCurrentProcess()));

    /// <summary>Takes or renews the lease.</summary>
    /// <returns>Null when it is ours, else until when another process holds it.</returns>
    public Task<DateTimeOffset?> TakeAsync(string service, string token, CancellationToken cancellationToken) => TakeAsync(service, token, Self, cancellationToken);

    internal Task<DateTimeOffset?> TakeAsync(string service, string token, string holder, CancellationToken cancellationToken)
    {
        var name = $"{service}:{StableId.Hash(token)}";
        return store.WriteAsync<DateTimeOffset?>(unit =>
        {
            var now = clock.GetUtcNow();
            var (other, until) = unit.Query<(string Holder, long Until)>("SELECT holder, until FROM lease WHERE name = @name", new { name }).FirstOrDefault();
            if (other is not null && other != holder && Time.FromRow(until) > now && !IsDead(other))
            {
                return Time.FromRow(until);
            }

            unit.Execute("INSERT INTO lease (name, holder, until) VALUES (@name, @holder, @until) ON CONFLICT DO UPDATE SET holder = @holder, until = @until",
                new { name, holder, until = (now + Length).ToRow() });
            return null;
        }, cancellationToken);
    }

    internal static string Holder(string place, int process, long started) => string.Create(CultureInfo.InvariantCulture, $"{place}|{process}|{started}");

    /// <summary>Machine and process namespace: process numbers mean something only within one.</summary>
    internal static string Place()
    {
        const string Namespace = "/proc/self/ns/pid";
        var space = File.Exists(Namespace) ? new FileInfo(Namespace).LinkTarget : null;
        return $"{Environment.MachineName}/{space}";
    }

    /// <summary>True only for a process of this place that is certainly gone.</summary>
    private static bool IsDead(string holder)
    {
        var parts = holder.Split('|');
        if (parts is not [var place, var number, var started] || place != Place() || !int.TryParse(number, CultureInfo.InvariantCulture, out var id))
        {
            return false;
        }

        try
        {
            using var process = Process.GetProcessById(id);
            return Started(process).ToString(CultureInfo.InvariantCulture) != started;
        }
        catch (ArgumentException)
        {
            return true;
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Start of a process in the kernel's own count (field 22 of /proc/PID/stat); elsewhere in seconds.</summary>
    private static long Started(Process process)
    {
        var stat = $"/proc/{process.Id}/stat";
        if (!File.Exists(stat))
        {
            return new DateTimeOffset(process.StartTime).ToUnixTimeSeconds();
        }

        var text = File.ReadAllText(stat);
        return long.Parse(text[(text.LastIndexOf(')') + 2)..].Split(' ')[19], CultureInfo.InvariantCulture);
    }
}
