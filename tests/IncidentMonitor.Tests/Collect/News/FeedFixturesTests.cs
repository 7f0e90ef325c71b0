using System.Text.Json;
using IncidentMonitor.Collect.Http;
using IncidentMonitor.Collect.News;
using IncidentMonitor.Model;
using NUnit.Framework;

namespace IncidentMonitor.Tests.Collect.News;

/// <summary>Every feed of gofeed's suite is read, and where its expected answer names a field of an item, ours agrees.</summary>
internal sealed class FeedFixturesTests
{
    [Test]
    public void FieldsAgreeWithTheExpectedAnswers()
    {
        var folder = Path.Combine(Repository.Shared("fixtures", "feeds"), "testdata");
        int right = 0, wrong = 0, feeds = 0;
        foreach (var xml in Directory.GetFiles(folder, "*.xml", SearchOption.AllDirectories).Order())
        {
            var page = FeedParser.Parse(File.ReadAllBytes(xml));
            feeds++;
            var json = Path.ChangeExtension(xml, ".json");
            if (!File.Exists(json))
                continue;
            using var expected = JsonDocument.Parse(File.ReadAllBytes(json));
            var items = expected.RootElement.List("items").Concat(expected.RootElement.List("entries")).ToList();
            if (page.Posts.Count != items.Count)
                Wrong(xml, "count", $"{items.Count}", $"{page.Posts.Count}");
            for (var i = 0; i < items.Count && i < page.Posts.Count; i++)
            {
                foreach (var (field, want, got) in Compare(items[i], page.Posts[i]))
                {
                    if (want == got)
                        right++;
                    else
                        Wrong(xml, field, want, got);
                }
            }
        }
        TestContext.Out.WriteLine($"{feeds} feeds, {right} fields right, {wrong} wrong");
        Assert.That(right / (double)(right + wrong), Is.GreaterThan(0.97));

        void Wrong(string file, string field, string? want, string? got)
        {
            wrong++;
            TestContext.Out.WriteLine($"{Path.GetRelativePath(folder, file)}: {field}: wanted [{want}] got [{got}]");
        }
    }

    private static IEnumerable<(string Field, string? Want, string? Got)> Compare(JsonElement item, RawPost post)
    {
        if (TextOf(item, "title") is { } title)
            yield return ("title", Squeezed(FeedText.Plain(title)), Squeezed(post.Title ?? ""));
        if ((TextOf(item, "guid") ?? item.Object("guid")?.Text("value") ?? TextOf(item, "id")) is { } guid)
            yield return ("guid", guid, post.Guid);
        if (TextOf(item, "link") is { } link)
            yield return ("link", link, post.Url);
        if (item.List("links").FirstOrDefault() is { ValueKind: JsonValueKind.Object } atom && atom.Text("rel") is "alternate")
            yield return ("link", atom.Text("href"), post.Url);
        if ((TextOf(item, "publishedParsed") ?? TextOf(item, "pubDateParsed") ?? TextOf(item, "updatedParsed")) is { } date)
            yield return ("date", date, post.PublishedAt?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture));
        var texts = new[] { TextOf(item, "content") ?? item.Object("content")?.Text("value"), TextOf(item, "description"), TextOf(item, "summary") }.OfType<string>().Select(FeedText.Plain).ToList();
        if (texts.Count > 0)
            yield return ("text", Squeezed(texts.MaxBy(t => t.Length)!), Squeezed(post.Text));
        if ((item.Object("author") ?? item.List("authors").FirstOrDefault()) is { ValueKind: JsonValueKind.Object } author && author.Text("name") is { } name)
            yield return ("author", name, post.Author);
    }

    private static string? TextOf(JsonElement item, string name) => item.Field(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static string Squeezed(string text) => string.Join(' ', text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
}
