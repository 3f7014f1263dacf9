using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OptiBid.Tests.Core.Notifications;

/// <summary>A provider's HTTP API on loopback: keeps requests, answers what it is told, the last answer again and again.</summary>
internal sealed class FakeHttpProvider : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(int Status, string Body, string? RetryAfter)> _answers = new();

    private FakeHttpProvider(WebApplication app) => _app = app;

    public ConcurrentQueue<(string Path, string? Authorization, string? ContentType, string Body)> Requests { get; } = new();

    public string Url => _app.Urls.Single();

    public static async Task<FakeHttpProvider> StartAsync(params (int Status, string Body, string? RetryAfter)[] answers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var provider = new FakeHttpProvider(builder.Build());
        foreach (var answer in answers)
        {
            provider._answers.Enqueue(answer);
        }

        provider._app.Run(provider.AnswerAsync);
        await provider._app.StartAsync();
        return provider;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        Requests.Enqueue(
            (context.Request.Path, context.Request.Headers.Authorization, context.Request.ContentType, await reader.ReadToEndAsync())
        );
        if (!_answers.TryPeek(out var answer) || (_answers.Count > 1 && !_answers.TryDequeue(out answer)))
        {
            answer = (202, "", null);
        }

        context.Response.StatusCode = answer.Status;
        if (answer.RetryAfter is not null)
        {
            context.Response.Headers.RetryAfter = answer.RetryAfter;
        }

        await context.Response.WriteAsync(answer.Body);
    }
}
