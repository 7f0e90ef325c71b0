using System.Text.Json;
using IncidentMonitor.Collect.Http;
using IncidentMonitor.Model;

namespace IncidentMonitor.Collect.News;

/// <summary>JSON Feed 1.0 and 1.1.</summary>
internal static class JsonFeed
{
    public static ParsedPage Parse(ReadOnlyMemory<byte> bytes, Uri? address)
    {
        using var document = LenientJson.Read(bytes);
        if (document is null || document.RootElement.Field("items") is null && document.RootElement.Text("version")?.Contains("jsonfeed", StringComparison.Ordinal) != true)
            return ParsedPage.Unreadable("no JSON Feed", bytes.Span);
        var root = document.RootElement;
        var home = WebAddress.Base(root.Text("home_page_url"), WebAddress.Base(root.Text("feed_url"), address));
        var owner = address?.AbsoluteUri ?? root.Text("feed_url") ?? "";
        var posts = new List<RawPost>();
        var odd = new List<OddItem>();
        foreach (var item in root.List("items"))
        {
            if (item.ValueKind == JsonValueKind.Object)
                posts.Add(Item(item, home, owner));
            else
                odd.Add(item.Odd("not an object"));
        }
        return new(posts, odd);
    }

    private static RawPost Item(JsonElement item, Uri? home, string owner)
    {
        var id = item.Text("id");
        var url = WebAddress.Absolute(item.Text("url"), home) ?? WebAddress.Absolute(item.Text("external_url"), home) ?? WebAddress.Absolute(id);
        var html = item.Text("content_html") is { } markup ? HtmlText.Of(markup) : "";
        var text = new[] { html, FeedText.Plain(item.Text("content_text")), FeedText.Plain(item.Text("summary")) }.MaxBy(t => t.Length) ?? "";
        var published = FeedDate.Parse(item.Text("date_published"));
        var modified = FeedDate.Parse(item.Text("date_modified"));
        var title = FeedText.Plain(item.Text("title"));
        var author = item.Object("author") ?? item.List("authors").Cast<JsonElement?>().FirstOrDefault(a => a!.Value.ValueKind == JsonValueKind.Object);
        var attachments = new List<Attachment>();
        if (WebAddress.Absolute(item.Text("image"), home) is { } image)
            attachments.Add(new("photo", image));
        foreach (var file in item.List("attachments"))
        {
            if (WebAddress.Absolute(file.Text("url"), home) is { } link)
                attachments.Add(new(KindOf(file.Text("mime_type")), link));
        }
        return new()
        {
            Source = SourceKind.News,
            OwnerId = owner,
            Id = id ?? url ?? StableId.Hash($"{title}\n{published?.UtcTicks}\n{text}"),
            Guid = id,
            Title = title.Length > 0 ? title : null,
            Author = author?.Text("name"),
            PublishedAt = published ?? modified,
            EditedAt = published is not null && modified != published ? modified : null,
            Url = url,
            Text = text,
            Attachments = attachments,
        };
    }

    private static string KindOf(string? mime) => mime?.Split('/')[0] switch
    {
        "image" => "photo",
        "audio" => "audio",
        "video" => "video",
        _ => "doc",
    };
}
