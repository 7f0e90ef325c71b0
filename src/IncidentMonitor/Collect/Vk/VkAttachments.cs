using System.Text.Json;
using IncidentMonitor.Collect.Http;
using IncidentMonitor.Model;

namespace IncidentMonitor.Collect.Vk;

/// <summary>Attachments of posts and comments. A kind nobody has heard of is kept by its name.</summary>
internal static class VkAttachments
{
    private static readonly string[] OldNames =
        ["photo_2560", "photo_1280", "photo_807", "photo_604", "photo_586", "photo_200", "photo_130", "photo_75", "src_xxxbig", "src_xxbig", "src_xbig", "src_big", "src"];

    public static IReadOnlyList<Attachment> Of(JsonElement item)
    {
        var attachments = new List<Attachment>();
        foreach (var entry in item.List("attachments"))
        {
            if (entry.Text("type") is { Length: > 0 and <= 64 } kind)
                attachments.Add(new(kind.ToLowerInvariant(), entry.Object(kind) is { } content ? Link(kind, content) : null));
        }
        if (item.Object("geo") is not null)
            attachments.Add(new("geo", null));
        return attachments;
    }

    private static string? Link(string kind, JsonElement content) => kind switch
    {
        "photo" or "posted_photo" or "graffiti" => Picture(content) ?? Numbered("photo", content),
        "video" or "clip" => Numbered("video", content),
        "poll" or "album" or "audio_playlist" or "video_playlist" => Numbered(kind, content) ?? Written(content),
        "market" => Numbered("product", content) ?? Written(content),
        "wall" => Numbered("wall", content),
        "sticker" => Widest(content.List("images")),
        _ => Written(content) ?? Picture(content),
    };

    private static string? Written(JsonElement content) =>
        WebAddress.Absolute(content.Text("url")) ?? WebAddress.Absolute(content.Text("view_url"));

    private static string? Numbered(string kind, JsonElement content) =>
        content.Long("owner_id") is { } owner && content.Long("id") is { } id ? $"https://vk.com/{kind}{owner}_{id}" : null;

    private static string? Picture(JsonElement photo) =>
        WebAddress.Absolute(photo.Object("orig_photo")?.Text("url")) ?? Widest(photo.List("sizes")) ?? OldSizes(photo) ?? WebAddress.Absolute(photo.Text("url"));

    private static string? Widest(IEnumerable<JsonElement> sizes) => sizes
        .OrderByDescending(size => size.Long("width") ?? 0)
        .Select(size => WebAddress.Absolute(size.Text("url") ?? size.Text("src")))
        .FirstOrDefault(url => url is not null);

    /// <summary>Until 5.77 sizes were fields of their own: photo_75 … photo_2560.</summary>
    private static string? OldSizes(JsonElement photo) =>
        OldNames
            .Select(name => WebAddress.Absolute(photo.Text(name)))
            .FirstOrDefault(url => url is not null);
}
