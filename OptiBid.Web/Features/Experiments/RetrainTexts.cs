using System.Globalization;
using Microsoft.Extensions.Localization;
using OptiBid.Core.Forecasting.Retraining.Jobs;
using OptiBid.Core.Forecasting.Retraining.Plans;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Experiments;

/// <summary>How plans and jobs are written.</summary>
internal static class RetrainTexts
{
    private const int Week = 7;

    /// <summary>Days and time of a plan.</summary>
    public static string When(RetrainPlanDraft draft, IStringLocalizer<Texts> texts) =>
        draft.Days.Count == Week
            ? texts["every day at {0} ({1})", Time(draft), draft.Target.Market]
            : texts["{0} at {1} ({2})", string.Join(", ", draft.Days.Select(ShortName)), Time(draft), draft.Target.Market];

    /// <summary>The same for files.</summary>
    public static string WhenInFiles(RetrainPlanDraft draft) => $"{string.Join(' ', draft.Days)} {Time(draft)}";

    /// <summary>Short name of a day in the reader's language.</summary>
    public static string ShortName(DayOfWeek day) => Formats.Display.DateTimeFormat.GetAbbreviatedDayName(day);

    /// <summary>How a job stands.</summary>
    public static string State(RetrainJobState state, IStringLocalizer<Texts> texts) =>
        state switch
        {
            RetrainJobState.Queued => texts["Waits"],
            RetrainJobState.Running => texts["Running"],
            RetrainJobState.Done => texts["Finished"],
            RetrainJobState.Failed => texts["Failed"],
            _ => texts["The server stopped"],
        };

    /// <summary>What a job led to.</summary>
    public static string Outcome(RetrainOutcome outcome, IStringLocalizer<Texts> texts) =>
        outcome switch
        {
            RetrainOutcome.DataRefused => texts["Data refused"],
            RetrainOutcome.NoDrift => texts["No drift"],
            RetrainOutcome.ChampionStays => texts["No better candidate"],
            RetrainOutcome.ChallengerRegistered => texts["Challenger registered"],
            RetrainOutcome.OnTrial => texts["Challenger on trial"],
            RetrainOutcome.PromotionRequested => texts["Promotion requested"],
            RetrainOutcome.ChallengerArchived => texts["Challenger archived"],
            _ => texts["Promotion waits for approval"],
        };

    private static string Time(RetrainPlanDraft draft) => draft.At.ToString("HH:mm", CultureInfo.InvariantCulture);
}
