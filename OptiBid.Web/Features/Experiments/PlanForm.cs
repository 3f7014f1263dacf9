using System.Globalization;
using OptiBid.Core.Forecasting.Retraining.Plans;
using OptiBid.Core.Series;

namespace OptiBid.Web.Features.Experiments;

/// <summary>What the form of a plan holds.</summary>
internal sealed class PlanForm
{
    public string Model { get; set; } = "";
    public SeriesKey? Target { get; set; }
    public string At { get; set; } = "06:30";
    public HashSet<DayOfWeek> Days { get; init; } = [.. Enum.GetValues<DayOfWeek>()];
    public HashSet<string> Candidates { get; init; } = new(StringComparer.Ordinal) { "ridge", "lear" };
    public RetrainTrigger Trigger { get; set; }
    public double? ValidationDays { get; set; } = 56;
    public double? ShadowDays { get; set; } = 56;
    public double? PsiLimit { get; set; } = 1;
    public double? RmaeLimit { get; set; } = 1;
    public double? MostAgeDays { get; set; } = 2;
    public bool IsEnabled { get; set; } = true;

    public static PlanForm Of(RetrainPlanDraft draft) =>
        new()
        {
            Model = draft.Model,
            Target = draft.Target,
            At = draft.At.ToString("HH:mm", CultureInfo.InvariantCulture),
            Days = [.. draft.Days],
            Candidates = new(draft.Candidates, StringComparer.Ordinal),
            Trigger = draft.Trigger,
            ValidationDays = draft.ValidationDays,
            ShadowDays = draft.ShadowDays,
            PsiLimit = draft.PsiLimit,
            RmaeLimit = draft.RmaeLimit,
            MostAgeDays = draft.MostAgeDays,
            IsEnabled = draft.IsEnabled,
        };

    /// <summary>The draft; what is missing or no whole number is out of every range, which saving says.</summary>
    public RetrainPlanDraft ToDraft() =>
        new(
            Model.Trim(),
            Target ?? new("", "", ""),
            TimeOnly.TryParseExact(At, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? at : TimeOnly.MinValue,
            [.. Days],
            [.. Candidates.Order(StringComparer.Ordinal)]
        )
        {
            Trigger = Trigger,
            ValidationDays = Whole(ValidationDays),
            ShadowDays = Whole(ShadowDays),
            PsiLimit = PsiLimit ?? double.NaN,
            RmaeLimit = RmaeLimit ?? double.NaN,
            MostAgeDays = Whole(MostAgeDays),
            IsEnabled = IsEnabled,
        };

    private static int Whole(double? value) => value is >= 0 and <= 1_000_000 ? (int)Math.Round(value.Value) : -1;
}
