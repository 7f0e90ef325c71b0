using System.Text.Json.Nodes;
using IncidentMonitor.Sandbox.Content;

namespace IncidentMonitor.Sandbox.Telegram;

/// <summary>
/// The updates of one bot. Reading with an offset forgets all before it, a negative offset all but the last ones;
/// the last <c>allowed_updates</c> stays in force. Unlike the real service it keeps updates longer than 24 hours:
/// a demo steps over days. Deleted messages stay in the queue, as in life: no update tells of a deletion.
/// </summary>
internal sealed class BotQueue
{
    /// <summary>The id of the week's first update is this plus one.</summary>
    private const long Before = 731_204_400;

    private static readonly Lazy<IReadOnlyList<Update>> Week = new(Events);

    private readonly Lock _lock = new();
    private long _forgotten = Before;
    private IReadOnlyList<string> _allowed = [];

    public IReadOnlyList<JsonObject> Take(long offset, int limit, IReadOnlyList<string>? allowed, DateTimeOffset now)
    {
        lock (_lock)
        {
            _allowed = allowed ?? _allowed;
            var waiting = Week.Value.Where(u => u.At <= now && u.Id > _forgotten && (_allowed.Count == 0 || _allowed.Contains(u.Kind))).ToList();
            if (offset < 0)
            {
                waiting = [.. waiting.Skip((int)Math.Max(0, waiting.Count + offset))];
                _forgotten = waiting.Count > 0 ? waiting[0].Id - 1 : _forgotten;
            }
            else if (offset > 0)
            {
                _forgotten = Math.Max(_forgotten, offset - 1);
                waiting = waiting.FindAll(u => u.Id >= offset);
            }

            return [.. waiting.Take(limit).Select(u => new JsonObject { ["update_id"] = u.Id, [u.Kind] = BotJson.Message(u.Item, u.IsEdit) })];
        }
    }

    private static List<Update> Events()
    {
        var items = SandboxTown.Content.Items.Where(i => i.Venue.HasBot).ToList();
        var events = items.Select(i => (i.At, Item: i, IsEdit: false))
            .Concat(items.Where(i => i.EditedAt is not null).Select(i => (At: i.EditedAt!.Value, Item: i, IsEdit: true)))
            .OrderBy(e => e.At).ThenBy(e => e.Item.Venue.Key, StringComparer.Ordinal);
        return [.. events.Select((e, index) => new Update(Before + 1 + index, e.At, e.Item, e.IsEdit))];
    }

    private sealed record Update(long Id, DateTimeOffset At, TownItem Item, bool IsEdit)
    {
        public string Kind => (Item.Venue.Kind == VenueKind.TelegramChannel, IsEdit) switch
        {
            (true, true) => "edited_channel_post",
            (true, false) => "channel_post",
            (false, true) => "edited_message",
            _ => "message",
        };
    }
}
