using Microsoft.Extensions.Localization;
using OptiBid.Core.Forecasting.Registry;
using OptiBid.Core.Forecasting.Tracking;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Experiments;

/// <summary>How runs and models are written.</summary>
internal static class RunTexts
{
    /// <summary>An instant from milliseconds since 1970.</summary>
    public static DateTime Utc(long ms) => DateTime.UnixEpoch.AddMilliseconds(Math.Clamp(ms, 0, 253_402_300_799_000));

    /// <summary>How a run stands.</summary>
    public static string Status(TrackedRunStatus status, IStringLocalizer<Texts> texts) =>
        status switch
        {
            TrackedRunStatus.Running => texts["Running"],
            TrackedRunStatus.Scheduled => texts["Scheduled"],
            TrackedRunStatus.Finished => texts["Finished"],
            TrackedRunStatus.Failed => texts["Failed"],
            _ => texts["Ended by hand"],
        };

    /// <summary>Where a version stands.</summary>
    public static string Stage(ModelStage stage, IStringLocalizer<Texts> texts) =>
        stage switch
        {
            ModelStage.Staging => texts["In trial"],
            ModelStage.Production => texts["In production"],
            ModelStage.Archived => texts["Archived"],
            _ => texts["Registered"],
        };

    /// <summary>How a promotion stands.</summary>
    public static string State(PromotionState state, IStringLocalizer<Texts> texts) =>
        state switch
        {
            PromotionState.Waiting => texts["Waits for a second person"],
            PromotionState.Approved => texts["Approved"],
            PromotionState.Refused => texts["Refused"],
            _ => texts["Withdrawn"],
        };

    /// <summary>A figure with five digits that count, whatever its size.</summary>
    public static string Figure(double? value) =>
        value is { } v && double.IsFinite(v) ? v.ToString("G5", Formats.Display) : Formats.Missing;

    /// <summary>The value of a tag, or null.</summary>
    public static string? Tag(TrackedRun run, string key) => run.Tags.FirstOrDefault(t => t.Key == key)?.Value;

    /// <summary>The first digits of a hash.</summary>
    public static string Short(string? text) =>
        text is null ? Formats.Missing
        : text.Length > 12 ? text[..12]
        : text;
}
