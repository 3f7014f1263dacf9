using Microsoft.Extensions.Localization;
using MudBlazor;
using OptiBid.Core.Notifications.Inbox;

namespace OptiBid.Web.Components.Layout;

/// <summary>What a notification says, in the reader's language.</summary>
internal static class InboxText
{
    /// <summary>The sentence; a kind that is not known shows its subject.</summary>
    public static string Of(InboxItem item, IStringLocalizer<Texts> texts) =>
        item.Kind switch
        {
            InboxKinds.ImportDone => texts["{0} is imported", item.Subject],
            InboxKinds.ImportFailed => texts["The import of {0} failed", item.Subject],
            InboxKinds.BidAwarded => texts["Day-ahead results for {0}", item.Subject],
            InboxKinds.BidSettled => texts["The bid {0} is settled", item.Subject],
            InboxKinds.BacktestDone => texts["The backtest {0} is done", item.Subject],
            InboxKinds.BacktestFailed => texts["The backtest {0} failed", item.Subject],
            InboxKinds.ModelDrifts => texts["The model {0} drifts", item.Subject],
            InboxKinds.RetrainingRefused => texts["The data for {0} is not fit to train on", item.Subject],
            InboxKinds.RetrainingFailed => texts["The retraining of {0} failed", item.Subject],
            InboxKinds.PromotionWaits => texts["A better version of {0} waits for approval", item.Subject],
            _ => item.Subject,
        };

    /// <summary>Its icon.</summary>
    public static string IconOf(InboxItem item) =>
        item.IsProblem ? Icons.Material.Outlined.ReportProblem
        : item.Kind.StartsWith("import", StringComparison.Ordinal) ? Icons.Material.Outlined.UploadFile
        : item.Kind.StartsWith("bid", StringComparison.Ordinal) ? Icons.Material.Outlined.Gavel
        : Icons.Material.Outlined.QueryStats;
}
