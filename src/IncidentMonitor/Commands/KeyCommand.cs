using System.CommandLine;
using IncidentMonitor.Collect.Intake;
using IncidentMonitor.Configuration;
using IncidentMonitor.Store.Sql;

namespace IncidentMonitor.Commands;

/// <summary><c>key</c>: who may push messages into the intake.</summary>
internal static class KeyCommand
{
    private const int MaxSender = 40;

    private static readonly Argument<string> Sender = new("sender")
    {
        Description = "Whose messages: latin letters, digits, - and _. A new key of the same sender goes on with its ids and its quota.",
    };

    private static readonly Option<string[]> Scopes = new("--scope")
    {
        Description = "write (send), vouch (say that a message is an incident), erase (take messages back). Default: write.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string?> Municipality = new("--municipality") { Description = "Home of messages that name no place." };
    private static readonly Option<int?> PerMinute = new("--per-minute") { Description = "Messages a minute; default: Intake:PerMinute." };
    private static readonly Option<int?> PerDay = new("--per-day") { Description = "Messages a day of the region; default: Intake:PerDay." };
    private static readonly Option<string?> Until = new("--until") { Description = "When the key expires; default: never." };
    private static readonly Argument<string> Id = new("id") { Description = "Id of the key, as `key list` prints it." };

    public static Command Build()
    {
        var add = new Command("add", "Makes a key and shows it once.") { Sender, Scopes, Municipality, PerMinute, PerDay, Until };
        add.SetAction(AddAsync);
        var list = new Command("list", "Prints the keys without their secrets.");
        list.SetAction(ListAsync);
        var revoke = new Command("revoke", "Ends a key at once.") { Id };
        revoke.SetAction(RevokeAsync);
        return new Command("key", "API keys of the intake.") { add, list, revoke };
    }

    private static async Task<int> AddAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var configured = Configured.Load(Globals.ConfigFolder(parsed));
        var intake = configured.Settings.Intake;
        var sender = parsed.GetRequiredValue(Sender);
        if (sender.Length is 0 or > MaxSender || sender.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not '-' and not '_'))
        {
            throw new UserError($"sender \"{sender}\": 1 to {MaxSender} latin letters, digits, - and _", 2);
        }

        var scopes = parsed.GetValue(Scopes) is { Length: > 0 } named ? named.SelectMany(scope => scope.Split(',', StringSplitOptions.TrimEntries)).Distinct().ToList() : [IntakeScope.Write];
        if (scopes.Find(scope => !IntakeScope.All.Contains(scope)) is { } unknown)
        {
            throw new UserError($"--scope \"{unknown}\" is unknown. Known: {string.Join(", ", IntakeScope.All)}.", 2);
        }

        var now = TimeProvider.System.GetUtcNow();
        DateTimeOffset? until = parsed.GetValue(Until) is { } time ? TimeText.Parse("--until", time, () => configured.Settings.Region.Zone) : null;
        if (until <= now)
        {
            throw new UserError("--until lies in the past", 2);
        }

        var (id, text) = ApiKey.Make();
        var key = new ApiKey(
            id, sender, ApiKey.HashOf(text), scopes, parsed.GetValue(Municipality)?.Trim(), Between("--per-minute", parsed.GetValue(PerMinute) ?? intake.PerMinute, 100_000),
            Between("--per-day", parsed.GetValue(PerDay) ?? intake.PerDay, 10_000_000), now, until, null, null);
        using var store = new IncidentStore(SqliteDatabase.Open(parsed.GetRequiredValue(Globals.Data)));
        await store.WriteAsync(unit =>
        {
            unit.AddKey(key);
            unit.Audit(now, "командная строка", "выдан ключ приёма", sender, $"{id}: {string.Join(", ", scopes)}");
        }, cancellationToken);
        await using var stdout = JsonLines.OpenStdout();
        await stdout.WriteLineAsync(JsonLines.Write(new { key.Id, key.Sender, key.Scopes, key.Municipality, key.PerMinute, key.PerDay, key.ExpiresAt, key = text }));
        await Console.Error.WriteLineAsync("Hand the key over now: it is stored as a hash and can't be shown again.".AsMemory(), cancellationToken);
        return 0;
    }

    private static async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var store = FeedbackCommand.OpenRecord(parsed.GetRequiredValue(Globals.Data));
        await using var stdout = JsonLines.OpenStdout();
        foreach (var key in store.Keys())
        {
            await stdout.WriteLineAsync(
                JsonLines.Write(new { key.Id, key.Sender, key.Scopes, key.Municipality, key.PerMinute, key.PerDay, key.CreatedAt, key.ExpiresAt, key.RevokedAt, key.UsedAt }).AsMemory(), cancellationToken);
        }

        return 0;
    }

    private static async Task<int> RevokeAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var store = FeedbackCommand.OpenRecord(parsed.GetRequiredValue(Globals.Data));
        var id = parsed.GetRequiredValue(Id);
        var now = TimeProvider.System.GetUtcNow();
        var isRevoked = await store.WriteAsync(unit =>
        {
            var done = unit.RevokeKey(id, now);
            if (done)
            {
                unit.Audit(now, "командная строка", "отозван ключ приёма", id, null);
            }

            return done;
        }, cancellationToken);
        return isRevoked ? 0 : throw new UserError($"{id}: no key of that id that still counts; `key list` names them");
    }

    private static int Between(string option, int value, int most) =>
        value is > 0 && value <= most ? value : throw new UserError($"{option} {value} is outside 1 to {most}", 2);
}
