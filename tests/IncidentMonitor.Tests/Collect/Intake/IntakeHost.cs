using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using IncidentMonitor.Collect.Intake;
using IncidentMonitor.Configuration;
using IncidentMonitor.Model;
using IncidentMonitor.Store.Sql;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace IncidentMonitor.Tests.Collect.Intake;

/// <summary>The whole service on free ports of the loopback, with feeds that are pushed to and none that is read.</summary>
internal sealed class IntakeHost : IAsyncDisposable
{
    public const string VkSecret = "vk-secret-0123456789";
    public const string TelegramSecret = "telegram-secret-0123456789";

    private readonly Scratch _scratch;
    private readonly WebApplication _app;

    private IntakeHost(Scratch scratch, WebApplication app)
    {
        (_scratch, _app) = (scratch, app);
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public HttpClient Client { get; }
    public IReadOnlyList<Uri> Doors => [.. _app.Urls.Select(url => new Uri(url))];
    public string Data => _scratch.Path;
    public IServiceProvider Services => _app.Services;
    public IncidentStore Store => _app.Services.GetRequiredService<IncidentStore>();

    public static async Task<IntakeHost> StartAsync(params (string Key, string Value)[] settings)
    {
        var scratch = new Scratch();
        var overrides = new Dictionary<string, string?>
        {
            ["Console:Address"] = "http://127.0.0.1:0",
            ["Vk:Communities:77:Secret"] = VkSecret,
            ["Vk:Communities:77:Confirmation"] = "c0nf1rm",
            ["Telegram:WebhookSecret"] = TelegramSecret,
        };
        foreach (var (key, value) in settings)
        {
            overrides[key] = value;
        }

        Environment.CurrentDirectory = Repository.Root;
        var configured = Configured.Load(Repository.Config, overrides) with
        {
            Feeds =
            [
                new Feed { Name = "group", Kind = FeedKind.VkCommunity, Address = "77", Municipality = "Озёрский район" },
                new Feed { Name = "bot", Kind = FeedKind.TelegramBot, Address = "bot" },
            ],
        };
        var app = Service.BuildHost(configured, scratch.Path, TimeProvider.System, verbose: false);
        await app.StartAsync();
        return new IntakeHost(scratch, app);
    }

    /// <summary>A key of its own for a test: its sender's ids and quotas meet nobody else's.</summary>
    public async Task<string> KeyAsync(string sender, string scopes = "write", int perMinute = 100_000, int perDay = 10_000, DateTimeOffset? expires = null)
    {
        var (id, text) = ApiKey.Make();
        await Store.WriteAsync(unit => unit.AddKey(new ApiKey(id, sender, ApiKey.HashOf(text), scopes.Split(' '), "Озёрский район", perMinute, perDay, DateTimeOffset.UnixEpoch, expires, null, null)), default);
        return text;
    }

    public async Task<Answer> PostAsync(string? key, string body, string type = "application/json", string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/messages") { Content = new StringContent(body, Encoding.UTF8, type) };
        return await SendAsync(request, key, idempotencyKey);
    }

    public async Task<Answer> DeleteAsync(string key, string id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/messages/{id}");
        return await SendAsync(request, key, null);
    }

    public async Task<(int Status, string Words)> HookAsync(string hook, string body, string? telegramSecret = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/hooks/{hook}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (telegramSecret is not null)
        {
            request.Headers.Add("X-Telegram-Bot-Api-Secret-Token", telegramSecret);
        }

        using var response = await Client.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public T Ask<T>(string sql, object? parameters = null) => Store.Read(connection => Dapper.SqlMapper.QueryFirstOrDefault<T>(connection, sql, parameters)!);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _scratch.Dispose();
    }

    private async Task<Answer> SendAsync(HttpRequestMessage request, string? key, string? idempotencyKey)
    {
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        using var response = await Client.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        return new Answer((int)response.StatusCode, body.Length == 0 ? default : JsonDocument.Parse(body).RootElement, response.Content.Headers.ContentType?.MediaType, response.Headers.RetryAfter?.Delta);
    }
}

internal sealed record Answer(int Status, JsonElement Body, string? Type, TimeSpan? RetryAfter)
{
    /// <summary>Fields that a refusal names.</summary>
    public IEnumerable<string?> Fields => Body.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString());

    public string? Text(string name) => Body.TryGetProperty(name, out var value) ? value.ToString() : null;
}
